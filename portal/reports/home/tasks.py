"""What waits for the reader at their own agencies, case by case, and what waits for somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.complaints import policies
from portal.complaints.desk import at_agencies, seats
from portal.complaints.filters import Moment
from portal.complaints.kinds import DraftStatus
from portal.complaints.policies import Clause
from portal.permissions import Actor, Permission
from portal.workdays.words import Spoken, deadline_words, relative_day, stamp

MOST = 50
"""More than a person can look at; the list behind the link is whole."""

ON_DESK = """
SELECT c.number, c.title, c.status, c.agency, c.due_at, c.disposed_at,
  f.status AS draft, f.author_key, f.author_name, f.decision_note, f.submitted_at
FROM complaint c
LEFT JOIN follow_up f ON f.complaint = c.id AND f.status IN ('draft', 'submitted', 'returned')
WHERE (c.status IN ('disposed', 'accepted') OR (c.status = 'answered' AND f.id IS NOT NULL))
"""
QUESTIONS = """
SELECT c.number, c.title, c.due_at, q.asked_by_name, q.asked_at
FROM inquiry q JOIN complaint c ON c.id = q.complaint
WHERE q.answered_at IS NULL AND c.status IN ('disposed', 'accepted', 'answered')
"""
SOONEST = f"ORDER BY CASE WHEN c.due_at IS NULL THEN 1 ELSE 0 END, c.due_at, c.id LIMIT {MOST + 1}"


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the home page: what to do, why, by when, and where; the first before any deadline."""

    title: str
    why: str
    href: str
    label: str
    due_at: datetime | None = None
    due: Spoken | None = None
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What to do now, and what lies with others; `is_cut` where there is more than is shown."""

    tasks: tuple[Task, ...]
    waiting: tuple[Task, ...]
    is_cut: bool = False


async def desk(user: Actor, moment: Moment) -> Desk:
    """The own agencies' complaints and questions, the nearest deadline first."""
    own = await seats(user, Permission.FOLLOW_UP_WRITE)
    if not own:
        return Desk((), ())
    cases = await _on_desk(user, own)
    asked = [_question(row, moment) for row in await _questions(user, at_agencies("q.asked_of_agency", own))]
    mine = [row for row in cases[:MOST] if not _is_with_others(row, user)]
    others = [row for row in cases[:MOST] if _is_with_others(row, user)]
    return Desk(
        (*asked, *(_task(row, moment) for row in mine)),
        tuple(_waiting(row, moment) for row in others),
        is_cut=len(cases) > MOST,
    )


async def questions_to_kominfo(user: Actor, moment: Moment) -> list[Task]:
    """What agencies have asked and nobody has answered."""
    found = await _questions(user, Clause("q.asked_of_agency IS NULL"))
    return [_question(row, moment) for row in found[:MOST]]


async def _on_desk(user: Actor, own: frozenset[int]) -> list[dict[str, Any]]:
    seen = policies.visible(await policies.reach(user)).also(at_agencies("c.agency", own))
    return await db.rows(f"{ON_DESK} AND ({seen.sql}) {SOONEST}", *seen.values)


async def _questions(user: Actor, of_whom: Clause) -> list[dict[str, Any]]:
    seen = policies.visible(await policies.reach(user)).also(of_whom)
    return await db.rows(f"{QUESTIONS} AND ({seen.sql}) {SOONEST}", *seen.values)


def _is_with_others(row: dict[str, Any], user: Actor) -> bool:
    if row["draft"] != DraftStatus.SUBMITTED:
        return False
    may_approve = user.holds_at(Permission.FOLLOW_UP_APPROVE, row["agency"])
    return not may_approve or row["author_key"] == user.key


def _task(row: dict[str, Any], moment: Moment) -> Task:
    verb, label = {
        DraftStatus.RETURNED: ("Perbaiki jawaban", "Perbaiki"),
        DraftStatus.SUBMITTED: ("Periksa jawaban", "Periksa"),
        DraftStatus.DRAFT: ("Lanjutkan konsep", "Lanjutkan"),
    }.get(row["draft"], ("Tindak lanjuti", "Buka"))
    return task(f"{verb} “{row['title']}”", _why(row, moment.at), row, label, moment)


def _why(row: dict[str, Any], at: datetime) -> str:
    if row["draft"] == DraftStatus.RETURNED:
        return row["decision_note"] or "Dikembalikan untuk diperbaiki."
    if row["draft"] == DraftStatus.SUBMITTED:
        return f"Diajukan {row['author_name']} {relative_day(row['submitted_at'], at)}."
    if row["draft"] == DraftStatus.DRAFT:
        return f"Konsep {row['author_name']} belum diajukan."
    since = row["disposed_at"]
    return f"Didisposisikan Kominfo {relative_day(since, at)}." if since else "Didisposisikan Kominfo."


def _waiting(row: dict[str, Any], moment: Moment) -> Task:
    since = f" sejak {stamp(row['submitted_at'])}" if row["submitted_at"] else ""
    return task(row["title"], f"Menunggu persetujuan{since}.", row, "Lihat", moment)


def _question(row: dict[str, Any], moment: Moment) -> Task:
    why = f"{row['asked_by_name']} bertanya {relative_day(row['asked_at'], moment.at)}."
    return task(f"Jawab pertanyaan tentang “{row['title']}”", why, row, "Jawab", moment)


def task(title: str, why: str, row: Mapping[str, Any], label: str, moment: Moment) -> Task:
    """A line about one complaint with its nearest deadline."""
    return Task(
        title,
        why,
        f"/complaints/{row['number']}",
        label,
        row["due_at"],
        spoken(row["due_at"], moment),
    )


def spoken(due_at: datetime | None, moment: Moment) -> Spoken | None:
    """The deadline in words; None where there is none."""
    return deadline_words(due_at, moment.at, moment.calendar) if due_at else None
