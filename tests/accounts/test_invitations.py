"""Invitations: minted when sent, good once and for 72 hours, renewed to the same number only."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from portal.accounts import (
    accepting,
    creation,
    editing,
    identities,
    invitations,
    people,
    sessions,
    sign_in,
    standing,
)
from portal.accounts.accepting import Invited
from portal.accounts.assignments import Post
from portal.accounts.current_user import CurrentUser
from portal.accounts.invitations import InvitationState
from portal.accounts.sessions import Browser
from portal.accounts.tables import Account, InvitationToken
from portal.errors import Conflict, Refusal
from portal.notifications.tables import Delivery, Notification
from tests.accounts.conftest import HERE, NOON, PASSWORD, audited, make_account, make_agency, signed_in

HOUR = timedelta(hours=1)
NUMBER = "+6281211112222"


async def invite_somebody(*, send: bool = True) -> tuple[int, CurrentUser]:
    """A new operator, invited by an admin."""
    admin, agency_id = await signed_in(await make_account()), await make_agency("DINKES")
    whom = identities.person("Tamba'an Contoh", "baru@contoh.go.id", NUMBER)
    post = Post("operator", agency_id, NOON)
    return await creation.add_person(whom, post, by=admin, at=NOON, invite=send), admin


async def minted(at: datetime = NOON) -> str:
    """What the worker sends for the newest invitation: the token of a fresh link."""
    row = await Notification.select(Notification.secret).order_by(Notification.id, ascending=False).first()
    assert row is not None
    link = await invitations.mint_link(row["secret"], at)
    assert link.startswith("http://testserver.local/invitations/")
    return link.rpartition("/")[2]


async def found(token: str, at: datetime = NOON) -> Invited:
    invited = await accepting.find(token, at)
    assert invited is not None
    return invited


async def delivery_states() -> list[str]:
    return [row["state"] for row in await Delivery.select(Delivery.state).order_by(Delivery.id)]


async def test_the_outbox_holds_a_reference_and_the_table_a_hash(database: str) -> None:
    account, _ = await invite_somebody()
    token = await minted()
    [message] = await Notification.select()
    assert message["secret"].startswith("invitation:")
    assert "Admin Operator" in str(message["fields"])
    assert "Tamba'an" not in str(message["fields"])
    [delivery] = await Delivery.select()
    assert delivery["recipient_key"] == f"account:{account}"
    assert delivery["address"] == NUMBER
    assert delivery["expires_at"] == NOON + 72 * HOUR
    assert token not in f"{message}{delivery}{await InvitationToken.select()}"


async def test_accepting_sets_the_password_proves_the_number_and_signs_in(database: str) -> None:
    account, _ = await invite_somebody()
    invited = await found(await minted())
    await accepting.mark_opened(invited, at=NOON)
    [row] = await people.invitations_of(account, NOON)
    assert row.state is InvitationState.OPENED
    entered = await accepting.accept(invited, PASSWORD, Browser(HERE), at=NOON + HOUR)
    assert await sessions.load(entered.token, origin=HERE, at=NOON + HOUR) is not None
    person = await people.by_id(account)
    assert person is not None
    assert person.phone_proven_at == NOON + HOUR
    assert person.state == "active"
    await sign_in.sign_in("baru@contoh.go.id", PASSWORD, Browser(HERE), at=NOON + HOUR)
    with pytest.raises(Conflict):
        await accepting.accept(invited, "kata sandi lain", Browser(HERE), at=NOON + HOUR)
    assert await audited("account.invitation_accepted") == [f"account:{account}"]


async def test_of_two_acceptances_at_once_one_holds(database: str) -> None:
    await invite_somebody()
    invited = await found(await minted())
    results = await asyncio.gather(
        *(
            accepting.accept(invited, word, Browser(HERE), at=NOON)
            for word in ("ikan terbang", "ikan asin asin")
        ),
        return_exceptions=True,
    )
    assert [type(result) for result in results].count(Conflict) == 1


async def test_every_link_of_an_invitation_that_was_sent_again_works_until_one_is_used(database: str) -> None:
    await invite_somebody()
    first, second = await minted(), await minted(NOON + HOUR)
    await accepting.accept(await found(first, NOON + HOUR), PASSWORD, Browser(HERE), at=NOON + HOUR)
    assert (await found(second, NOON + HOUR)).state is InvitationState.USED


async def test_after_72_hours_the_person_can_ask_for_a_new_one_to_the_same_number(database: str) -> None:
    account, _ = await invite_somebody()
    token = await minted()
    assert (await found(token, NOON + 72 * HOUR - timedelta(seconds=1))).is_open
    late = NOON + 72 * HOUR
    expired = await found(token, late)
    assert (expired.state, expired.may_ask_again) == (InvitationState.EXPIRED, True)
    with pytest.raises(Conflict):
        await accepting.accept(expired, PASSWORD, Browser(HERE), at=late)
    with pytest.raises(Refusal):
        await invitations.mint_link(f"invitation:{expired.id}", late)
    await accepting.ask_again(expired, origin=HERE, at=late)
    with pytest.raises(Refusal, match="sudah dikirim"):
        await accepting.ask_again(expired, origin=HERE, at=late + timedelta(minutes=9))
    addresses = {row["address"] for row in await Delivery.select(Delivery.address)}
    assert addresses == {NUMBER}
    newest, _ = await people.invitations_of(account, late)
    assert newest.state is InvitationState.WAITING
    assert (await audited("account.invited"))[-1] == "unknown"


async def test_a_changed_number_ends_the_invitation_to_the_old_one(database: str) -> None:
    account, admin = await invite_somebody()
    token = await minted()
    other = identities.person("Tamba'an Contoh", "baru@contoh.go.id", "0812 5555 6666")
    await editing.change(account, other, version=1, by=admin, at=NOON + HOUR)
    late = await found(token, NOON + 80 * HOUR)
    assert not late.is_open
    assert not late.may_ask_again
    with pytest.raises(Refusal, match="Admin Kominfo"):
        await accepting.ask_again(late, origin=HERE, at=NOON + 80 * HOUR)


async def test_a_newer_invitation_replaces_the_older_and_its_unsent_message(database: str) -> None:
    account, admin = await invite_somebody()
    token = await minted()
    await invitations.send(account, by=admin, at=NOON + HOUR)
    replaced = await found(token, NOON + HOUR)
    assert (replaced.state, replaced.may_ask_again) == (InvitationState.REPLACED, True)
    assert await delivery_states() == ["cancelled", "waiting"]


async def test_a_revoked_invitation_is_worthless_and_not_renewed(database: str) -> None:
    account, admin = await invite_somebody()
    token = await minted()
    invited = await found(token)
    await invitations.revoke(invited.id, by=admin, at=NOON)
    revoked = await found(token)
    assert (revoked.state, revoked.may_ask_again) == (InvitationState.REVOKED, False)
    assert await delivery_states() == ["cancelled"]
    with pytest.raises(Conflict):
        await invitations.revoke(invited.id, by=admin, at=NOON)
    [row] = await people.invitations_of(account, NOON)
    assert not row.is_open


async def test_a_number_or_address_belongs_to_one_open_account(database: str) -> None:
    account, admin = await invite_somebody(send=False)
    assert await delivery_states() == []
    for whom, words in (
        (identities.person("Lain", "", NUMBER), "Nomor WhatsApp"),
        (identities.person("Lain", "BARU@contoh.go.id", "0812 7777 8888"), "Surel"),
    ):
        with pytest.raises(Refusal, match=words):
            await creation.add_person(whom, Post("reviewer", None, NOON), by=admin, at=NOON)
    assert await Account.count() == 2
    await standing.end(account, by=admin, at=NOON)
    successor = identities.person("Pengganti", "", NUMBER)
    assert await creation.add_person(successor, Post("reviewer", None, NOON), by=admin, at=NOON)
