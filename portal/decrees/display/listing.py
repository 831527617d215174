"""The list of decrees, and what an agency's own people are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal import db
from portal.decrees.display.finding import is_visible, listed, standings
from portal.decrees.display.frame import heading_of
from portal.decrees.display.marks import STANDINGS, Mark
from portal.decrees.kinds import OPEN_ANSWERS, DecreeState
from portal.permissions import Actor, Permission
from portal.workdays.words import dated, long_date

ASKED = """
SELECT c.public_id, c.state, c.deadline, d.year, g.short_name FROM decree_confirmation c
JOIN decree d ON d.id = c.decree JOIN agency g ON g.id = c.agency
WHERE d.state = {} AND c.agency IN ({agencies}) ORDER BY c.deadline
"""


@dataclass(frozen=True, slots=True)
class DecreeLine:
    """One decree in the list."""

    href: str
    name: str
    number: str
    state: Mark
    period: str
    people: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A round in which the reader's agency is asked."""

    heading: str
    sentence: str
    href: str
    link: str
    is_open: bool


async def lines(user: Actor, at: datetime) -> list[DecreeLine]:
    """The decrees that the reader may know of."""
    found: list[Any] = [row for row in await listed() if is_visible(user, row["state"], row["enacted_at"])]  # type: ignore[arg-type]
    now = await standings([row["id"] for row in found], {row["id"]: row["state"] for row in found}, at)
    return [
        DecreeLine(
            href=f"/decrees/{row['public_id']}",
            name=heading_of(row["kind"], row["year"]),
            number=row["number"] or "belum bernomor",
            state=STANDINGS[now[row["id"]]],
            period=period(row["effective_from"], row["effective_until"]),
            people=f"{row['people']} orang",
        )
        for row in found
    ]


async def asked(user: Actor) -> list[Asked]:
    """What the agencies of the reader are asked at present; Kominfo has the board for that."""
    own = user.agencies_for(Permission.DECREE_CONFIRM)
    if not own:
        return []
    sql = ASKED.replace("{agencies}", db.places(own))
    return [_asked(row) for row in await db.rows(sql, DecreeState.CONFIRMATION, *own)]


def period(begins: date | None, ends: date | None) -> str:
    """From–until in words."""
    since = f"mulai {dated(begins)}" if begins else "tanggal belum ditentukan"
    return f"{since} sampai {dated(ends)}" if ends else since


def _asked(row: dict[str, Any]) -> Asked:
    is_open = row["state"] in OPEN_ANSWERS
    deadline = long_date(row["deadline"])
    return Asked(
        heading=f"Apakah tim {row['short_name']} untuk {row['year']} sudah benar?",
        sentence=f"Jawab paling lambat {deadline}." if is_open else "Jawaban sudah dikirim ke Kominfo.",
        href=f"/decrees/confirmations/{row['public_id']}",
        link="Periksa susunan" if is_open else "Lihat jawaban",
        is_open=is_open,
    )
