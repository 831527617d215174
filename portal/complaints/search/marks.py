"""Showing where a search hit: the words marked, and a piece of the text around the first of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape

from portal.complaints.search.asking import Term
from portal.complaints.search.folding import WORD, forms

AROUND = 60
"""Letters on each side of the first hit in a text."""

MARK = Markup("<mark>{}</mark>")


def marked(text: str, asked: Sequence[Term]) -> Markup:
    """The text with its hits marked; everything of it is escaped."""
    parts: list[Markup | str] = []
    end = 0
    for begin, after in hits(text, asked):
        parts += (escape(text[end:begin]), MARK.format(text[begin:after]))
        end = after
    return Markup("").join([*parts, escape(text[end:])])


def snippet(texts: Iterable[str], asked: Sequence[Term]) -> Markup:
    """Around the first hit in the first text that has one; empty where none has."""
    for text in texts:
        if first := next(hits(text, asked), None):
            return marked(_around(text, *first), asked)
    return Markup("")


def hits(text: str, asked: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Where words begin and end that are asked for."""
    for found in WORD.finditer(text):
        present = forms(found[0])
        if any(term.fits(present) for term in asked):
            yield found.span()


def _around(text: str, begin: int, after: int) -> str:
    start, stop = max(0, begin - AROUND), after + AROUND
    # Cut between words, so that no half of one stands at an end.
    while 0 < start < begin and not text[start - 1].isspace():
        start += 1
    while after < stop < len(text) and not text[stop].isspace():
        stop -= 1
    piece = " ".join(text[start:stop].split())
    return f"{'… ' if start else ''}{piece}{' …' if stop < len(text) else ''}"
