"""When LAPOR! was looked at, and which of two looks at a complaint is the newer one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portal import clock

MIDNIGHT = time()
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Look:
    """A moment, or a day of which the hour is not known: then from its first moment until its last.

    A complaint keeps `at`. What may be as new as that is not older: of two files of one day, one of them
    without an hour, nobody can say which came first.
    """

    at: datetime
    until: datetime

    @classmethod
    def exactly(cls, moment: datetime) -> Look:
        """A look at that moment."""
        return cls(moment, moment)

    @classmethod
    def on(cls, day: date) -> Look:
        """A look at some hour of that day in WIB."""
        start = datetime.combine(day, MIDNIGHT, clock.WIB)
        return cls(start.astimezone(UTC), (start + DAY).astimezone(UTC) - timedelta(microseconds=1))

    @classmethod
    def of_file(cls, generated_at: datetime | None, uploaded_at: datetime) -> Look:
        """By the date in the file, else the day of its upload; midnight stands for a day without an hour."""
        local = (generated_at or uploaded_at).astimezone(clock.WIB)
        if generated_at is None or local.time() == MIDNIGHT:
            return cls.on(local.date())
        return cls.exactly(generated_at)

    def is_older_than(self, seen_at: datetime | None) -> bool:
        """Whether a complaint that was seen then is known better than this look knows it."""
        return seen_at is not None and self.until < seen_at
