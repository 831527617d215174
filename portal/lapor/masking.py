"""A kept row as a page may show it: who reported is masked, as it is on the complaint's own page."""

from __future__ import annotations

from collections.abc import Mapping

from portal.complaints.words import masked
from portal.lapor.reporters import is_personal


def shown(raw: Mapping[str, str]) -> list[tuple[str, str]]:
    """The filled cells in the file's order; a person's name and numbers only by their first letters."""
    return [(name, masked(cell) if is_personal(name) else cell) for name, cell in raw.items() if cell]
