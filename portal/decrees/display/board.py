"""Who has answered in the round, who has not, and what the last message to them came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.decrees import notices
from portal.decrees.display.marks import ANSWERS, Mark, tally
from portal.decrees.kinds import OPEN_ANSWERS, SETTLED_ANSWERS, ConfirmationState
from portal.decrees.roster import RosterRow
from portal.notifications import queries as deliveries
from portal.notifications.queries import DeliveryRow
from portal.workdays.calendar import Calendar
from portal.workdays.words import deadline_words, long_date, short_date

CONFIRMATIONS = """
SELECT f.id, f.public_id, f.agency, f.state, f.deadline, f.asked_at, f.escalated_at, f.answered_at,
  f.answered_name, f.settled_at, f.version, g.short_name, g.name, g.code
FROM decree_confirmation f JOIN agency g ON g.id = f.agency
WHERE f.decree = {} ORDER BY g.short_name, f.id
"""
ORDER = (
    ConfirmationState.ANSWERED,
    ConfirmationState.WITH_HEAD,
    ConfirmationState.RETURNED,
    ConfirmationState.ASKED,
    ConfirmationState.ACCEPTED,
    ConfirmationState.DECIDED,
)
ACTS = {ConfirmationState.ANSWERED: "Putuskan"} | dict.fromkeys(SETTLED_ANSWERS, "Lihat")
BARS = (("f-done", SETTLED_ANSWERS), ("f-todo", (ConfirmationState.ANSWERED,)), ("f-wait", OPEN_ANSWERS))


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One agency in the round."""

    agency: str
    answer: Mark
    small: str
    since: str
    message: Mark | None
    whom: str
    act: str
    href: str
    button: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of the bar, in percent."""

    tone: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Board:
    """The round as a whole."""

    answered: int
    total: int
    due: Mark
    deadline: str
    spoken: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    rows: tuple[BoardRow, ...]
    silent: int
    reminder_note: str
    is_settled: bool


async def board_of(
    decree_id: int, rows: Iterable[RosterRow], calendar: Calendar, *, at: datetime
) -> Board | None:
    """The board of a decree's round; None where nobody was asked."""
    found = await confirmations(decree_id)
    if not found:
        return None
    view = _View(await last_messages([row["id"] for row in found]), _changes(rows), calendar, at)
    counts = Counter(row["state"] for row in found)
    first = next((row["id"] for row in found if row["state"] == ConfirmationState.ANSWERED), 0)
    deadline = max(row["deadline"] for row in found)
    return Board(
        answered=len(found) - sum(counts[state] for state in OPEN_ANSWERS),
        total=len(found),
        due=due_mark(deadline, at, calendar),
        deadline=long_date(deadline),
        spoken=", ".join(mark.word for mark in _marks(counts)),
        bars=_bars(counts),
        marks=_marks(counts),
        rows=tuple(view.row(row, is_first=row["id"] == first) for row in found),
        silent=sum(counts[state] for state in OPEN_ANSWERS),
        reminder_note=await _unreachable(found, at),
        is_settled=all(row["state"] in SETTLED_ANSWERS for row in found),
    )


async def confirmations(decree_id: int) -> list[dict[str, Any]]:
    """Every agency in the round, those that wait for Kominfo first."""
    found = await db.rows(CONFIRMATIONS, decree_id)
    return sorted(found, key=lambda row: ORDER.index(row["state"]))


async def last_messages(ids: Sequence[int]) -> dict[int, DeliveryRow]:
    """The newest message of each confirmation."""
    told = await deliveries.for_subject(*(notices.subject_of(key) for key in ids))
    return {int(row.subject.partition(":")[2]): row for row in told}


def due_mark(deadline: datetime, at: datetime, calendar: Calendar) -> Mark:
    """How far the deadline is."""
    spoken = deadline_words(deadline, at, calendar)
    return Mark(spoken.sentence, "clock", "" if spoken.tone == "none" else spoken.tone)


@dataclass(frozen=True, slots=True)
class _View:
    """What all rows of the board need: messages and changes by agency, and the calendar at this moment."""

    told: Mapping[int, DeliveryRow]
    changes: Mapping[int, str]
    calendar: Calendar
    at: datetime

    def row(self, row: Mapping[str, Any], *, is_first: bool) -> BoardRow:
        """One agency; of those that wait for Kominfo the first has the filled button."""
        state, message = row["state"], self.told.get(row["id"])
        act = ACTS.get(state, "Buka")
        return BoardRow(
            agency=row["short_name"],
            answer=ANSWERS[state],
            small=self.silence(row)
            if state in OPEN_ANSWERS
            else _said(row, self.changes.get(row["agency"], "")),
            since=short_date(row["settled_at"] or row["answered_at"] or row["asked_at"]),
            message=Mark(message.word.lower(), message.icon, message.tone) if message else None,
            whom=message.recipient_name if message else "",
            act=act,
            href=f"/decrees/confirmations/{row['public_id']}/answer",
            button="btn btn-primary" if is_first else "" if act == "Lihat" else "btn btn-2",
        )

    def silence(self, row: Mapping[str, Any]) -> str:
        """Since how many working days nothing was heard."""
        days = self.calendar.between(self.calendar.day_of(row["asked_at"]), self.calendar.day_of(self.at))
        return f"{days} hari kerja{', sudah naik ke kepala' if row['escalated_at'] else ''}"


def _said(row: Mapping[str, Any], changes: str) -> str:
    by = f"oleh {row['answered_name']}" if row["answered_name"] else ""
    return ", ".join(part for part in (by, changes) if part)


def _changes(rows: Iterable[RosterRow]) -> dict[int, str]:
    counts: dict[int, Counter[str]] = {}
    for row in rows:
        if row.per_agency and row.agency_id:
            counts.setdefault(row.agency_id, Counter())[row.change] += 1
    return {key: tally(count) for key, count in counts.items()}


def _marks(counts: Mapping[str, int]) -> tuple[Mark, ...]:
    settled = sum(counts.get(state, 0) for state in SETTLED_ANSWERS)
    silent = sum(counts.get(state, 0) for state in OPEN_ANSWERS)
    waiting = counts.get(ConfirmationState.ANSWERED, 0)
    return (
        Mark(f"{settled} selesai", "circle-check", "done"),
        Mark(f"{waiting} perlu keputusan Anda", "eye", "todo"),
        Mark(f"{silent} belum menjawab", "circle-dashed", "text-secondary"),
    )


def _bars(counts: Mapping[str, int]) -> tuple[Bar, ...]:
    total, x, made = sum(counts.values()), 0.0, []
    for tone, states in BARS:
        width = round(100 * sum(counts.get(state, 0) for state in states) / total, 2)
        made.append(Bar(tone, round(x, 2), width))
        x += width
    return tuple(bar for bar in made if bar.width)


async def _unreachable(found: Sequence[Mapping[str, Any]], at: datetime) -> str:
    silent = [row["id"] for row in found if row["state"] in OPEN_ANSWERS]
    nobody = set(await notices.without_recipient(silent, at))
    names = [row["short_name"] for row in found if row["id"] in nobody]
    return (
        f"Belum ada penerima di {', '.join(names)}: buka, lalu tanyakan kepada orang lain." if names else ""
    )
