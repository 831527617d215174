"""Whom a complaint concerns, among the words it is found by: an agency's search then reads its own alone.

Without it a word of half of all texts is looked up in half of all complaints, to find an agency's ten.
"""

from __future__ import annotations

from collections.abc import Collection

from portal.complaints.kinds import RESTRICTED
from portal.complaints.policies import Reach, Sight

ORDINARY, SUPERVISORY = "ø", "œ"
"""Folded words have neither letter, so nobody can type what begins with it."""


def beside(words: str, sight: Sight) -> str:
    """The words, and behind them a token for each agency that the complaint concerns; those before it go."""
    letter = SUPERVISORY if sight.classification in RESTRICTED else ORDINARY
    alone = [word for word in words.split() if word[0] not in {ORDINARY, SUPERVISORY}]
    return " ".join([*alone, *_with(letter, sight.places)])


def seen_by(reach: Reach) -> tuple[str, ...]:
    """One of these stands at just the complaints that somebody sees; none for whoever sees all agencies."""
    if reach.ordinary is None or reach.supervisory is None:
        return ()
    return (*_with(ORDINARY, reach.ordinary), *_with(SUPERVISORY, reach.supervisory))


def held_by(agency: int) -> tuple[str, ...]:
    """One of these stands at what the agency holds, among others."""
    return (f"{ORDINARY}{agency}", f"{SUPERVISORY}{agency}")


def _with(letter: str, agencies: Collection[int]) -> list[str]:
    return [f"{letter}{agency}" for agency in sorted(agencies)]
