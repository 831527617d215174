"""What people type about days off and office hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Self

from portal import dates
from portal.numbers import whole
from portal.web import Form, Posted, Upload
from portal.workdays import calendar as core
from portal.workdays.office_hours import Hours, Week
from portal.workdays.queries import HolidayRow
from portal.workdays.words import DAYS

LONGEST_NAME = 120


@dataclass(slots=True)
class HolidayForm(Form):
    """A day off; `holiday` is set where all is well."""

    day: str = ""
    name: str = ""
    kind: str = core.HolidayKind.PUBLIC.value
    holiday: core.Holiday | None = field(default=None, init=False)

    def check(self) -> None:
        self.require("name", "Isi nama hari libur.")
        self.at_most("name", LONGEST_NAME)
        if self.kind not in set(core.HolidayKind):
            self.fail("kind", "Pilih jenis hari libur.")
        day = read_day(self, "day")
        if day and not self.errors:
            self.holiday = core.Holiday(day, self.name, core.HolidayKind(self.kind))

    @property
    def fields(self) -> dict[str, str]:
        """What was typed, to be carried to the next page."""
        return {"day": self.day, "name": self.name, "kind": self.kind}


@dataclass(slots=True)
class EditedHolidayForm(HolidayForm):
    """A day off that stands already; the version is the one that was shown."""

    version: str = ""

    @classmethod
    def showing(cls, row: HolidayRow) -> Self:
        """The form filled with what stands now."""
        return cls.blank(
            {"day": str(row.day), "name": row.name, "kind": row.kind, "version": str(row.version)}
        )

    @property
    def fields(self) -> dict[str, str]:
        """What was typed, to be carried to the next page."""
        return {"day": self.day, "name": self.name, "kind": self.kind, "version": self.version}


@dataclass(slots=True)
class ListForm(Form):
    """A joint decree's list, pasted or as a file; with `replace` the list is the whole year."""

    text: str = ""
    file: str = ""
    replace: str = ""
    upload: Upload | None = field(default=None, init=False)

    @classmethod
    def parse(cls, posted: Posted | Mapping[str, str]) -> Self:
        """Take the file where one was chosen, else the text."""
        form = cls.blank(posted.fields if isinstance(posted, Posted) else posted)
        chosen = posted.files("file") if isinstance(posted, Posted) else []
        form.upload = chosen[0] if chosen else None
        if not form.text and form.upload is None:
            form.fail("text", "Tempel daftarnya, atau pilih berkas.")
        return form


@dataclass(slots=True)
class WeekForm(Form):
    """When the office opens and closes, Monday (0) to Sunday (6); both empty is closed."""

    opens_0: str = ""
    closes_0: str = ""
    opens_1: str = ""
    closes_1: str = ""
    opens_2: str = ""
    closes_2: str = ""
    opens_3: str = ""
    closes_3: str = ""
    opens_4: str = ""
    closes_4: str = ""
    opens_5: str = ""
    closes_5: str = ""
    opens_6: str = ""
    closes_6: str = ""
    seen: str = ""
    week: Week = field(default_factory=dict, init=False)

    @property
    def seen_week(self) -> int:
        """The key of the week that was shown, 0 where there was none."""
        return whole(self.seen) or 0

    @classmethod
    def showing(cls, week: Week, *, key: int = 0) -> WeekForm:
        """The form filled with the hours of a week."""
        opens = {f"opens_{day}": f"{hours.opens:%H:%M}" for day, hours in week.items()}
        closes = {f"closes_{day}": f"{hours.closes:%H:%M}" for day, hours in week.items()}
        return cls.blank(opens | closes | {"seen": str(key)})

    def check(self) -> None:
        self.check_week()

    def check_week(self) -> None:
        """The hours of each day; sets `week`."""
        found = {day: self._hours(day) for day in range(7)}
        self.week = {day: hours for day, hours in found.items() if hours}

    def _hours(self, day: int) -> Hours | None:
        opens, closes = self._clock(f"opens_{day}"), self._clock(f"closes_{day}")
        if opens and closes and opens < closes:
            return Hours(opens, closes)
        if opens and closes:
            self.fail(f"closes_{day}", f"{DAYS[day]}: jam tutup harus sesudah jam buka.")
        elif opens:
            self.fail(f"closes_{day}", f"{DAYS[day]}: isi juga jam tutup.")
        elif closes:
            self.fail(f"opens_{day}", f"{DAYS[day]}: isi juga jam buka.")
        return None

    def _clock(self, name: str) -> time | None:
        text = getattr(self, name)
        try:
            return dates.parse_time(text) if text else None
        except ValueError as error:
            self.fail(name, str(error))
            return None


@dataclass(slots=True)
class ExceptionForm(WeekForm):
    """Hours that replace the usual ones from the first to the last day."""

    name: str = ""
    first_day: str = ""
    last_day: str = ""
    days: tuple[date, date] | None = field(default=None, init=False)

    def check(self) -> None:
        self.require("name", "Isi nama, misalnya Jam kerja Ramadan.")
        self.at_most("name", LONGEST_NAME)
        first, last = read_day(self, "first_day"), read_day(self, "last_day")
        if first and last and last < first:
            self.fail("last_day", "Tanggal selesai tidak boleh sebelum tanggal mulai.")
        self.days = (first, last) if first and last else None
        self.check_week()


def read_day(form: Form, name: str) -> date | None:
    """The date in a field; a sentence beside it where there is none."""
    try:
        return dates.parse_date(getattr(form, name))
    except ValueError as error:
        form.fail(name, str(error))
        return None
