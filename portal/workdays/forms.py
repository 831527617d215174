"""What people type about days off and office hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from portal import dates
from portal.web import Form
from portal.workdays import calendar as core
from portal.workdays.office_hours import Hours, Week
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
    week: Week = field(default_factory=dict, init=False)

    @classmethod
    def showing(cls, week: Week) -> WeekForm:
        """The form filled with the hours of a week."""
        opens = {f"opens_{day}": f"{hours.opens:%H:%M}" for day, hours in week.items()}
        closes = {f"closes_{day}": f"{hours.closes:%H:%M}" for day, hours in week.items()}
        return cls.blank(opens | closes)

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
