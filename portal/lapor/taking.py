"""Rows of a file and the complaints they mean: what taking them in would do, and doing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

import msgspec

from portal.agencies.queries import Resolver
from portal.complaints import audience, date_differences, undoing
from portal.complaints import history as past
from portal.complaints import importing as complaints
from portal.complaints.date_differences import Difference
from portal.complaints.history import PastDates
from portal.complaints.importing import Plan, Taken
from portal.complaints.looks import Look
from portal.complaints.words import LAPOR_FIELD
from portal.errors import Refusal
from portal.lapor import class_rules, names
from portal.lapor.export import ExportRow
from portal.lapor.history import HistoryRow
from portal.lapor.names import Lexicon
from portal.lapor.refusals import place_of
from portal.lapor.tables import Outcome
from portal.permissions import Actor
from portal.workdays.words import dated, seen

DATES = "tanggal dari catatan kantor"
CLASS_KEPT = "klasifikasi di ASPAL tetap, sampai Kominfo mengubahnya dengan Perbaiki data."
FILE_FIELD = {"disposed_at": "disposed_on", "answered_at": "followed_up_on", "resolved_at": "closed_on"}


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one row; `changed` in the office's words.

    `different`: which date of the papers, as it is recorded and in the file, as ISO days. `before`: what the
    row found, so that it can be undone.
    """

    outcome: Outcome
    changed: tuple[str, ...] = ()
    sentence: str = ""
    different: tuple[tuple[str, str, str], ...] = ()
    before: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What becomes of rows, and how many messages they would cause with and without the tick."""

    fates: list[Fate]
    messages: int = 0
    messages_anyway: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """Who confirmed the rows, when they are taken in, of which date the file is, who is told.

    `act` names the batch. `take_differences` replaces recorded dates by those of the office's papers.
    """

    by: Actor
    at: datetime
    look: Look
    notify: bool
    act: str
    take_differences: bool = False


Row_contra = TypeVar("Row_contra", contravariant=True)


class Taker(Protocol[Row_contra]):
    """One for each kind of file, made anew for each chunk, so that it knows the names as they stand."""

    async def foretell(self, rows: Sequence[Row_contra], *, look: Look, at: datetime) -> Forecast:
        """What taking the rows in would do; nothing is written."""

    async def take(self, rows: Sequence[Row_contra], order: Order) -> list[Fate]:
        """Take the rows in, in the caller's transaction."""

    def knows(self, row: Row_contra) -> bool:
        """Whether every name in the row means something here."""


def written(row: ExportRow | HistoryRow) -> str:
    """What was understood of a row, without its cells, which are kept apart."""
    return msgspec.json.encode(replace(row, raw={})).decode()


@dataclass(frozen=True, slots=True)
class ExportTaker:
    """Rows of LAPOR!'s export. `teams`: how many people each agency has, asked once for all rows."""

    lexicon: Lexicon
    teams: dict[int, int] = field(default_factory=dict)

    async def foretell(self, rows: Sequence[ExportRow], *, look: Look, at: datetime) -> Forecast:
        """As `Taker`."""
        plans = await complaints.compare([self.lexicon.row(row) for row in rows], look)
        return Forecast(
            [
                Fate(Outcome(plan.result), _words(plan.names), remark(row, look, plan))
                for row, plan in zip(rows, plans, strict=True)
            ],
            messages=await self._messages(plans, at, notify=True),
            messages_anyway=await self._messages(plans, at, notify=False),
        )

    async def _messages(self, plans: Sequence[Plan], at: datetime, *, notify: bool) -> int:
        told = [agency for plan in plans if (agency := complaints.told(plan, notify=notify)) is not None]
        for agency in set(told) - self.teams.keys():
            self.teams[agency] = len(await audience.team(agency, at))
        return sum(self.teams[agency] for agency in told)

    async def take(self, rows: Sequence[ExportRow], order: Order) -> list[Fate]:
        """As `Taker`."""
        taken = await complaints.take_in(
            [self.lexicon.row(row) for row in rows],
            by=order.by,
            at=order.at,
            look=order.look,
            notify=order.notify,
            act=order.act,
        )
        return [
            Fate(
                Outcome(each.result),
                _words(each.fields),
                remark(row, order.look, each),
                before=each.before,
            )
            for row, each in zip(rows, taken, strict=True)
        ]

    def knows(self, row: ExportRow) -> bool:
        """As `Taker`."""
        agency = not row.agency_name or self.lexicon.agency(row.agency_name) is not None
        return agency and self.lexicon.bucket(row.status_raw) is not None


@dataclass(frozen=True, slots=True)
class HistoryTaker:
    """Rows of the office's own dates; a Tracking ID that is not here yet is refused with its sentence."""

    agency: Resolver

    async def foretell(self, rows: Sequence[HistoryRow], *, look: Look, at: datetime) -> Forecast:  # noqa: ARG002
        """As `Taker`; the office's papers have no date that decides."""
        return Forecast([await self._foretold(row, at) for row in rows])

    async def take(self, rows: Sequence[HistoryRow], order: Order) -> list[Fate]:
        """As `Taker`; past dates tell nobody."""
        return [await self._taken(row, order) for row in rows]

    async def _foretold(self, row: HistoryRow, at: datetime) -> Fate:
        dates = self._dates(row)
        try:
            adds = await past.would_add(dates, at)
            return _dated(await date_differences.found(dates, at), adds=adds)
        except Refusal as refusal:
            return _refused(row, refusal)

    async def _taken(self, row: HistoryRow, order: Order) -> Fate:
        dates = self._dates(row)
        try:
            before = await undoing.snapshots([(await past.complaint_of(dates)).id])
            # It is refused before anything of the row is written.
            taken = (
                await date_differences.take(dates, by=order.by, at=order.at) if order.take_differences else []
            )
            adds = await past.apply(dates, by=order.by, at=order.at)
            fate = _dated(await date_differences.found(dates, order.at), adds=adds or bool(taken))
            return replace(fate, before=next(iter(before.values()))) if fate.changed else fate
        except Refusal as refusal:
            return _refused(row, refusal)

    def knows(self, row: HistoryRow) -> bool:  # noqa: ARG002
        """Yes: dates are taken once, whoever had the complaint."""
        return True

    def _dates(self, row: HistoryRow) -> PastDates:
        return PastDates(
            tracking_id=row.tracking_id,
            agency=self.agency(row.agency_name) if row.agency_name else None,
            disposed_on=row.disposed_on,
            followed_up_on=row.followed_up_on,
            closed_on=row.closed_on,
            text=row.note,
        )


async def export_taker() -> ExportTaker:
    """With all names as they stand now."""
    return ExportTaker(await names.lexicon())


async def history_taker() -> HistoryTaker:
    """With the names of agencies as they stand now."""
    return HistoryTaker((await names.lexicon()).agency)


def remark(row: ExportRow, look: Look, plan: Plan | Taken) -> str:
    """What the reader should know of a row that is taken all the same."""
    said = []
    if plan.newer_look:
        said.append(
            f"Berkas lebih lama dari yang terakhir dilihat ({seen(plan.newer_look)}): status tidak diubah."
        )
    if plan.class_kept:
        said.append(f"Berkas menyebut “{class_rules.shown(row.classification_raw)}”: {CLASS_KEPT}")
    if row.received_at > look.until:
        said.append(f"Tanggal masuk {dated(row.received_at)} sesudah tanggal berkas, {seen(look.at)}.")
    return " ".join(said)


def _words(fields: Sequence[str]) -> tuple[str, ...]:
    return tuple(LAPOR_FIELD[name] for name in fields)


def _dated(different: Sequence[Difference], *, adds: bool) -> Fate:
    changed = (DATES,) if adds else ()
    if not different:
        return Fate(Outcome.CHANGED if adds else Outcome.UNCHANGED, changed)
    sentence = f"Berbeda: {'; '.join(each.sentence for each in different)}."
    return Fate(Outcome.DIFFERENT, changed, sentence, tuple(_as_kept(each) for each in different))


def _as_kept(difference: Difference) -> tuple[str, str, str]:
    return FILE_FIELD[difference.column], difference.recorded.isoformat(), difference.file.isoformat()


def _refused(row: HistoryRow, refusal: Refusal) -> Fate:
    return Fate(Outcome.REFUSED, sentence=f"{place_of(row.row_number, row.sheet)}: {refusal.sentence}")
