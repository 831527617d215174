"""What the clock brings: a backup every night, and word to the admins while something is not well."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.jobs import Duty
from portal.keeping import alarms, nightly


def every_hour(now: datetime) -> str:
    """The slot of an hour in WIB: `2026-11-24T09`."""
    return now.astimezone(clock.WIB).strftime("%Y-%m-%dT%H")


DUTIES: tuple[Duty, ...] = (
    Duty("keeping.backup", nightly.slot, nightly.ask),
    Duty("keeping.alarms", every_hour, alarms.tell),
)
