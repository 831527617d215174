"""A number is proven by an answer from it, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts import creation, identity_changes, password_reset, unanswered
from portal.accounts.change_letters import PREFIX, mint_link
from portal.accounts.change_tables import IdentityChange
from portal.accounts.proof_tables import PasswordReset
from portal.accounts.tables import Account
from portal.errors import Refusal
from portal.notifications.tables import Delivery
from portal.permissions import JobActor
from tests.accounts.conftest import HERE, NOON, PASSWORD, audited, make_account, signed_in
from tests.support import visits

Client = AsyncTestClient[Any]
BY = JobActor("job:check-data")
NUMBER = "+6281234567890"


async def opened_on_the_server(at: Any = NOON) -> int:
    return await creation.create_account(
        role="admin",
        email="admin@contoh.go.id",
        phone="0812 3456 7890",
        name="Admin Uji",
        agency_code="",
        password=PASSWORD,
        at=at,
    )


async def proven(account_id: int) -> bool:
    row = await Account.select(Account.phone_proven_at).where(Account.id == account_id).first()
    return bool(row and row["phone_proven_at"])


async def test_an_account_of_the_command_has_no_proven_number_and_no_link_goes_to_it(database: str) -> None:
    account = await opened_on_the_server()
    assert not await proven(account)
    await password_reset.ask("0812 3456 7890", origin=HERE, at=NOON)
    assert await PasswordReset.count() == 0
    assert await Delivery.count() == 0
    assert (await signed_in(account)).id == account


async def test_a_letter_in_the_number_opens_no_account(database: str) -> None:
    with pytest.raises(Refusal, match="mengandung huruf O"):
        await creation.create_account(
            role="admin", email="", phone="0812-3456-78OO", name="Admin Uji", agency_code="",
            password=PASSWORD, at=NOON,
        )  # fmt: skip
    assert await Account.count() == 0


async def test_its_owner_proves_it_by_the_link_that_went_to_it(database: str) -> None:
    account = await opened_on_the_server()
    user = await signed_in(account)
    await identity_changes.ask_for_proof(user, at=NOON)
    with pytest.raises(Refusal, match="baru saja dikirim"):
        await identity_changes.ask_for_proof(user, at=NOON)
    (sent,) = await Delivery.select(Delivery.address, Delivery.state)
    assert sent == {"address": NUMBER, "state": "waiting"}
    assert not await proven(account)
    (change,) = await IdentityChange.select(IdentityChange.id)
    link = await mint_link(f"{PREFIX}{change['id']}", NOON)
    asked = await identity_changes.find(link.rpartition("/")[2], NOON)
    assert asked
    assert asked.is_open
    assert asked.pending.what == "0812-3456-7890"
    await identity_changes.confirm(asked, origin=HERE, at=NOON, here=user.session_id)
    assert await proven(account)
    with pytest.raises(Refusal, match="sudah dibuktikan"):
        await identity_changes.ask_for_proof(user, at=NOON)
    assert await unanswered.find() == []


async def test_numbers_called_proven_that_never_answered_are_found_and_named_unproven(database: str) -> None:
    never, answered = await make_account(phone="0812 3456 7890"), await opened_on_the_server_with_answer()
    assert [each.id for each in await unanswered.find()] == [never]
    assert await unanswered.call_unproven([never, answered], by=BY, at=NOON) == 1
    assert (await proven(never), await proven(answered)) == (False, True)
    assert await unanswered.call_unproven([never], by=BY, at=NOON) == 0
    assert await audited("account.called_unproven") == [BY.key]


async def opened_on_the_server_with_answer() -> int:
    account = await make_account(email="lain@contoh.go.id", phone="0812 3456 7891")
    change = IdentityChange(
        account=account, sent_to="+6281234567891", created_at=NOON, created_by="x", expires_at=NOON,
        used_at=NOON,
    )  # fmt: skip
    await IdentityChange.insert(change)
    return account


async def test_the_own_page_offers_the_proof_until_it_is_given(client: Client, sqlite_database: str) -> None:
    account = await opened_on_the_server(clock.now())
    await visits.sign_in(client, account)
    assert "Buktikan nomor" in (await client.get("/profile")).text
    done = await visits.send(client, "/profile/phone-proof", {}, of="/profile")
    assert done.headers["location"] == "/profile"
    assert await Delivery.count() == 1
    again = await visits.send(client, "/profile/phone-proof", {}, of="/profile")
    assert again.status_code == 422
    await Account.update({Account.phone_proven_at: clock.now()}).where(Account.id == account)
    assert "Buktikan nomor" not in (await client.get("/profile")).text
