"""Dates in forms: typed in any spelling, never in the future, back to the first year that can matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from portal import clock, dates
from portal.web import Form

EARLIEST = date(2015, 1, 1)


@dataclass(slots=True)
class DatedForm(Form):
    """A form with dates."""

    def day(self, name: str) -> date | None:
        """The date in a field; what cannot be read gets its sentence, an empty field gives None."""
        text = getattr(self, name)
        if not text:
            return None
        try:
            return dates.parse_date(text)
        except ValueError as error:
            self.fail(name, str(error))
            return None

    def past_day(self, name: str) -> date | None:
        """As `day`, but not after today and not before the portal's time."""
        day = self.day(name)
        if day is None:
            return None
        if day > clock.today().date():
            self.fail(name, "Tanggal ini belum terjadi.")
        elif day < EARLIEST:
            self.fail(name, "Tanggal ini terlalu lama. Periksa tahunnya.")
        return day

    def clock_time(self, name: str) -> time | None:
        """The time of day in a field, as `day` reads dates."""
        text = getattr(self, name)
        if not text:
            return None
        try:
            return dates.parse_time(text)
        except ValueError as error:
            self.fail(name, str(error))
            return None


def moment(day: date, at: time | None, *, now: datetime) -> datetime:
    """The moment meant by a date and a time in WIB; without a time noon, or the present if it is today."""
    if at is None and day == now.astimezone(clock.WIB).date():
        return now
    return datetime.combine(day, at or time(12), clock.WIB).astimezone(UTC)


def check_choice(form: Form, name: str, options: Iterable[tuple[str, str]]) -> None:
    """The value must be one of a select's; empty is left to the form."""
    value = getattr(form, name)
    if value and value not in {code for code, _ in options}:
        form.fail(name, "Pilih dari daftar.")


@dataclass(slots=True)
class HappenedForm(DatedForm):
    """An act that may be recorded later than it took place."""

    happened_on: str = ""
    happened_time: str = ""

    def check_moment(self) -> None:
        """Both fields, and a time never without its day."""
        self.past_day("happened_on")
        self.clock_time("happened_time")
        if self.happened_time and not self.happened_on:
            self.fail("happened_on", "Tulis juga tanggalnya.")

    def moment(self, now: datetime) -> datetime | None:
        """When it took place; None where nothing was typed: now."""
        day = self.day("happened_on")
        return moment(day, self.clock_time("happened_time"), now=now) if day else None
