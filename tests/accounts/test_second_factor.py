"""The second factor: a phone's codes, each good once; paper codes for the day the phone is lost."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

import pyotp
import pytest

from portal import clock
from portal.accounts import (
    assignments,
    second_factor,
    second_factor_codes,
    second_factor_door,
    second_factor_duty,
    second_factor_help,
    second_factor_sign_in,
    sessions,
    sign_in,
)
from portal.accounts.assignments import Post
from portal.accounts.current_user import CurrentUser
from portal.accounts.delays import TooSoon
from portal.accounts.proof_tables import RecoveryCode, SecondFactor, SignInChallenge
from portal.accounts.second_factor_door import CodeWanted
from portal.accounts.sessions import Browser
from portal.accounts.sign_in import SignedIn
from portal.errors import Conflict, Refusal
from portal.notifications.tables import Delivery
from portal.permissions import JobActor
from tests.accounts.conftest import HERE, NOON, PASSWORD, audited, make_account, signed_in

EMAIL = "ponsel@contoh.go.id"
SECOND = timedelta(seconds=1)
ON_PHONE = 1_800_000_000.0
STEP = second_factor.STEP


async def enrol(account_id: int, *, on_phone: float = ON_PHONE) -> tuple[str, list[str]]:
    """Switch the second factor on; the secret in the phone, and the codes on paper."""
    user = await signed_in(account_id)
    await second_factor.begin(user, at=NOON)
    secret = await second_factor.pending_secret(account_id)
    assert secret
    codes = await second_factor.confirm(user, code_of(secret, on_phone), at=NOON, on_phone=on_phone)
    return secret, codes


def code_of(secret: str, on_phone: float = ON_PHONE) -> str:
    """What the phone shows."""
    return pyotp.TOTP(secret).at(int(on_phone))


def wrong_for(secret: str, on_phone: float = ON_PHONE) -> str:
    """Six digits that are certainly not among the good ones."""
    good = {code_of(secret, on_phone + drift * STEP) for drift in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in good)


async def challenge(identifier: str = EMAIL, *, trusted: bool = False) -> str:
    """Give the password; the token of the page that asks for the code."""
    asked = await sign_in.sign_in(identifier, PASSWORD, Browser(HERE, "", trusted), at=NOON)
    assert isinstance(asked, CodeWanted)
    return asked.token


async def finish(token: str, code: str, *, on_phone: float = ON_PHONE, at: object = NOON) -> SignedIn:
    return await second_factor_sign_in.finish(token, code, Browser(HERE), at=at, on_phone=on_phone)  # type: ignore[arg-type]


async def test_the_password_alone_opens_nothing_once_a_phone_is_confirmed(database: str) -> None:
    account = await make_account(email=EMAIL)
    secret, codes = await enrol(account)
    token = await challenge()
    assert await sessions.load(token, origin=HERE, at=NOON) is None
    later = ON_PHONE + STEP
    entered = await finish(token, code_of(secret, later), on_phone=later)
    assert await sessions.load(entered.token, origin=HERE, at=NOON)
    assert len(codes) == len(set(codes)) == second_factor_codes.HOW_MANY
    assert await audited("second_factor.enabled") == [f"account:{account}"]


async def test_nothing_that_the_phone_or_the_paper_knows_is_kept(database: str) -> None:
    secret, codes = await enrol(await make_account(email=EMAIL))
    kept = f"{await SecondFactor.select()} {await RecoveryCode.select()} {await SignInChallenge.select()}"
    assert [known for known in (secret, *codes) if known in kept] == []


async def test_a_code_is_good_once_and_so_is_the_page_that_asked_for_it(database: str) -> None:
    secret, _ = await enrol(await make_account(email=EMAIL))
    with pytest.raises(Refusal, match="sudah dipakai"):
        await finish(await challenge(), code_of(secret))
    later = ON_PHONE + STEP
    token, other = await challenge(), await challenge()
    await finish(token, code_of(secret, later), on_phone=later)
    with pytest.raises(Refusal, match="sudah dipakai"):
        await finish(other, code_of(secret, later), on_phone=later)
    with pytest.raises(Conflict, match="sudah habis"):
        await finish(token, code_of(secret, later + STEP), on_phone=later + STEP)
    assert await audited("session.code_refused") == ["unknown"] * 2


async def test_two_presses_with_one_code_open_one_session(database: str) -> None:
    secret, _ = await enrol(await make_account(email=EMAIL))
    later = ON_PHONE + STEP
    tokens = [await challenge(), await challenge()]
    done = await asyncio.gather(
        *(finish(token, code_of(secret, later), on_phone=later) for token in tokens), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["Refusal", "SignedIn"]


@pytest.mark.parametrize(("late", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_off(late: int, fits: bool) -> None:
    secret = pyotp.random_base32()
    code = code_of(secret, ON_PHONE + late * STEP)
    expected = int(ON_PHONE) // STEP + late if fits else None
    assert second_factor.step_of(secret, code, ON_PHONE) == expected
    assert second_factor.step_of(secret, "", ON_PHONE) is None


async def test_a_paper_code_is_good_once(database: str) -> None:
    account = await make_account(email=EMAIL)
    _, codes = await enrol(account)
    await finish(await challenge(), codes[0])
    assert await second_factor_codes.left(account) == second_factor_codes.HOW_MANY - 1
    with pytest.raises(Refusal, match="tidak cocok"):
        await finish(await challenge(), codes[0])
    user = await signed_in(account)
    fresh = await second_factor_codes.renew(user, at=NOON)
    with pytest.raises(Refusal):
        await finish(await challenge(), codes[1], at=NOON + SECOND)
    await finish(await challenge(), fresh[0], at=NOON + 2 * SECOND)
    assert await audited("second_factor.recovery_used") == [user.key] * 2


async def test_paper_codes_of_another_person_are_worth_nothing(database: str) -> None:
    await enrol(await make_account(email=EMAIL))
    _, codes = await enrol(await make_account())
    with pytest.raises(Refusal, match="tidak cocok"):
        await finish(await challenge(), codes[0])


async def test_guessing_codes_waits_ever_longer(database: str) -> None:
    secret, codes = await enrol(await make_account(email=EMAIL))
    token = await challenge()
    for _ in range(3):
        with pytest.raises(Refusal, match="tidak cocok"):
            await finish(token, wrong_for(secret))
    for code in (code_of(secret, ON_PHONE + STEP), codes[0]):
        with pytest.raises(TooSoon):
            await finish(token, code, on_phone=ON_PHONE + STEP)
    await finish(token, codes[0], at=NOON + 2 * SECOND)


async def test_the_page_waits_ten_minutes_and_not_for_a_suspended_person(database: str) -> None:
    account = await make_account(email=EMAIL)
    _, codes = await enrol(account)
    token = await challenge()
    with pytest.raises(Conflict):
        await finish(token, codes[0], at=NOON + timedelta(minutes=10))
    with pytest.raises(Conflict):
        await finish("bukan-token", codes[0])
    await finish(token, codes[0], at=NOON + timedelta(minutes=9))


async def test_trust_asked_for_with_the_password_holds_after_the_code(database: str) -> None:
    await enrol(await make_account(email=EMAIL))
    token = await challenge(trusted=True)
    assert (await second_factor_door.find(token, NOON)).is_trusted


async def test_the_former_phone_is_good_until_the_new_one_is_confirmed(database: str) -> None:
    account = await make_account(email=EMAIL)
    old, _ = await enrol(account)
    user = await signed_in(account)
    await second_factor.begin(user, at=NOON)
    new = await second_factor.pending_secret(account)
    assert new
    later = ON_PHONE + STEP
    await finish(await challenge(), code_of(old, later), on_phone=later)
    with pytest.raises(Refusal):
        await second_factor.confirm(user, wrong_for(new, later), at=NOON, on_phone=later)
    await second_factor.confirm(user, code_of(new, later), at=NOON, on_phone=later)
    later += STEP
    with pytest.raises(Refusal):
        await finish(await challenge(), code_of(old, later), on_phone=later)
    await finish(await challenge(), code_of(new, later), on_phone=later)
    with pytest.raises(Conflict, match="belum dimulai"):
        await second_factor.confirm(user, code_of(new, later), at=NOON, on_phone=later)


async def test_another_admin_switches_it_off_and_the_others_are_told(database: str) -> None:
    helper, third, lost = await make_account(), await make_account(), await make_account(email=EMAIL)
    await enrol(lost)
    token = await challenge()
    open_one = await signed_in(lost)
    by = await signed_in(helper)
    await second_factor_help.reset(lost, reason="lost", check_by="met", by=by, at=NOON)
    told = await Delivery.select(Delivery.recipient_key).order_by(Delivery.recipient_key)
    assert {row["recipient_key"] for row in told} == {f"account:{third}", f"account:{lost}"}
    assert await audited("second_factor.reset") == [by.key]
    assert not await sessions.open_for(open_one.id, NOON)
    with pytest.raises(Conflict):
        await finish(token, "1234567890")
    assert isinstance(await sign_in.sign_in(EMAIL, PASSWORD, Browser(HERE), at=NOON), SignedIn)
    with pytest.raises(Conflict, match="tidak aktif"):
        await second_factor_help.reset(lost, reason="lost", check_by="met", by=by, at=NOON)
    with pytest.raises(Refusal, match="akun Anda sendiri"):
        await second_factor_help.reset(helper, reason="lost", check_by="met", by=by, at=NOON)


async def test_one_switches_ones_own_off(database: str) -> None:
    account = await make_account("reviewer", email=EMAIL)
    await enrol(account)
    await second_factor.remove(await signed_in(account), at=NOON)
    assert isinstance(await sign_in.sign_in(EMAIL, PASSWORD, Browser(HERE), at=NOON), SignedIn)
    assert await second_factor_codes.left(account) == 0
    assert await audited("second_factor.removed") == [f"account:{account}"]


DAY = timedelta(days=1)
WEEK = 7 * DAY


async def due(user: CurrentUser, at: datetime) -> datetime | None:
    """When nothing else will be open to them, with what they hold at that moment."""
    now = await assignments.as_of_now(user, at)
    assert isinstance(now, CurrentUser)
    return await second_factor_duty.due_at(now, at)


async def give_admin(account_id: int, starts_at: datetime, ends_at: datetime | None = None) -> None:
    """As a decree does it, whose date comes by itself."""
    by = JobActor("job:test")
    await assignments.insert(account_id, Post("admin", None, starts_at, ends_at), by=by, at=starts_at)


async def test_grace_begins_with_an_admins_first_sign_in_and_never_anew(database: str) -> None:
    admin = await make_account(at=NOON - 20 * DAY)
    user = await signed_in(admin, NOON)
    await signed_in(admin, NOON + 3 * DAY)
    assert await due(user, NOON + 3 * DAY) == NOON + WEEK
    reader = await signed_in(await make_account("reviewer"))
    assert await due(reader, NOON) is None


async def test_whoever_becomes_admin_owes_it_from_that_moment(database: str) -> None:
    """On a phone that stays signed in for a month nobody signs in anew."""
    reader = await make_account("reviewer", at=NOON - 400 * DAY)
    token = await sessions.open_session(reader, Browser(HERE, "", is_trusted=True), at=NOON - DAY)
    user = await sessions.load(token, origin=HERE, at=NOON)
    assert user
    await give_admin(reader, NOON + DAY)
    assert await due(user, NOON) is None
    assert await due(user, NOON + DAY) == NOON + DAY + WEEK
    assert await due(user, NOON + 9 * DAY) == NOON + DAY + WEEK


async def test_a_renewal_without_a_gap_begins_nothing_anew(database: str) -> None:
    account = await make_account("reviewer", at=NOON - 400 * DAY)
    user = await signed_in(account, NOON)
    await give_admin(account, NOON, NOON + 10 * DAY)
    await give_admin(account, NOON + 10 * DAY)
    assert await due(user, NOON + 12 * DAY) == NOON + WEEK


async def test_whoever_was_admin_years_ago_begins_anew(database: str) -> None:
    account = await make_account("reviewer", at=NOON - 800 * DAY)
    await give_admin(account, NOON - 700 * DAY, NOON - 400 * DAY)
    await signed_in(account, NOON - 690 * DAY)
    user = await signed_in(account, NOON)
    await give_admin(account, NOON)
    assert await due(user, NOON) == NOON + WEEK


async def test_nothing_is_due_where_it_is_on_and_all_where_it_was_taken_off(database: str) -> None:
    admin = await make_account(at=NOON - 20 * DAY)
    user = await signed_in(admin, NOON - 10 * DAY)
    await enrol(admin)
    assert await due(user, NOON) is None
    await SecondFactor.update({SecondFactor.confirmed_at: None}).where(SecondFactor.account == admin)
    assert await due(user, NOON) == NOON - 10 * DAY + WEEK


async def test_the_true_hour_counts_for_phones(database: str) -> None:
    account = await make_account("reviewer", email=EMAIL)
    user = await signed_in(account)
    await second_factor.begin(user, at=NOON)
    secret = await second_factor.pending_secret(account)
    assert secret
    await clock.move(timedelta(days=40))
    assert await second_factor.confirm(user, code_of(secret, time.time()), at=clock.now())
    assert not second_factor_duty.is_obliged(user)
