"""Keyset pages: the place after which to go on, packed into one URL value."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence

PAGE_SIZE = 50
UNKEEPABLE = re.compile("[\\x00\\ud800-\\udfff]")


def encode(values: Sequence[str | int | None]) -> str:
    """Pack the sort values of the last row shown."""
    packed = json.dumps(list(values), separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(text: str | None) -> list[str | int | None] | None:
    """Unpack a place; anything that is not one counts as the first page."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return values if isinstance(values, list) and all(_is_place(value) for value in values) else None


def _is_place(value: object) -> bool:
    """Whether a database could be asked for it: no number beyond its own, no sign that it cannot keep."""
    if isinstance(value, str):
        return not UNKEEPABLE.search(value)
    return value is None or (isinstance(value, int) and abs(value) < 2**63)
