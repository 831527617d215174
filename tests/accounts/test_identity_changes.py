"""A new number or e-mail is proven by its owner; until then the old one stays in force and is told."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from portal.accounts import (
    change_letters,
    editing,
    identities,
    identity_changes,
    people,
    sign_in,
    standing,
)
from portal.accounts.change_tables import IdentityChangeToken
from portal.accounts.current_user import CurrentUser
from portal.accounts.identity_changes import Asked
from portal.accounts.people import AccountRow
from portal.accounts.sessions import Browser
from portal.errors import Conflict, Refusal
from portal.notifications.hooks import Parcel
from portal.notifications.tables import Delivery, Notification
from tests.accounts.conftest import HERE, NOON, PASSWORD, audited, make_account, signed_in

HOUR = timedelta(hours=1)
OLD, NEW = "+6281211110000", "+6281299990000"


async def row_of(account_id: int) -> AccountRow:
    row = await people.by_id(account_id)
    assert row is not None
    return row


async def asked_for(account_id: int, at: object = NOON) -> tuple[Asked, str]:
    """The open change of a person, by a link as the worker mints it."""
    waiting = await identity_changes.waiting(account_id, NOON)
    assert waiting is not None
    link = await change_letters.mint_link(f"identity-change:{waiting.id}", NOON)
    token = link.rpartition("/")[2]
    found = await identity_changes.find(token, at)  # type: ignore[arg-type]
    assert found is not None
    return found, token


async def moving(email: str = "lama@contoh.go.id", new: str = NEW) -> tuple[int, CurrentUser]:
    """Somebody whose number is to change."""
    admin = await signed_in(await make_account())
    person = await make_account("reviewer", email="lama@contoh.go.id", phone=OLD)
    row = await row_of(person)
    to = identities.person(row.name, email, new)
    assert await editing.change(person, to, version=row.version, by=admin, at=NOON)
    return person, admin


async def letters() -> dict[str, str]:
    """Kind and address of every message."""
    rows = await Delivery.select(Delivery.notification._.kind, Delivery.address, Delivery.state)
    return {row["notification.kind"]: row["address"] for row in rows if row["state"] == "waiting"}


async def test_the_old_number_stays_in_force_until_the_new_one_is_proven(database: str) -> None:
    person, _ = await moving()
    row = await row_of(person)
    assert (row.phone, row.phone_proven_at) == (OLD, NOON)
    await sign_in.sign_in(OLD, PASSWORD, Browser(HERE), at=NOON)
    with pytest.raises(Refusal):
        await sign_in.sign_in(NEW, PASSWORD, Browser(HERE), at=NOON)
    assert await letters() == {"identity_change": NEW, "number_changed": OLD}

    asked, token = await asked_for(person)
    assert token not in str(await IdentityChangeToken.select())
    assert token not in str(await Notification.select())
    await identity_changes.confirm(asked, origin=HERE, at=NOON + HOUR)
    row = await row_of(person)
    assert (row.phone, row.phone_proven_at) == (NEW, NOON + HOUR)
    await sign_in.sign_in(NEW, PASSWORD, Browser(HERE), at=NOON + HOUR)
    assert await audited("account.change_confirmed") == [f"account:{person}"]
    with pytest.raises(Conflict):
        await identity_changes.confirm(asked, origin=HERE, at=NOON + HOUR)


async def test_the_sender_writes_to_the_new_number_and_to_the_old_one(database: str) -> None:
    person, _ = await moving()
    rows = await Delivery.select(Delivery.recipient_key, Delivery.address)
    found = await change_letters.numbers([row["recipient_key"] for row in rows], NOON)
    assert {found[row["recipient_key"]].address: row["address"] for row in rows} == {NEW: NEW, OLD: OLD}
    asked, _ = await asked_for(person)
    await identity_changes.confirm(asked, origin=HERE, at=NOON)
    again = await change_letters.numbers([row["recipient_key"] for row in rows], NOON)
    assert {each.address for each in again.values()} == {NEW, OLD}


async def test_a_new_email_is_confirmed_through_the_number_that_is_there(database: str) -> None:
    person, _ = await moving("baru@contoh.go.id", OLD)
    assert await letters() == {"identity_change": OLD}
    assert (await row_of(person)).email == "lama@contoh.go.id"
    asked, _ = await asked_for(person)
    await identity_changes.confirm(asked, origin=HERE, at=NOON)
    row = await row_of(person)
    assert (row.email, row.phone) == ("baru@contoh.go.id", OLD)
    assert "baru@contoh.go.id" in row.folded


async def test_a_withdrawn_expired_or_replaced_change_is_worthless(database: str) -> None:
    person, admin = await moving()
    asked, token = await asked_for(person)
    late = NOON + 72 * HOUR
    expired = await identity_changes.find(token, late)
    assert expired is not None
    assert not expired.is_open
    with pytest.raises(Conflict):
        await identity_changes.confirm(asked, origin=HERE, at=late)
    await identity_changes.withdraw(person, by=admin, at=NOON)
    assert await identity_changes.waiting(person, NOON) is None
    assert await letters() == {"number_changed": OLD}
    with pytest.raises(Conflict):
        await identity_changes.confirm(asked, origin=HERE, at=NOON)
    with pytest.raises(Conflict):
        await identity_changes.withdraw(person, by=admin, at=NOON)
    with pytest.raises(Refusal):
        await change_letters.mint_link(f"identity-change:{asked.pending.id}", NOON)
    assert (await row_of(person)).phone == OLD


async def test_a_second_change_replaces_the_first_and_a_link_can_be_sent_again(database: str) -> None:
    person, admin = await moving()
    first, _ = await asked_for(person)
    row = await row_of(person)
    to = identities.person(row.name, "lama@contoh.go.id", "0812 8888 0000")
    await editing.change(person, to, version=row.version, by=admin, at=NOON + HOUR)
    with pytest.raises(Conflict):
        await identity_changes.confirm(first, origin=HERE, at=NOON + HOUR)
    await identity_changes.resend(person, by=admin, at=NOON + HOUR)
    states = await Delivery.select(Delivery.state).where(Delivery.address == "+6281288880000")
    assert sorted(each["state"] for each in states) == ["cancelled", "waiting"]
    await identity_changes.withdraw(person, by=admin, at=NOON + HOUR)
    with pytest.raises(Conflict):
        await identity_changes.resend(person, by=admin, at=NOON + HOUR)


async def test_whoever_is_locked_out_proves_nothing(database: str) -> None:
    person, admin = await moving()
    asked, token = await asked_for(person)
    await standing.suspend(person, by=admin, at=NOON)
    locked = await identity_changes.find(token, NOON)
    assert locked is not None
    assert not locked.is_open
    with pytest.raises(Conflict):
        await identity_changes.confirm(asked, origin=HERE, at=NOON)


async def test_a_number_that_somebody_else_took_meanwhile_is_refused(database: str) -> None:
    person, _ = await moving()
    asked, _ = await asked_for(person)
    await make_account("reviewer", phone=NEW)
    with pytest.raises(Refusal, match="akun lain"):
        await identity_changes.confirm(asked, origin=HERE, at=NOON)
    assert await identity_changes.waiting(person, NOON) is not None


async def test_unwanted_links_are_not_sent_any_more(database: str) -> None:
    person, admin = await moving()
    waiting = await identity_changes.waiting(person, NOON)
    assert waiting is not None
    reference = f"identity-change:{waiting.id}"
    parcel = Parcel(
        7, "", "identity_change", "", "", "", "", NEW, {}, "", reference, False, 0, False, NOON + HOUR
    )
    assert await change_letters.still_wanted([parcel], NOON) == {}
    await identity_changes.withdraw(person, by=admin, at=NOON)
    assert 7 in await change_letters.still_wanted([parcel], NOON)


async def test_of_two_admins_editing_one_person_the_second_is_told(database: str) -> None:
    first, second = await signed_in(await make_account()), await signed_in(await make_account())
    person = await make_account("reviewer", email="orang@contoh.go.id", phone=OLD)
    names = [identities.person(name, "orang@contoh.go.id", OLD) for name in ("Nama Satu", "Nama Dua")]
    results = await asyncio.gather(
        editing.change(person, names[0], version=1, by=first, at=NOON),
        editing.change(person, names[1], version=1, by=second, at=NOON),
        return_exceptions=True,
    )
    assert sorted(str(type(each).__name__) for each in results) == ["Conflict", "bool"]
    assert (await row_of(person)).version == 2
    assert len(await audited("account.edited")) == 1
