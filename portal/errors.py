"""What can go wrong in a way that a person should read about."""

from __future__ import annotations


class Refusal(Exception):
    """An act that the rules do not allow now; its text is the Indonesian sentence the person reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Conflict(Refusal):
    """Somebody else was quicker: the row no longer stands as the page showed it."""


class BadInput(Refusal):
    """A file or value that cannot be read; commands end with exit status 2."""
