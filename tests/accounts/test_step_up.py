"""The password once more: ten minutes in one session, and nothing typed is lost on the way."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts import people, step_up
from portal.accounts.delays import TooSoon
from portal.accounts.tables import Session
from portal.complaints.intake import ReporterDetails
from portal.errors import Refusal
from tests.accounts.conftest import NOON, PASSWORD, audited, make_account, signed_in
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.complaints.page_world import as_, began
from tests.support import visits

Client = AsyncTestClient[Any]
MINUTE = timedelta(minutes=1)
LONG_AGO = timedelta(minutes=11)
REASON = "Perlu menanyakan <letak> lubang & waktunya."


async def test_a_proof_lasts_ten_minutes_in_the_session_that_gave_it(database: str) -> None:
    account = await make_account()
    user, elsewhere = await signed_in(account), await signed_in(account)
    later = NOON + 30 * MINUTE
    assert not await step_up.is_fresh(user, at=later)
    await step_up.prove(user, PASSWORD, at=later)
    await step_up.prove(user, PASSWORD, at=later + MINUTE)
    assert await step_up.is_fresh(user, at=later + 10 * MINUTE)
    assert not await step_up.is_fresh(user, at=later + 11 * MINUTE)
    assert not await step_up.is_fresh(elsewhere, at=later + MINUTE)
    assert await audited("session.confirmed") == [user.key] * 2


async def test_signing_in_is_a_proof(database: str) -> None:
    user = await signed_in(await make_account())
    assert await step_up.is_fresh(user, at=NOON + 9 * MINUTE)
    assert not await step_up.is_fresh(user, at=NOON + 10 * MINUTE)
    assert not await step_up.is_fresh(user, at=NOON - MINUTE)


async def test_guessing_waits_and_is_audited(database: str) -> None:
    user = await signed_in(await make_account())
    for _ in range(3):
        with pytest.raises(Refusal, match="tidak cocok"):
            await step_up.prove(user, "salah sekali ini", at=NOON)
    with pytest.raises(TooSoon):
        await step_up.prove(user, PASSWORD, at=NOON)
    assert await audited("session.not_confirmed") == [user.key] * 3
    await step_up.prove(user, PASSWORD, at=NOON + MINUTE)


@pytest.fixture
async def office(sqlite_database: str) -> Office:
    return await factories.office()


@pytest.fixture
async def address(client: Client, office: Office) -> str:
    """The page of an identity, for an admin who signed in a while ago."""
    complaint = await factories.recorded(
        office, began(), reporter=ReporterDetails("Pelapor Contoh", "+6281234567890")
    )
    admin = await make_account(at=clock.now())
    await visits.sign_in(client, admin)
    await grow_stale()
    return f"/complaints/{complaint.number}/identity"


async def grow_stale() -> None:
    """As if everybody had signed in eleven minutes ago."""
    await Session.update({Session.created_at: clock.now() - LONG_AGO}, force=True)


def hidden(html: str) -> dict[str, str]:
    pairs = re.findall(r'<input type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"', html)
    return {unescape(name): unescape(value) for name, value in pairs}


async def test_a_reader_is_led_to_the_question_and_back(client: Client, address: str) -> None:
    led = await client.get(address, follow_redirects=False)
    assert led.status_code == 303
    door = led.headers["location"]
    wrong = await visits.send(
        client, "/step-up", {"step_up_password": "salah sekali", "next": address}, of=door
    )
    assert wrong.status_code == 422
    assert step_up.WRONG in wrong.text
    fields = {"step_up_password": PASSWORD, "next": hidden((await client.get(door)).text)["next"]}
    back = await visits.send(client, "/step-up", fields, of=door)
    assert back.headers["location"] == address
    assert (await client.get(address)).status_code == 200


async def test_what_was_typed_goes_on_by_the_answer(client: Client, address: str) -> None:
    asked = await visits.send(client, address, {"reason": REASON}, of="/profile")
    assert asked.status_code == 401
    assert "Pelapor Contoh" not in asked.text
    assert f'action="{address}"' in asked.text
    carried = hidden(asked.text)
    assert carried["reason"] == REASON
    again = await client.post(address, data={**carried, "step_up_password": "salah sekali"})
    assert again.status_code == 401
    assert step_up.WRONG in again.text
    carried = hidden(again.text)
    assert carried["reason"] == REASON
    done = await client.post(address, data={**carried, "step_up_password": PASSWORD})
    assert "Pelapor Contoh" in done.text
    assert await audited("complaint.revealed") == await audited("session.confirmed")


async def test_the_question_leads_nowhere_else(client: Client, address: str) -> None:
    fields = {"step_up_password": PASSWORD, "next": "//jahat.example"}
    assert (await visits.send(client, "/step-up", fields, of="/step-up")).headers["location"] == "/"


async def test_a_part_of_a_page_sends_the_whole_page_to_the_question(client: Client, address: str) -> None:
    answer = await client.get(address, headers={"HX-Request": "true"}, follow_redirects=False)
    assert answer.headers["hx-redirect"].startswith("/step-up?next=")


async def test_whoever_lacks_the_right_is_refused_before_the_question(
    client: Client, office: Office, address: str
) -> None:
    await as_(client, office.operator)
    await grow_stale()
    assert (await client.get(address, follow_redirects=False)).status_code == 403


async def test_a_button_that_carries_no_text_goes_on_by_the_answer_too(client: Client, address: str) -> None:
    colleague = await people.by_id(await make_account(email="lain@contoh.go.id", phone="0812 0000 7777"))
    assert colleague
    suspension = f"/accounts/{colleague.public_id}/suspension"
    asked = await visits.send(client, suspension, {}, of="/profile")
    assert asked.status_code == 401
    assert await audited("account.suspended") == []
    done = await client.post(
        suspension, data={**hidden(asked.text), "step_up_password": PASSWORD}, follow_redirects=False
    )
    assert done.headers["location"] == f"/accounts/{colleague.public_id}"
    assert len(await audited("account.suspended")) == 1


async def test_what_is_too_much_to_be_carried_is_said_to_be_lost(client: Client, address: str) -> None:
    asked = await visits.send(client, address, {"reason": "a" * 250_000}, of="/profile")
    assert asked.status_code == 401
    assert "terlalu besar untuk disimpan" in asked.text
    assert hidden(asked.text)["next"] == ""
