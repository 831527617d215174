"""Passwords that are guessed first: words, names, places, clubs, rows of keys, and what people add.

The list is our own (`scripts/common_passwords.py`). The core of a password is compared: small letters,
digits and signs read as the letters they stand for, without digits and signs at its ends.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "common_passwords.txt"
LETTERS = str.maketrans("01!|l2345789@$+", "oiiiizeastbgast")
"""Digits and signs by the letters that people mean; `i` and `l` look like 1, so they count as one."""

ENDS = re.compile(r"^[^a-z]+|[^a-z]+$")
SIGNS = re.compile(r"[^a-z0-9]+$")
TAIL = re.compile(r"[^a-z]+$")
SHORTEST = 4


def is_common(password: str) -> bool:
    """Whether its core is on the list, once or twice over."""
    known = _known()
    return any(core in known or _half(core) in known for core in cores(password))


def cores(text: str) -> frozenset[str]:
    """What may be meant by a text: as it is, without signs or digits behind it, without both ends."""
    small = text.casefold()
    forms = (small, SIGNS.sub("", small), TAIL.sub("", small), ENDS.sub("", small))
    found = {_bare(form.translate(LETTERS)) for form in forms}
    return frozenset(core for core in found if len(core) >= SHORTEST)


def _half(core: str) -> str:
    """`admin` of `adminadmin`; empty for what is not one thing twice."""
    middle = len(core) // 2
    return core[:middle] if core[:middle] == core[middle:] else ""


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    lines = FILE.read_text(encoding="ascii").split()
    return frozenset(core for line in lines for core in cores(line))
