"""A joint decree's list is looked at first and written once it is confirmed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portal import db
from portal.errors import BadInput, Conflict
from portal.permissions import Actor
from portal.workdays import decree_list, hooks, queries
from portal.workdays import holidays as verbs
from portal.workdays.calendar import Holiday
from portal.workdays.queries import HolidayRow
from portal.workdays.tables import Holiday as Table
from portal.workdays.words import long_date

MOVED = "Hari libur berubah sejak pratinjau ini dibuat. Periksa lagi, lalu simpan."


class Outcome(StrEnum):
    """What a day of the list means for the year."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Planned:
    """One day of the list, or one that the list leaves out; `standing` is what the table says of it."""

    outcome: Outcome
    holiday: Holiday | None = None
    standing: HolidayRow | None = None
    text: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do to a year; `replace` ends what the list leaves out; `seal` is exactly this."""

    year: int
    rows: tuple[Planned, ...]
    replace: bool
    seal: str

    def of(self, outcome: str) -> list[Planned]:
        """The rows with that outcome."""
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def days(self) -> tuple[date, ...]:
        """Days whose working or not changes."""
        added = [row.holiday.date for row in self.of(Outcome.NEW) if row.holiday]
        return tuple(sorted([*added, *(row.day for row in self.ended)]))

    @property
    def ended(self) -> list[HolidayRow]:
        """Standing days off that would end."""
        missing = self.of(Outcome.MISSING) if self.replace else []
        return [row.standing for row in missing if row.standing]

    @property
    def writes(self) -> bool:
        """Whether confirming would change anything."""
        return bool(self.days or self.of(Outcome.CHANGED))


async def plan(text: str, year: int, *, replace: bool) -> Plan:
    """Look at a list without writing; raises BadInput where it is none."""
    lines = decree_list.read(text, year)
    standing = {row.day: row for row in await queries.holidays_in(year)}
    rows: list[Planned] = []
    seen: set[date] = set()
    for line in lines:
        if line.sentence:
            rows.append(Planned(Outcome.REFUSED, text=line.text, sentence=line.sentence))
        for holiday in line.holidays:
            rows.append(_judge(holiday, standing, seen, year, line.text))
            seen.add(holiday.date)
    rows += [Planned(Outcome.MISSING, standing=row) for day, row in standing.items() if day not in seen]
    return Plan(year, tuple(rows), replace, _seal(rows, replace=replace))


async def apply(text: str, year: int, *, replace: bool, seal: str, by: Actor, at: datetime) -> Plan:
    """Write what the preview showed; raises Conflict where the seal no longer fits."""
    async with db.lock(verbs.LOCK):
        planned = await plan(text, year, replace=replace)
        if planned.seal != seal:
            raise Conflict(MOVED)
        if not planned.writes:
            raise BadInput("Tidak ada yang perlu disimpan.")
        await _write(planned, at)
        details = {outcome.value: len(planned.of(outcome)) for outcome in (Outcome.NEW, Outcome.CHANGED)}
        details |= {"ended": len(planned.ended)}
        change = hooks.Change("workday.list_imported", f"year:{year}", planned.days, details)
        await hooks.publish(change, by=by, at=at)
    return planned


def _judge(
    holiday: Holiday, standing: dict[date, HolidayRow], seen: set[date], year: int, text: str
) -> Planned:
    if holiday.date.year != year:
        sentence = f"{long_date(holiday.date)} bukan di tahun {year}."
        return Planned(Outcome.REFUSED, text=text, sentence=sentence)
    if holiday.date in seen:
        sentence = f"{long_date(holiday.date)} sudah ada di baris sebelumnya."
        return Planned(Outcome.REFUSED, text=text, sentence=sentence)
    row = standing.get(holiday.date)
    if row is None:
        return Planned(Outcome.NEW, holiday)
    same = (row.name, row.kind) == (holiday.name, holiday.kind.value)
    return Planned(Outcome.UNCHANGED if same else Outcome.CHANGED, holiday, row)


async def _write(planned: Plan, at: datetime) -> None:
    added = [row.holiday for row in planned.of(Outcome.NEW) if row.holiday]
    if added:
        await verbs.insert(added, source="daftar SKB")
    for row in planned.of(Outcome.CHANGED):
        if row.holiday and row.standing:
            written: dict[Any, Any] = {
                Table.name: row.holiday.name,
                Table.kind: row.holiday.kind.value,
                Table.version: row.standing.version + 1,
            }
            await Table.update(written).where(Table.id == row.standing.id)
    if ended := [row.id for row in planned.ended]:
        await Table.update({Table.withdrawn_at: at}).where(Table.id.is_in(ended))


def _seal(rows: Sequence[Planned], *, replace: bool) -> str:
    said = [(row.outcome.value, row.holiday, row.standing, row.sentence) for row in rows]
    return hashlib.sha256(repr((said, replace)).encode()).hexdigest()[:32]
