"""Dates that 0.1 read with day and month turned round, told from the rows as their file had them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal import clock
from portal.complaints import repairs
from portal.complaints.repairs import DATE_NAMES, Dated
from portal.complaints.tables import Complaint
from portal.keeping.data_check.kinds import Check, Finding
from portal.lapor import export_columns, history
from portal.lapor.columns import fold
from portal.lapor.date_order import DateOrder, Doubts, Numbers, Survey, numbers_of
from portal.lapor.tables import LaporBatch, LaporRow
from portal.permissions import Actor, Permission
from portal.workdays.words import dated

CHUNK = 500
REAL = re.compile(r"\d{4}-\d{2}-\d{2}")
"""How a real date of Excel stands in a row that was kept."""

FIELDS = {
    fold(export_columns.Column.DATE): Dated.RECEIVED,
    fold(history.Column.DISPOSED): Dated.DISPOSED,
    fold(history.Column.FOLLOWED_UP): Dated.ANSWERED,
    fold(history.Column.CLOSED): Dated.RESOLVED,
}


@dataclass(frozen=True, slots=True)
class Written:
    """A date as a row has it."""

    tracking_id: str
    field: Dated
    text: str


@dataclass(frozen=True, slots=True)
class Swapped:
    """A date of a complaint that stands as it was misread, and the moment that it means."""

    complaint_id: int
    number: str
    field: Dated
    text: str
    was: datetime
    to: datetime

    @property
    def key(self) -> str:
        """Complaint and field."""
        return f"{self.complaint_id}-{self.field}"


async def swapped() -> list[Swapped]:
    """All of them; a file for which somebody has said the order is believed."""
    found = dict[str, Swapped]()
    batches = (
        await LaporBatch.select(LaporBatch.id).where(LaporBatch.date_order == "").order_by(LaporBatch.id)
    )
    for batch in batches:
        written = [each async for each in _dates_of(batch["id"])]
        misread = list(_misread(written))
        for first in range(0, len(misread), CHUNK):
            found |= {each.key: each for each in await _standing(misread[first : first + CHUNK])}
    return list(found.values())


async def find() -> list[Finding]:
    """Each with both readings."""
    return [
        Finding(
            each.key,
            each.number,
            f"“{each.text}”: {DATE_NAMES[each.field]} {dated(each.was)} menjadi {dated(each.to)}",
            f"/complaints/{each.number}",
        )
        for each in await swapped()
    ]


async def mend(keys: Collection[str], *, by: Actor, at: datetime) -> int:
    """Turn the chosen dates round, as far as they still stand."""
    chosen = [each for each in await swapped() if each.key in keys]
    return sum([await _turn(each, by=by, at=at) for each in chosen])


async def _turn(each: Swapped, *, by: Actor, at: datetime) -> bool:
    return await repairs.move_date(each.complaint_id, each.field, was=each.was, to=each.to, by=by, at=at)


async def _dates_of(batch: int) -> AsyncIterator[Written]:
    last = 0
    while rows := await _rows(batch, last):
        for row in rows:
            for name, text in row["cells"].items():
                if (field := FIELDS.get(fold(name))) and text:
                    yield Written(row["tracking_id"], field, text.strip())
        last = rows[-1]["id"]


async def _rows(batch: int, last: int) -> list[dict[str, Any]]:
    # Refused rows too: an impossible month stands in one of them.
    return (
        await LaporRow.select(LaporRow.id, LaporRow.tracking_id, LaporRow.cells)
        .where(LaporRow.batch == batch, LaporRow.id > last)
        .order_by(LaporRow.id)
        .limit(CHUNK)
        .output(load_json=True)
    )


def _misread(written: Sequence[Written]) -> Iterator[tuple[Written, date, date]]:
    """The dates that do not mean what was read, with what was read and what they mean."""
    surveys: dict[str, Survey] = {}
    for each in written:
        survey = surveys.setdefault(each.field, Survey())
        try:
            survey.add(each.text, is_real=_is_real(each.text))
        except ValueError:
            continue
    doubts = Doubts.of(surveys)
    for each in written:
        if both := _readings(each, doubts):
            yield each, *both


def _readings(each: Written, doubts: Doubts) -> tuple[date, date] | None:
    if not _is_real(each.text):
        numbers = numbers_of(each.text)
        if not doubts.texts or numbers is None or not numbers.is_ambiguous:
            return None
        return numbers.day(DateOrder.DMY), numbers.day(DateOrder.MDY)
    read = date.fromisoformat(each.text[:10])
    turned = Numbers(read.month, read.day, read.year)
    if each.field not in doubts.real or not turned.is_ambiguous:
        return None
    return read, turned.day(DateOrder.DMY)


def _is_real(text: str) -> bool:
    return REAL.match(text) is not None


async def _standing(misread: Sequence[tuple[Written, date, date]]) -> list[Swapped]:
    ids = [each.tracking_id for each, _, _ in misread]
    columns = [Complaint.id, Complaint.number, Complaint.tracking_id, *(_column(field) for field in Dated)]
    rows = await Complaint.select(*columns).where(
        Complaint.tracking_id.is_in(ids), Complaint.tracking_id != ""
    )
    known = {row["tracking_id"]: row for row in rows}
    return [
        swapped
        for each, was, to in misread
        if each.tracking_id in known and (swapped := _still(known[each.tracking_id], each, was, to))
    ]


def _still(row: Mapping[str, Any], each: Written, was: date, to: date) -> Swapped | None:
    stands: datetime | None = row[each.field]
    if stands is None or to > clock.today().date():
        return None
    here = stands.astimezone(clock.WIB)
    if here.date() != was:
        return None
    meant = here.replace(year=to.year, month=to.month, day=to.day)
    return Swapped(row["id"], row["number"], each.field, each.text, stands, meant.astimezone(stands.tzinfo))


def _column(field: Dated) -> Any:
    return getattr(Complaint, field)


CHECK = Check(
    "swapped-dates",
    "Tanggal dengan hari dan bulan tertukar",
    "Versi 0.1 membaca berkas yang menulis bulan lebih dahulu seolah-olah harinya lebih dahulu.",
    "Tanggal dibetulkan menurut berkasnya dan tenggat dihitung ulang; riwayat mencatat tanggal lamanya.",
    "Tukar",
    Permission.LAPOR_IMPORT,
    find,
    mend,
)
