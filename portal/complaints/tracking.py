"""A complaint's number in LAPOR!, typed here where somebody has entered the complaint there by hand."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from datetime import datetime

import asyncpg

from portal import db
from portal.complaints import acting, events, queries
from portal.complaints.acts import Act
from portal.complaints.events import Fact
from portal.complaints.search import upkeep
from portal.complaints.tables import Complaint
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission
from portal.texts import visible

NOT_UNIQUE = (sqlite3.IntegrityError, asyncpg.UniqueViolationError)
# As `lapor.tracking` reads it from files; what LAPOR! shows has had seven digits so far.
VALID = re.compile(r"[0-9]{5,10}")
MALFORMED = "Nomor LAPOR! (Tracking ID) terdiri atas 5 sampai 10 angka."


def cleaned(text: str) -> str:
    """The number without `#`, blanks and signs that nobody sees, which come along when it is copied."""
    plain = visible(unicodedata.normalize("NFKC", text)).replace("#", "")
    return "".join(plain.split())


def is_valid(tracking_id: str) -> bool:
    """Whether LAPOR! could have given it."""
    return VALID.fullmatch(tracking_id) is not None


async def note(complaint: Complaint, text: str, *, by: Actor, at: datetime) -> None:
    """Write the number down; raises Refusal for what is none, Conflict where another complaint has it."""
    try:
        await write(complaint, text, by=by, at=at)
    except NOT_UNIQUE:
        raise await taken(cleaned(text), by) from None


async def write(complaint: Complaint, text: str, *, by: Actor, at: datetime) -> None:
    """As `note`, within the caller's transaction; where another complaint has it raises NOT_UNIQUE.

    The sentence for that is read once the transaction is over: PostgreSQL answers nothing in a broken one.
    """
    tracking_id = cleaned(text)
    if not is_valid(tracking_id):
        raise Refusal(MALFORMED)
    await _set(complaint, Act.NUMBER, tracking_id, tracking_id, by=by, at=at)


async def forget(complaint: Complaint, *, by: Actor, at: datetime) -> None:
    """Take a mistyped number back, while no file of LAPOR! has named it."""
    await _set(complaint, Act.UNNUMBER, "", complaint.tracking_id, by=by, at=at)


async def taken(tracking_id: str, by: Actor) -> Conflict:
    """The sentence for a number that is used; names the other complaint only to who may read it."""
    other = await Complaint.select(Complaint.number).where(Complaint.tracking_id == tracking_id).first()
    sees = other and await queries.find_for(by, Permission.COMPLAINT_READ, other["number"])
    known = f" sebagai {other['number']}" if other and sees else " pada pengaduan lain"
    return Conflict(f"Nomor LAPOR! {tracking_id} sudah tercatat{known}.")


async def _set(
    complaint: Complaint, act: Act, tracking_id: str, told: str, *, by: Actor, at: datetime
) -> None:
    async with db.transaction():
        rule = await acting.begin(complaint, act, by=by)
        changes = {"tracking_id": tracking_id}
        await acting.move(complaint, rule, at=at, happened_at=at, changes=changes)
        await upkeep.note([complaint.id])
        fact = Fact(agency=complaint.agency, text=told, data={"tracking_id": told})
        await events.record(complaint, rule, by=by, at=at, fact=fact)
