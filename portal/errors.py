"""What can go wrong in a way that a person should read about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Refusal(Exception):
    """An act that the rules do not allow now; its text is the Indonesian sentence the person reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Forbidden(Refusal):
    """The person may not, whatever they type; where somebody listens (a post), the audit learns of it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        heard = _heard.get()
        if heard is not None:
            heard.append(self)


@contextmanager
def hearing() -> Iterator[list[Forbidden]]:
    """Collect what was forbidden within, also where a page caught it and showed its sentence."""
    heard: list[Forbidden] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


class Conflict(Refusal):
    """Somebody else was quicker: the row no longer stands as the page showed it."""


class BadInput(Refusal):
    """A file or value that cannot be read; commands end with exit status 2."""


_heard: ContextVar[list[Forbidden] | None] = ContextVar("heard", default=None)
