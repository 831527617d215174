"""Signing in: by e-mail or number, the same answer for everybody who is wrong, and waiting after failures."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from portal.accounts import delays, own_password, sessions, sign_in, standing
from portal.accounts.delays import TooSoon
from portal.accounts.sessions import Browser
from portal.accounts.sign_in import WRONG
from portal.accounts.tables import Account, Session, SignInFailure
from portal.errors import Refusal
from portal.permissions import JobActor
from tests.accounts.conftest import HERE, NOON, PASSWORD, audited, make_account, token_for

JOB = JobActor("job:test")
PHONE = Browser(HERE, "Chrome di Android", is_trusted=True)
SECOND = timedelta(seconds=1)


async def fail(identifier: str, *, at: object = NOON, origin: str = HERE) -> str:
    """Try with a wrong password and give back the sentence."""
    with pytest.raises(Refusal) as refused:
        await sign_in.sign_in(identifier, "salah sekali ini", Browser(origin), at=at)  # type: ignore[arg-type]
    return refused.value.sentence


@pytest.mark.parametrize(
    "typed", ["orang@contoh.go.id", " Orang@Contoh.go.id ", "0812-3456-7890", "+62 81234567890"]
)
async def test_e_mail_and_number_both_open_the_door(database: str, typed: str) -> None:
    account = await make_account(email="orang@contoh.go.id", phone="081234567890")
    entered = await sign_in.sign_in(typed, PASSWORD, Browser(HERE), at=NOON)
    user = await sessions.load(entered.token, origin=HERE, at=NOON)
    assert user is not None
    assert user.id == account
    assert await audited("session.started") == [user.key]
    assert entered.token not in str(await Session.select())


async def test_unknown_suspended_and_wrong_get_one_answer_after_the_same_work(
    database: str, verifications: list[str]
) -> None:
    await make_account(email="ada@contoh.go.id")
    suspended = await make_account("operator", email="tunda@contoh.go.id")
    await standing.suspend(suspended, by=JOB, at=NOON)
    for identifier in (
        "ada@contoh.go.id",
        "tunda@contoh.go.id",
        "tidak-ada@contoh.go.id",
        "0812 9999 9999",
        "%",
    ):
        assert await fail(identifier) == WRONG
        assert len(verifications) == 1
        verifications.clear()
    assert await audited("session.refused") == ["unknown"] * 5


async def test_failures_make_one_identifier_wait_ever_longer_up_to_thirty_seconds(database: str) -> None:
    await make_account(email="orang@contoh.go.id", phone="0812 3456 7890")
    at = NOON
    for expected in (0, 0, 0, 1, 2, 4, 8, 16, 30, 30):
        if expected:
            assert str(expected) in await fail("0812 3456 7890", at=at)
            at += timedelta(seconds=expected) - SECOND
            with pytest.raises(TooSoon):
                await sign_in.sign_in("+6281234567890", PASSWORD, Browser("203.0.113.9"), at=at)
            at += SECOND
        assert await fail("0812 3456 7890", at=at) == WRONG
    entered = await sign_in.sign_in("0812 3456 7890", PASSWORD, Browser(HERE), at=at + 30 * SECOND)
    assert entered.token
    assert not await SignInFailure.exists()


async def test_an_office_behind_one_address_is_not_slowed_by_a_few(database: str) -> None:
    for number in range(delays.FREE_PER_ADDRESS):
        assert await fail(f"orang-{number}@contoh.go.id") == WRONG
    assert "Tunggu 1 detik" in await fail("yang-lain@contoh.go.id")
    assert await fail("yang-lain@contoh.go.id", origin="198.51.100.4") == WRONG
    assert await fail("satu-lagi@contoh.go.id", at=NOON + 2 * SECOND) == WRONG
    assert await fail("jauh-nanti@contoh.go.id", at=NOON + timedelta(hours=2)) == WRONG
    assert await SignInFailure.count() == 1


async def test_many_attempts_at_once_do_not_slip_past_the_delay(database: str) -> None:
    await make_account(email="orang@contoh.go.id")
    answers = await asyncio.gather(*(fail("orang@contoh.go.id") for _ in range(8)))
    assert answers.count(WRONG) == delays.FREE_PER_IDENTIFIER


async def test_an_older_hash_is_made_anew(database: str) -> None:
    account = await make_account(email="orang@contoh.go.id")
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    await Account.update({Account.password_hash: old}).where(Account.id == account)
    await sign_in.sign_in("orang@contoh.go.id", PASSWORD, Browser(HERE), at=NOON)
    [row] = await Account.select(Account.password_hash).where(Account.id == account)
    assert "m=19456,t=2" in row["password_hash"]
    await sign_in.sign_in("orang@contoh.go.id", PASSWORD, Browser(HERE), at=NOON)


async def test_changing_the_password_signs_other_browsers_out_and_renews_this_one(database: str) -> None:
    account = await make_account(email="orang@contoh.go.id")
    here, there = await token_for(account), await token_for(account)
    user = await sessions.load(here, origin=HERE, at=NOON)
    assert user is not None
    with pytest.raises(Refusal, match="sekarang tidak cocok"):
        await own_password.change(user, token=here, current="bukan ini lagi", new="ubur ubur biru", at=NOON)
    fresh = await own_password.change(user, token=here, current=PASSWORD, new="ubur ubur biru", at=NOON)
    assert fresh is not None
    later = NOON + timedelta(minutes=1)
    assert await sessions.load(fresh, origin=HERE, at=later) is not None
    assert await sessions.load(here, origin=HERE, at=later) is None
    assert await sessions.load(there, origin=HERE, at=NOON) is None
    await sign_in.sign_in("orang@contoh.go.id", "ubur ubur biru", Browser(HERE), at=later)
    assert await audited("account.password_changed") == [user.key]
