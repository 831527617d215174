"""Numbers as forms, files and addresses carry them."""

from __future__ import annotations

MOST_DIGITS = 9
"""Fits every integer column of both engines; Python itself refuses to read thousands of digits."""


DIGITS = "0123456789"
PHONE_SIGNS = DIGITS + "+-.() "
MEANT = {"o": "0", "i": "1", "l": "1"}
"""Letters that are taken for digits; the keypad would make a 6, a 4 and a 5 of them."""


def whole(text: str) -> int | None:
    """The number that the text is, None where it is none that a key or version can be."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def phone_trouble(text: str) -> str:
    """Why a text is no phone number, for a letter or a sign in it; empty where it may be one.

    Whoever reads numbers as telephones do takes letters for keys: `0812-3456-78OO` was somebody else's.
    """
    odd = next((char for char in text if char not in PHONE_SIGNS and not char.isspace()), "")
    if not odd:
        return ""
    if not odd.isalpha():
        return f"Nomor ini memuat tanda {odd}. Tulis satu nomor saja, dengan angka."
    meant = MEANT.get(odd.casefold(), "")
    guess = f"; mungkin maksudnya angka {meant}" if meant else ""
    return f"Nomor ini mengandung huruf {odd}{guess}. Tulis dengan angka saja, seperti 0812 3456 7890."
