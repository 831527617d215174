"""People of the accounts tests, one per role, all made up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import count

import pytest

from portal.accounts import creation
from portal.accounts.current_user import CurrentUser
from portal.accounts.sessions import Browser, load
from portal.accounts.sign_in import enter
from portal.agencies.tables import Agency

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
PASSWORD = "kuda laut terbang"
HERE = "203.0.113.7"

_numbers = count(1)

MakeAccount = Callable[..., Awaitable[int]]


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the argon2 calls made so far; the calls are real."""
    return []


async def make_agency(code: str) -> int:
    """An agency with a code."""
    row = await Agency.insert(Agency(code=code, name=f"Dinas {code}", short_name=code))
    return int(row[0]["id"])


async def make_account(role: str = "admin", agency_code: str = "", at: datetime = NOON) -> int:
    """An active account with a role; the n-th has e-mail orang-n@contoh.go.id."""
    number = next(_numbers)
    return await creation.create_account(
        role=role,
        email=f"orang-{number}@contoh.go.id",
        phone=f"0812 3000 {number:04}",
        name=f"Orang {number}",
        agency_code=agency_code,
        password=PASSWORD,
        at=at,
    )


async def signed_in(account_id: int, at: datetime = NOON) -> CurrentUser:
    """The person as a request would know them."""
    entered = await enter(account_id, "Orang", Browser(HERE), at=at)
    user = await load(entered.token, origin=HERE, at=at)
    assert user is not None
    return user
