"""Agencies, people and rosters in force, written straight into the tables for what is read from them."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from portal.accounts import creation
from portal.accounts.tables import Account, Assignment, AssignmentSource, Session
from portal.agencies.tables import Agency
from portal.decrees.kinds import DecreeKind, DecreeState
from portal.decrees.tables import Appointment, Decree, Position, Term
from portal.permissions import JobActor
from tests.support.proofs import answered

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LONG_AGO = NOON - 200 * DAY
CLERK = JobActor("job:test")
_numbers = count(1)


async def agency(code: str, parent: int | None = None) -> int:
    """An agency that may be asked for by its code."""
    row = Agency(code=code, name=f"Dinas Contoh {code}", short_name=f"Dinas {code}", parent=parent)
    return int((await Agency.insert(row))[0]["id"])


async def person(role: str = "operator", agency_code: str = "", *, at: datetime = LONG_AGO) -> int:
    """Somebody with a proven number and one role."""
    number = next(_numbers)
    return await answered(
        await creation.create_account(
            role=role,
            email=f"petugas{number}@contoh.example",
            phone=f"0813 4000 {number:04}",
            name=f"Petugas Uji {number}",
            agency_code=agency_code,
            password="Tenang-Mengaspal-27",
            at=at,
        ),
        at,
    )


async def named(account_id: int) -> dict[str, Any]:
    """The row behind a person."""
    row = await Account.select().where(Account.id == account_id).first()
    assert row
    return row


async def seen(account_id: int, at: datetime) -> None:
    """The person was signed in then."""
    await Session.insert(
        Session(
            account=account_id,
            token_hash=secrets.token_hex(16),
            rights="",
            device="",
            origin="",
            created_at=at,
            last_seen_at=at,
            expires_at=at + DAY,
        )
    )


async def decree(
    year: int = 2026,
    *,
    number: str = "",
    starts_at: datetime | None = LONG_AGO,
    ends_at: datetime | None = None,
    until: date | None = date(2026, 12, 31),
) -> int:
    """A main decree; in force from `starts_at`, or a draft where that is None."""
    state = DecreeState.IN_FORCE if starts_at else DecreeState.DRAFT
    row = Decree(
        public_id=secrets.token_urlsafe(12),
        year=year,
        title=f"Tim Pengelola Pengaduan Tahun {year}",
        number=number or f"188.45/{next(_numbers)}/{year}",
        dated_on=date(year, 1, 2),
        effective_from=date(year, 1, 1),
        effective_until=until,
        state=state,
        created_by="account:0",
        created_at=LONG_AGO,
    )
    key = int((await Decree.insert(row))[0]["id"])
    if starts_at:
        term = Term(decree=key, kind=DecreeKind.MAIN, starts_at=starts_at, ends_at=ends_at)
        await Term.insert(term)
    return key


async def position(decree_id: int, name: str = "Admin Operator", role: str = "operator") -> int:
    """A position that each agency has."""
    row = Position(decree=decree_id, place=1, name=name, role=role, per_agency=True)
    return int((await Position.insert(row))[0]["id"])


async def appointed(position_id: int, agency_id: int, name: str, **values: Any) -> int:
    """A row of the roster."""
    held = await Position.select(Position.decree).where(Position.id == position_id).first()
    assert held
    row = Appointment(
        public_id=secrets.token_urlsafe(12),
        decree=held["decree"],
        position=position_id,
        agency=agency_id,
        name=name,
        changed_by="account:0",
        changed_at=LONG_AGO,
        **values,
    )
    return int((await Appointment.insert(row))[0]["id"])


async def assigned(account_id: int, appointment_id: int, role: str, agency_id: int) -> None:
    """The right that a row of the roster gives."""
    await Assignment.insert(
        Assignment(
            account=account_id,
            role=role,
            agency=agency_id,
            starts_at=LONG_AGO,
            source=AssignmentSource.APPOINTMENT,
            appointment=appointment_id,
            recorded_at=LONG_AGO,
            recorded_by="account:0",
        )
    )
