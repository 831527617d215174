"""What a newcomer takes over: open complaints by deadline, promised dates, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.accounts import phones
from portal.accounts import queries as people
from portal.decrees.display.board import due_mark
from portal.decrees.display.marks import Mark
from portal.decrees.hooks import OpenWork
from portal.workdays.calendar import Calendar
from portal.workdays.words import dated

NO_DEADLINE = Mark("tanpa tenggat", "clock")


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One complaint that waits."""

    title: str
    number: str
    href: str
    due: Mark
    promised: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to ask."""

    role: str
    name: str
    phone: str


def work_lines(work: Iterable[OpenWork], calendar: Calendar, at: datetime) -> list[WorkLine]:
    """The open complaints as the page lists them."""
    return [
        WorkLine(
            each.title,
            each.number,
            each.href,
            due_mark(each.due_at, at, calendar) if each.due_at else NO_DEADLINE,
            f"dijanjikan selesai {dated(each.promised_on)}" if each.promised_on else "",
        )
        for each in work
    ]


async def contacts(agency_id: int, newcomer: int | None, at: datetime) -> list[Contact]:
    """The others with a role at the agency."""
    return [
        Contact(each.role_name, each.name, phones.spoken(each.phone) if each.phone else "tanpa nomor")
        for each in await people.people_at(agency_id, at)
        if each.account_id != newcomer
    ]
