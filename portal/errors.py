"""What can go wrong in a way that a person should read about."""

from __future__ import annotations


class Refusal(Exception):
    """An act that the rules do not allow now; its text is the Indonesian sentence the person reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ByRight(str):
    """A sentence that says no because of who the person is, whatever they typed.

    The kind stays with the words through forms and pages, so that the answer which shows them is known
    as a refusal of right; an exception that was raised and passed over shows nothing and counts for nothing.
    """

    __slots__ = ()


class Forbidden(Refusal):
    """The person may not, whatever they type; a post that is answered with its sentence is audited."""

    def __init__(self, sentence: str) -> None:
        super().__init__(ByRight(sentence))


class Overloaded(Exception):
    """More is asked at once than can be done soon; whoever asked should come again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Overloaded for {seconds} s.")
        self.seconds = seconds


class Conflict(Refusal):
    """Somebody else was quicker: the row no longer stands as the page showed it."""


class BadInput(Refusal):
    """A file or value that cannot be read; commands end with exit status 2."""
