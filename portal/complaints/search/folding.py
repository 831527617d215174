"""How a text becomes the words it is found by: the same plain letters and digits on both engines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from portal.complaints.search.stemming import stem
from portal.texts import visible

WORD = re.compile(r"[^\W_]+")
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
LONGEST = 40
"""Letters of a word that are read at all; an address without blanks is no word."""

KEPT = 10
"""Letters by which words are told apart: behind them stand endings only, and a Tracking ID is no longer."""


def folded(text: str) -> str:
    """Small letters without accents; what is one letter on paper may become several."""
    if text.isascii():
        return text.lower()
    # Twice: taking a sign like ™ apart gives capitals, making them small gives signs to take apart.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", visible(text)).casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def words_of(text: str) -> Iterator[str]:
    """The words in the order of the text, each of `a`–`z` and digits only."""
    for word in WORD.findall(folded(text)):
        yield (word if word.isascii() else _spelt(word))[:LONGEST]


def kept(word: str) -> str:
    """What of a word is compared."""
    return word[:KEPT]


def forms(text: str) -> frozenset[str]:
    """All that a word of a text is found by: what is kept of it, and of its stem."""
    return _known_forms(text) if len(text) <= LONGEST else _forms(text)


def _forms(text: str) -> frozenset[str]:
    return frozenset(form for word in words_of(text) for form in (kept(word), kept(stem(word))))


_known_forms = lru_cache(maxsize=20_000)(_forms)
"""Texts say the same words again and again; longer ones are no words, and not worth keeping."""


def tokens(texts: Iterable[str]) -> str:
    """What is kept of the texts: each word once, with its stem, in a fixed order."""
    found = {word for text in texts for word in words_of(text)}
    return " ".join(sorted({kept(word) for word in found} | {kept(stem(word)) for word in found}))


def _spelt(word: str) -> str:
    """A word with its foreign letters as two of ours each: engines disagree about what is a letter there."""
    return "".join(char if char.isascii() else _two_letters(ord(char)) for char in word)


def _two_letters(code: int) -> str:
    size = len(LETTERS)
    return LETTERS[code // size % size] + LETTERS[code % size]
