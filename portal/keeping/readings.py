"""What IT should know about the portal, each thing with how good it is and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Level(StrEnum):
    """How good a reading is."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"
    OFF = "off"
    """Not set up, so not judged: neither good nor bad."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was looked at. `is_told`: admins get a message while it is not good."""

    code: str
    title: str
    level: Level
    text: str
    mend: str = ""
    is_told: bool = True
    href: str = ""
    """Where the rows lie that were counted."""

    @property
    def is_alarming(self) -> bool:
        """Whether admins are to be told."""
        return self.is_told and self.level in {Level.WATCH, Level.BAD}


@dataclass(frozen=True, slots=True)
class Look:
    """Where a reading is taken: `good`, `watch` and `bad` make it."""

    code: str
    title: str

    def good(self, text: str) -> Reading:
        """All is well."""
        return Reading(self.code, self.title, Level.GOOD, text)

    def off(self, text: str, mend: str) -> Reading:
        """It is not set up."""
        return Reading(self.code, self.title, Level.OFF, text, mend)

    def watch(self, text: str, mend: str, *, is_told: bool = False, href: str = "") -> Reading:
        """Worth knowing for whoever looks."""
        return Reading(self.code, self.title, Level.WATCH, text, mend, is_told, href)

    def bad(self, text: str, mend: str, *, href: str = "") -> Reading:
        """Somebody has to do something."""
        return Reading(self.code, self.title, Level.BAD, text, mend, href=href)


def long_words(time: timedelta) -> str:
    """A length of time, as roughly as it is spoken of."""
    if time.days:
        return f"{time.days} hari"
    hours, minutes = divmod(time.seconds // 60, 60)
    return f"{hours} jam" if hours else f"{minutes} menit"
