"""One name means one agency: what a code may look like, and who owns a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from portal.agencies.folding import fold
from portal.agencies.queries import AgencyRow
from portal.errors import Refusal
from portal.texts import visible

LOCK = "agencies"
STALE = "Data ini baru saja diubah orang lain. Periksa isinya, lalu simpan lagi."
CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9.-]{0,38}[A-Z0-9])?")
CODE_RULE = "Kode hanya huruf, angka, titik, dan tanda hubung, paling banyak 40 karakter."
NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f\s]+")


def clean(text: str) -> str:
    """The text with single blanks, without control characters and signs that nobody sees."""
    return NOT_PRINTED.sub(" ", visible(text)).strip()


def code_of(text: str) -> str:
    """The code in capitals; raises Refusal where it could not stand in an address."""
    code = clean(text).upper()
    if not CODE.fullmatch(code):
        raise Refusal(CODE_RULE)
    return code


def owners(standing: Sequence[AgencyRow], *, on: date) -> dict[str, AgencyRow]:
    """Folded name to its agency; names of an agency that has ended are free again, its aliases are not."""
    owned: dict[str, AgencyRow] = {}
    for row in standing:
        kept = row.folded_names if row.is_active(on) else (fold(row.code), *_aliases(row))
        owned.update(dict.fromkeys(kept, row))
    return owned


def refuse_taken(text: str, owned: Mapping[str, AgencyRow], *, own: int | None) -> None:
    """Raise Refusal where the text already means another agency."""
    owner = owned.get(fold(text))
    if owner is not None and owner.id != own:
        raise Refusal(f"“{text}” sudah dipakai oleh {owner.name} ({owner.code}).")


def _aliases(row: AgencyRow) -> tuple[str, ...]:
    return tuple(fold(alias.text) for alias in row.aliases)
