"""The version that a form was filled in from."""

from __future__ import annotations


def known(text: str) -> int:
    """The number in a form's hidden field; 0, which no row has, for anything that is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
