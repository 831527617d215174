"""Keyset pages: the place after which to go on, packed into one URL value."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

PAGE_SIZE = 50


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
    except (binascii.Error, ValueError):
        return None
    flat = isinstance(values, list) and all(isinstance(value, str | int | None) for value in values)
    return values if flat else None
