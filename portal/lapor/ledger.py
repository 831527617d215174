"""*Selisih dengan LAPOR!*: where what stands here and what stands there are not the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal import clock
from portal.agencies import queries as agencies
from portal.complaints import words
from portal.complaints.counts import Count, counts
from portal.complaints.filters import Filters, Moment
from portal.complaints.kinds import Bucket
from portal.complaints.listing import PAGE, page_of
from portal.complaints.orders import NEWEST, Place
from portal.complaints.selection import selection
from portal.permissions import Actor
from portal.workdays import queries as workdays


class Difference(StrEnum):
    """In what way the two differ; the codes are those of the list's filter."""

    NOT_COPIED = "not_copied"
    NOT_IN_LAPOR = "not_in_lapor"
    DIFFERS = "differs"


COLUMNS = """
SELECT c.id, c.number, c.title, c.tracking_id, c.status, c.returned_at, c.agency, c.received_at,
  c.answered_at, c.lapor_status, c.lapor_bucket, c.lapor_seen_at
FROM complaint c
"""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A complaint with its state here and there; `there` is None where LAPOR! was never seen to have it."""

    number: str
    title: str
    tracking_id: str
    holder: str
    here: words.Said
    there: words.Said | None
    lapor_status: str
    lapor_seen_at: datetime | None
    answered_at: datetime | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one difference; `after` is the place behind the last, None on the last page."""

    rows: tuple[LedgerRow, ...]
    after: Place | None


async def listing(actor: Actor, which: Difference, after: Sequence[Any] | None = None) -> Page:
    """What the actor sees of one difference, newest first."""
    moment = Moment(clock.now(), await workdays.calendar())
    chosen = await selection(actor, Filters(lapor=which), moment)
    found, place = await page_of(chosen, NEWEST, after, COLUMNS, PAGE)
    names = await agencies.names()
    return Page(tuple(_row(each, names) for each in found), place)


async def totals(actor: Actor, at: datetime) -> dict[str, Count]:
    """How many there are of each difference."""
    return await counts(actor, at, {which: Filters(lapor=which) for which in Difference})


def _row(found: dict[str, Any], names: dict[int, str]) -> LedgerRow:
    return LedgerRow(
        number=found["number"],
        title=found["title"],
        tracking_id=found["tracking_id"],
        holder=names.get(found["agency"], "Kominfo"),
        here=words.status_said(found["status"], is_returned=found["returned_at"] is not None),
        there=_there(found),
        lapor_status=found["lapor_status"],
        lapor_seen_at=found["lapor_seen_at"],
        answered_at=found["answered_at"],
        received_at=found["received_at"],
    )


def _there(found: dict[str, Any]) -> words.Said | None:
    if found["lapor_seen_at"] is None or not found["lapor_bucket"]:
        return None
    return words.BUCKET[Bucket(found["lapor_bucket"])]
