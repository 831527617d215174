"""People of the accounts tests, all made up."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest
from argon2 import PasswordHasher

from portal.accounts import creation, sessions
from portal.accounts.current_user import CurrentUser
from portal.accounts.sessions import Browser
from portal.agencies.tables import Agency
from portal.audit.tables import AuditEvent
from tests.support.proofs import answered

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
PASSWORD = "kuda laut terbang"
HERE = "203.0.113.7"

_numbers = count(1)


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that argon2 was asked to verify against; the work is really done."""
    seen: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, kept: str, password: str) -> bool:
        seen.append(kept)
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    return seen


async def make_agency(code: str) -> int:
    """An agency with a code."""
    row = await Agency.insert(Agency(code=code, name=f"Dinas {code}", short_name=code.title()))
    return int(row[0]["id"])


async def make_account(
    role: str = "admin", agency_code: str = "", *, email: str = "", phone: str = "", at: datetime = NOON
) -> int:
    """An active account with a role and PASSWORD, whose owner has answered from the number."""
    number = next(_numbers)
    account_id = await creation.create_account(
        role=role,
        email=email or f"orang-{number}@contoh.go.id",
        phone=phone or f"0812 3000 {number:04}",
        name=f"Orang {number}",
        agency_code=agency_code,
        password=PASSWORD,
        at=at,
    )
    return await answered(account_id, at)


async def token_for(account_id: int, at: datetime = NOON, *, is_trusted: bool = False) -> str:
    """A session of the person, as its browser knows it."""
    return await sessions.open_session(account_id, Browser(HERE, "Chrome di Android", is_trusted), at=at)


async def signed_in(account_id: int, at: datetime = NOON) -> CurrentUser:
    """The person as a request would know them."""
    user = await sessions.load(await token_for(account_id, at), origin=HERE, at=at)
    assert user is not None
    return user


async def audited(action: str) -> list[str]:
    """Who did this, by the audit, oldest first."""
    rows = (
        await AuditEvent.select(AuditEvent.actor_key)
        .where(AuditEvent.action == action)
        .order_by(AuditEvent.id)
    )
    return [row["actor_key"] for row in rows]
