"""Whole numbers as forms and addresses carry them."""

from __future__ import annotations

MOST_DIGITS = 9
"""Fits every integer column of both engines; Python itself refuses to read thousands of digits."""


def whole(text: str) -> int | None:
    """The number that the text is, None where it is none that a key or version can be."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
