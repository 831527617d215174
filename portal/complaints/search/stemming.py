"""The stem of an Indonesian word: *perbaikan* and *diperbaiki* are both found by *baik*.

The rules are those of F. Z. Tala, A Study of Stemming Effects on Information Retrieval in Bahasa Indonesia
(2003), as PostgreSQL's `indonesian` follows them; taken here, they are the same on SQLite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

VOWELS = frozenset("aeiou")
FEWEST = 2
"""Syllables that a root has at least; nothing is taken from a word of so few."""

PARTICLES = ("kah", "lah", "pun")
POSSESSIVES = ("nya", "ku", "mu")
# What stood in front decides which endings belong to the same form.
NONE, ACTIVE, PER, PENG, BER = range(5)


@dataclass(slots=True)
class Form:
    """A word while it is taken apart."""

    text: str
    syllables: int
    prefix: int = NONE

    @property
    def is_long(self) -> bool:
        """Whether something may still be taken."""
        return self.syllables > FEWEST

    def take_front(self, letters: int, put: str = "", prefix: int = NONE) -> bool:
        """Take a prefix, and give the root its first letter back where the prefix had swallowed it."""
        self.text = put + self.text[letters:]
        self.syllables -= 1
        self.prefix = prefix or self.prefix
        return True

    def take_end(self, letters: int) -> bool:
        """Take an ending."""
        self.text = self.text[:-letters]
        self.syllables -= 1
        return True


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem; a word with anything but small letters is its own."""
    form = Form(word, sum(letter in VOWELS for letter in word))
    if not (form.is_long and word.isascii() and word.isalpha()):
        return word
    _ending(form, PARTICLES)
    if form.is_long:
        _ending(form, POSSESSIVES)
    if form.is_long:
        _affixes(form)
    return form.text


def _affixes(form: Form) -> None:
    if _first_prefix(form):
        if form.is_long and _suffix(form) and form.is_long:
            _second_prefix(form)
        return
    _second_prefix(form)
    if form.is_long:
        _suffix(form)


def _ending(form: Form, endings: tuple[str, ...]) -> None:
    for ending in endings:
        if form.text.endswith(ending):
            form.take_end(len(ending))
            return


def _first_prefix(form: Form) -> bool:
    """`meng-`, `peng-`, `di-`, `ter-`, `ke-`; the longest that fits."""
    for prefix, kind, swallowed in FIRST:
        rest = form.text[len(prefix) :]
        if not form.text.startswith(prefix):
            continue
        before_vowel = rest[:1] in VOWELS
        if swallowed == "s" and not before_vowel:
            continue
        put = swallowed if before_vowel else ""
        return form.take_front(len(prefix), put, kind)
    return False


FIRST = (
    ("meng", ACTIVE, ""),
    ("meny", ACTIVE, "s"),
    ("peng", PENG, ""),
    ("peny", PENG, "s"),
    ("mem", ACTIVE, "p"),
    ("men", ACTIVE, ""),
    ("pem", PENG, "p"),
    ("pen", PENG, ""),
    ("ter", ACTIVE, ""),
    ("di", ACTIVE, ""),
    ("ke", PENG, ""),
    ("me", ACTIVE, ""),
)
"""Prefix, what it allows behind the root, and the letter of the root that it swallows before a vowel."""


def _second_prefix(form: Form) -> bool:
    """`ber-` and `per-`; in *belajar* and *pelajar* they have another shape."""
    for beginning, letters, kind in SECOND:
        if form.text.startswith(beginning):
            return form.take_front(letters, prefix=kind)
    is_worn = form.text.startswith("be") and form.text[2:3] not in VOWELS and form.text[3:5] == "er"
    return is_worn and form.take_front(2, prefix=BER)


SECOND = (
    ("pelajar", 3, NONE),
    ("belajar", 3, BER),
    ("ber", 3, BER),
    ("per", 3, PER),
    ("pe", 2, PER),
)
"""Beginning, how many letters of it go, and what they allow behind the root."""


def _suffix(form: Form) -> bool:
    for ending, fits in SUFFIXES:
        if form.text.endswith(ending) and fits(form):
            return form.take_end(len(ending))
    return False


SUFFIXES: tuple[tuple[str, Callable[[Form], bool]], ...] = (
    ("kan", lambda form: form.prefix not in {PER, PENG}),
    ("an", lambda form: form.prefix != ACTIVE),
    ("i", lambda form: form.prefix <= PER and not form.text.endswith("si")),
)
