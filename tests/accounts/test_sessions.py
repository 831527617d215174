"""How long a session lasts, and when its id changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.accounts import assignments, devices, session_control, sessions, sign_in, standing
from portal.accounts.assignments import Post
from portal.accounts.sessions import Found, Standing
from portal.accounts.tables import Session
from portal.permissions import JobActor, Permission
from tests.accounts.conftest import HERE, NOON, audited, make_account, make_agency, signed_in, token_for

JOB = JobActor("job:test")
MINUTE = timedelta(minutes=1)


async def is_live(token: str, at: datetime) -> bool:
    return await sessions.load(token, origin=HERE, at=at) is not None


async def found(token: str, at: datetime) -> Found:
    session = await sessions.find(token, origin=HERE, at=at)
    assert session is not None
    return session


async def test_sixty_idle_minutes_end_it_and_use_prolongs_it(database: str) -> None:
    token = await token_for(await make_account())
    assert await is_live(token, NOON + 59 * MINUTE)
    assert await is_live(token, NOON + 118 * MINUTE)
    session = await found(token, NOON + 178 * MINUTE)
    assert session.standing is Standing.EXPIRED
    assert session.user is None


async def test_twelve_hours_end_it_however_busy(database: str) -> None:
    token = await token_for(await make_account())
    for half_hours in range(1, 24):
        assert await is_live(token, NOON + 30 * MINUTE * half_hours)
    assert not await is_live(token, NOON + 12 * 60 * MINUTE)


async def test_a_trusted_phone_stays_thirty_days_even_unused(database: str) -> None:
    account = await make_account()
    token = await token_for(account, is_trusted=True)
    assert await is_live(token, NOON + timedelta(days=30) - MINUTE)
    assert not await is_live(token, NOON + timedelta(days=30))


async def test_last_seen_is_written_at_most_once_a_minute(database: str) -> None:
    token = await token_for(await make_account())
    for seconds, written in ((30, 0), (59, 0), (60, 60), (119, 60), (121, 121)):
        await sessions.load(token, origin=HERE, at=NOON + timedelta(seconds=seconds))
        [row] = await Session.select(Session.last_seen_at)
        assert row["last_seen_at"] == NOON + timedelta(seconds=written)


async def test_a_foreign_token_finds_nothing(database: str) -> None:
    await token_for(await make_account())
    assert await sessions.find("made-up", origin=HERE, at=NOON) is None
    assert await sessions.find("", origin=HERE, at=NOON) is None


async def test_a_lost_phone_is_signed_out_by_its_owner_only(database: str) -> None:
    owner, other = await make_account(), await make_account()
    phone = await token_for(owner, is_trusted=True)
    [lost] = [row for row in await sessions.open_for(owner, NOON) if row.is_trusted]
    assert lost.device == "Chrome di Android"
    assert not await sessions.end(lost.id, account_id=other, at=NOON)
    assert await is_live(phone, NOON)
    user = await signed_in(owner)
    await session_control.end_one(owner, lost.id, by=user, at=NOON)
    assert not await is_live(phone, NOON)
    assert lost.id not in {row.id for row in await sessions.open_for(owner, NOON)}


async def test_signing_out_ends_the_session(database: str) -> None:
    user = await signed_in(await make_account())
    await sign_in.sign_out(user, at=NOON)
    assert await sessions.open_for(user.id, NOON) == []
    assert await audited("session.ended") == [user.key]


async def test_suspension_is_felt_at_once_and_not_as_expiry(database: str) -> None:
    await make_account()
    account = await make_account("reviewer")
    token = await token_for(account)
    await standing.suspend(account, by=JOB, at=NOON)
    session = await found(token, NOON)
    assert session.standing is Standing.ENDED


async def test_a_change_of_right_asks_for_a_new_id_also_one_by_date(database: str) -> None:
    agency_id = await make_agency("DINKES")
    account = await make_account("operator", "DINKES")
    token = await token_for(account)
    post = Post("liaison", agency_id, NOON + 10 * MINUTE, NOON + 20 * MINUTE)
    await assignments.add(account, post, by=JOB, at=NOON)
    before = await found(token, NOON + 9 * MINUTE)
    assert not before.wants_renewal
    after = await found(token, NOON + 10 * MINUTE)
    assert after.wants_renewal
    assert after.user is not None
    assert after.user.holds(Permission.FOLLOW_UP_APPROVE, agency_id)
    fresh = await sessions.renew(after.user, token=token, at=NOON + 10 * MINUTE)
    assert fresh is not None
    assert await sessions.renew(after.user, token=token, at=NOON + 10 * MINUTE) is None
    # Requests under way with the former id are answered for a moment, later ones are not.
    former = await found(token, NOON + 10 * MINUTE + timedelta(seconds=29))
    assert former.user is not None
    assert not former.wants_renewal
    assert not await is_live(token, NOON + 11 * MINUTE)
    assert await is_live(fresh, NOON + 11 * MINUTE)
    ended = await found(fresh, NOON + 20 * MINUTE)
    assert ended.wants_renewal


def test_a_device_is_named_so_that_its_owner_knows_it() -> None:
    android = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"
    assert devices.label(android) == "Chrome di Android"
    assert devices.label(edge) == "Edge di Windows"
    assert devices.label(iphone) == "Safari di iPhone"
    assert devices.label("") == "Peramban"
