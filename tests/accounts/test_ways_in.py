"""No link, code, half-finished sign-in or other browser outlives a change of what opens an account."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pyotp
import pytest

from portal.accounts import (
    accepting,
    change_letters,
    editing,
    identity_changes,
    invitations,
    own_password,
    password_reset,
    password_reset_codes,
    people,
    second_factor,
    second_factor_door,
    second_factor_help,
    sessions,
    standing,
)
from portal.accounts.change_tables import IdentityChange
from portal.accounts.current_user import CurrentUser
from portal.accounts.identities import Person
from portal.accounts.proof_tables import PasswordReset, ResetCode, SignInChallenge
from portal.accounts.sessions import Browser
from portal.accounts.tables import Account, Invitation, Session
from tests.accounts.conftest import HERE, NOON, PASSWORD, make_account, signed_in, token_for

NEW = "angsa-mengaspal-31"


@dataclass
class Case:
    """Somebody with every way in open, in the browser they use, and an admin who may help them."""

    user: CurrentUser
    token: str
    helper: CurrentUser


async def open_everywhere(account_id: int) -> None:
    """A second browser, a link for a new password, a challenge and a printed code."""
    await token_for(account_id)
    await second_factor_door.ask(account_id, Browser(HERE), at=NOON)
    person = await people.by_id(account_id)
    assert person
    await password_reset.ask(person.email or "", origin=HERE, at=NOON)
    code = password_reset_codes.hash_of(account_id, "123456789012")
    await ResetCode.insert(
        ResetCode(account=account_id, code_hash=code, made_at=NOON, made_by="x", expires_at=NOON + HOUR)
    )


HOUR = password_reset_codes.GOOD_FOR


async def ways_into(account_id: int) -> dict[str, int]:
    """How many of each way into the account stand open."""
    return {
        "browsers": await Session.count().where(Session.account == account_id, Session.ended_at.is_null()),
        "links": await PasswordReset.count().where(
            PasswordReset.account == account_id,
            PasswordReset.used_at.is_null(),
            PasswordReset.replaced_at.is_null(),
        ),
        "codes": await ResetCode.count().where(
            ResetCode.account == account_id, ResetCode.used_at.is_null(), ResetCode.replaced_at.is_null()
        ),
        "challenges": await SignInChallenge.count().where(
            SignInChallenge.account == account_id, SignInChallenge.used_at.is_null()
        ),
    }


OPEN = {"browsers": 2, "links": 1, "codes": 1, "challenges": 1}


async def change_password(case: Case) -> None:
    await own_password.change(case.user, token=case.token, current=PASSWORD, new=NEW, at=NOON)


async def switch_on(case: Case) -> None:
    await second_factor.begin(case.user, at=NOON)
    secret = await second_factor.pending_secret(case.user.id)
    assert secret
    on_phone = NOON.timestamp()
    code = pyotp.TOTP(secret).generate_otp(int(on_phone) // 30)
    await second_factor.confirm(case.user, code, at=NOON, on_phone=on_phone)


async def switch_on_and_off(case: Case) -> None:
    await switch_on(case)
    await open_everywhere_again(case)
    await second_factor.remove(case.user, at=NOON)


async def open_everywhere_again(case: Case) -> None:
    await PasswordReset.delete().where(PasswordReset.account == case.user.id)
    await open_everywhere(case.user.id)


async def suspend(case: Case) -> None:
    await standing.suspend(case.user.id, by=case.helper, at=NOON)


async def end(case: Case) -> None:
    await standing.end(case.user.id, by=case.helper, at=NOON)


async def reset_by_another(case: Case) -> None:
    await switch_on(case)
    await open_everywhere_again(case)
    how = {"reason": "lost", "check_by": "met"}
    await second_factor_help.reset(case.user.id, **how, by=case.helper, at=NOON)


async def use_link(case: Case) -> None:
    (row,) = await PasswordReset.select(PasswordReset.id).where(PasswordReset.account == case.user.id)
    link = await password_reset.mint_link(f"password-reset:{row['id']}", NOON)
    found = await password_reset.find(link.rpartition("/")[2], NOON)
    assert found
    await password_reset.accept(found, "hash", origin=HERE, at=NOON)


async def use_code(case: Case) -> None:
    person = await people.by_id(case.user.id)
    assert person
    await password_reset_codes.accept(person.email or "", "123456789012", "hash", origin=HERE, at=NOON)


async def accept_invitation(case: Case) -> None:
    await invitations.send(case.user.id, by=case.helper, at=NOON)
    (row,) = await Invitation.select(Invitation.id)
    link = await invitations.mint_link(f"invitation:{row['id']}", NOON)
    invited = await accepting.find(link.rpartition("/")[2], NOON)
    assert invited
    await accepting.accept(invited, NEW, Browser(HERE), at=NOON)


HERE_STAYS, NONE_STAYS, ONE_NEW = 1, 0, 1


@pytest.mark.parametrize(
    ("act", "browsers"),
    [
        (change_password, HERE_STAYS),
        (switch_on, HERE_STAYS),
        (switch_on_and_off, HERE_STAYS),
        (reset_by_another, NONE_STAYS),
        (suspend, NONE_STAYS),
        (end, NONE_STAYS),
        (use_link, NONE_STAYS),
        (use_code, NONE_STAYS),
        (accept_invitation, ONE_NEW),
    ],
)
async def test_what_changes_the_lock_closes_every_other_way_in(
    database: str, act: Callable[[Case], Awaitable[None]], browsers: int
) -> None:
    case = await begun()
    assert await ways_into(case.user.id) == OPEN
    await act(case)
    assert await ways_into(case.user.id) == {"browsers": browsers, "links": 0, "codes": 0, "challenges": 0}
    assert await ways_into(case.helper.id) == OPEN


async def begun() -> Case:
    account, helper = await make_account(), await make_account()
    token = await token_for(account)
    user = await sessions.load(token, origin=HERE, at=NOON)
    assert user
    by = await signed_in(helper)
    await open_everywhere(account)
    await open_everywhere(helper)
    return Case(user, token, by)


@pytest.mark.parametrize("own", [False, True], ids=["somebody else's", "one's own"])
@pytest.mark.parametrize("changed", ["phone", "email"])
async def test_a_new_number_or_email_signs_other_browsers_out_before_it_is_proven(
    database: str, changed: str, own: bool
) -> None:
    case = await begun()
    row = await people.by_id(case.user.id)
    assert row
    values = {"email": row.email, "phone": row.phone, changed: "+6281299990000"}
    if changed == "email":
        values["email"] = "baru@contoh.go.id"
    by = case.user if own else case.helper
    waits = await editing.change(row.id, Person(row.name, **values), version=row.version, by=by, at=NOON)
    assert waits
    left = await ways_into(row.id)
    assert (left["browsers"], left["challenges"]) == (int(own), 0)
    assert (await Account.objects().get(Account.id == row.id)).phone == row.phone  # type: ignore[union-attr]
    assert await ways_into(case.helper.id) == OPEN


async def test_a_new_name_signs_nobody_out(database: str) -> None:
    case = await begun()
    row = await people.by_id(case.user.id)
    assert row
    await editing.change(
        row.id, Person("Nama Baru", row.email, row.phone), version=row.version, by=case.helper, at=NOON
    )
    assert await ways_into(row.id) == OPEN


async def test_the_proof_leaves_only_the_browser_it_was_given_in(database: str) -> None:
    case = await begun()
    row = await people.by_id(case.user.id)
    assert row
    to = Person(row.name, row.email, "+6281299990000")
    await editing.change(row.id, to, version=row.version, by=case.user, at=NOON)
    await token_for(row.id)
    (change,) = await IdentityChange.select(IdentityChange.id)
    link = await change_letters.mint_link(f"identity-change:{change['id']}", NOON)
    asked = await identity_changes.find(link.rpartition("/")[2], NOON)
    assert asked
    await identity_changes.confirm(asked, origin=HERE, at=NOON, here=case.user.session_id)
    (left,) = await Session.select(Session.id).where(Session.account == row.id, Session.ended_at.is_null())
    assert left["id"] == case.user.session_id
