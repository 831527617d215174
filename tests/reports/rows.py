"""Complaints made by hand for figures: only what a figure looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count

from portal import clock
from portal.agencies.tables import Agency
from portal.complaints.kinds import Classification, Status
from portal.complaints.tables import Complaint

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Case:
    """One complaint; days are WIB dates. `lapor` None: LAPOR! does not know it."""

    received: date
    status: Status = Status.RECEIVED
    lapor: str | None = None
    disposed: date | None = None
    answered: date | None = None
    resolved: date | None = None
    agency: int | None = None
    at: time = time(9)
    is_supervisory: bool = False
    due: date | None = None
    returned: date | None = None
    verified: date | None = None
    in_care: date | None = None
    raw: str = ""
    title: str = ""


async def put(*cases: Case) -> list[str]:
    """Write the cases and return their numbers."""
    rows = [_row(case) for case in cases]
    await Complaint.insert(*rows)
    return [row.number for row in rows]


async def agency(code: str) -> int:
    """A new agency's key."""
    added = await Agency.insert(Agency(code=code, name=f"Dinas {code}", short_name=code)).returning(Agency.id)
    return int(added[0]["id"])


def moment(day: date | None, at: time = time(9)) -> datetime:
    """That hour of the day in WIB, as UTC."""
    assert day
    return datetime.combine(day, at, clock.WIB).astimezone(UTC)


def _row(case: Case) -> Complaint:
    number = next(_numbers)
    known = case.lapor is not None
    return Complaint(
        number=f"ADU-{case.received.year}-{number:06}",
        tracking_id=f"{7_000_000 + number}" if known else "",
        title=case.title or f"Pengaduan contoh {number}",
        status=case.status,
        classification=Classification.SUPERVISORY if case.is_supervisory else Classification.COMPLAINT,
        agency=case.agency,
        received_at=moment(case.received, case.at),
        recorded_at=moment(case.received, case.at),
        disposed_at=_maybe(case.disposed),
        answered_at=_maybe(case.answered),
        resolved_at=_maybe(case.resolved),
        verified_at=_maybe(case.verified),
        returned_at=_maybe(case.returned),
        due_at=_maybe(case.due),
        acted_at=_maybe(case.in_care),
        taken_into_care_at=_maybe(case.in_care),
        lapor_status=case.raw,
        lapor_bucket=case.lapor or "",
        lapor_seen_at=moment(case.received) if known else None,
    )


def _maybe(day: date | None) -> datetime | None:
    return moment(day) if day else None
