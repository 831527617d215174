"""What is typed about sessions and the lesson."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeVar

from portal import dates
from portal.clock import WIB
from portal.decrees.briefings.lesson import PageRow, PageValues
from portal.decrees.briefings.planning import BriefingValues
from portal.decrees.briefings.queries import BriefingRow
from portal.web import Form

LONGEST_BODY = 5_000
Part = TypeVar("Part", date, time)


@dataclass(slots=True)
class BriefingForm(Form):
    """A session; `values` is set where all is well. `file` only carries the sentence about the material."""

    title: str = ""
    day: str = ""
    hour: str = ""
    location: str = ""
    note: str = ""
    version: str = ""
    values: BriefingValues | None = field(default=None, init=False)

    @classmethod
    def showing(cls, row: BriefingRow) -> BriefingForm:
        """The form filled with what stands now."""
        here = row.held_at.astimezone(WIB)
        return cls.blank(
            {
                "title": row.title,
                "day": here.date().isoformat(),
                "hour": f"{here:%H:%M}",
                "location": row.location,
                "note": row.note,
                "version": str(row.version),
            }
        )

    def check(self) -> None:
        self.require("title", "Isi nama acara.")
        self.at_most("title", 160)
        self.require("location", "Isi tempat, atau tautan rapat daring.")
        self.at_most("location", 160)
        self.at_most("note", 2_000)
        when = self._moment()
        if when and not self.errors:
            self.values = BriefingValues(self.title, when, self.location, self.note)

    def _moment(self) -> datetime | None:
        day = self._part("day", dates.parse_date, "Isi tanggal.")
        hour = self._part("hour", dates.parse_time, "Isi jam mulai.")
        return None if day is None or hour is None else datetime.combine(day, hour, WIB)

    def _part(self, name: str, parse: Callable[[str], Part], missing: str) -> Part | None:
        text = getattr(self, name)
        try:
            return parse(text)
        except ValueError as error:
            self.fail(name, str(error) if text else missing)
            return None


@dataclass(slots=True)
class CancellationForm(Form):
    """Why a session does not take place."""

    reason: str = ""

    def check(self) -> None:
        self.require("reason", "Tulis alasan pembatalan.")
        self.at_most("reason", 500)


@dataclass(slots=True)
class PageForm(Form):
    """A page of the lesson."""

    title: str = ""
    body: str = ""
    picture_words: str = ""
    version: str = ""

    @classmethod
    def showing(cls, row: PageRow) -> PageForm:
        """The form filled with what stands now."""
        words = {"title": row.title, "body": row.body, "picture_words": row.picture_words}
        return cls.blank(words | {"version": str(row.version)})

    def check(self) -> None:
        self.require("title", "Isi judul bagian.")
        self.at_most("title", 120)
        self.require("body", "Isi penjelasannya.")
        self.at_most("body", LONGEST_BODY)
        self.at_most("picture_words", 200)

    def values(self, picture_file: int | None) -> PageValues:
        """What was typed, with a picture that was kept."""
        return PageValues(self.title, self.body, picture_file, self.picture_words)
