"""Readers and officers of the figures' tests, all made up."""

from __future__ import annotations

from itertools import count

from portal import clock
from portal.accounts import creation, sessions
from portal.accounts.current_user import CurrentUser
from portal.accounts.sessions import Browser
from portal.accounts.sign_in import enter

HERE = "203.0.113.7"
_numbers = count(1)


async def enrolled(role: str, agency_code: str = "") -> str:
    """The session token of a new person with that role there."""
    number = next(_numbers)
    account = await creation.create_account(
        role=role,
        email=f"pembaca-{number}@contoh.go.id",
        phone="",
        name=f"Pembaca {number}",
        agency_code=agency_code,
        password="kuda laut terbang",
        at=clock.now(),
    )
    return (await enter(account, f"Pembaca {number}", Browser(HERE), at=clock.now())).token


async def reader(role: str, agency_code: str = "") -> CurrentUser:
    """The person as a request knows them."""
    user = await sessions.load(await enrolled(role, agency_code), origin=HERE, at=clock.now())
    assert user is not None
    return user
