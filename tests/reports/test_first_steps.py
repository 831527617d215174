"""Langkah awal: ticked by facts, gone from home when done, still there to be looked at."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock, db
from portal.agencies import editing, profile
from portal.agencies.editing import AgencyValues
from portal.agencies.lists import editing as lists
from portal.agencies.lists.kinds import NewTerm, Which
from portal.complaints import intake
from portal.complaints.intake import NewComplaint
from portal.complaints.kinds import Channel
from portal.permissions import JobActor
from portal.reports.first_steps import first_steps
from portal.settings import settings
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
CLERK = JobActor("job:test")


@pytest.fixture
async def admin(client: Client) -> Client:
    await sign_in(client, await account("admin"))
    return client


async def done() -> list[bool]:
    return [step.is_done for step in (await first_steps()).steps]


async def test_facts_tick_the_steps_one_by_one(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at = clock.now()
    assert await done() == [False] * 8
    await profile.change(replace(await profile.fresh(), name="Kabupaten Contoh"), by=CLERK, at=at)
    await editing.add("PASAR", AgencyValues("Dinas Pasar", "Dispasar", "dinas"), by=CLERK, at=at)
    assert await done() == [True, True, *[False] * 6]
    await lists.add(Which.CATEGORIES, NewTerm("Perhubungan", "Lampu"), by=CLERK, at=at)
    await lists.add(Which.DISTRICTS, NewTerm("35.27.01", "Sreseh"), by=CLERK, at=at)
    assert await done() == [True, True, True, True, *[False] * 4]
    await account("operator", "PASAR")
    monkeypatch.setattr(settings(), "whatsapp_provider", "meta_cloud")
    assert await done() == [*[True] * 6, False, False]
    await intake.record(NewComplaint("Lampu padam", "Seminggu.", Channel.OTHER), by=CLERK, at=at)
    assert await done() == [*[True] * 6, False, True]


async def test_home_leads_to_the_next_step_and_the_page_ticks_what_is_done(admin: Client) -> None:
    shown = html.unescape((await admin.get("/")).text)
    assert "Langkah awal: delapan lagi" in shown
    assert "Isi profil daerah" in shown
    page = html.unescape((await admin.get("/first-steps")).text)
    assert "Delapan langkah lagi" in page
    assert page.count("Sekarang") == 1


async def test_a_trial_message_goes_to_whoever_asks_once_a_minute(admin: Client) -> None:
    for _ in range(2):
        answer = await send(admin, "/notifications/trial", of="/first-steps")
        assert answer.headers["location"] == "/first-steps"
    found = await db.rows("SELECT kind, address FROM delivery d JOIN notification n ON n.id = d.notification")
    assert 1 <= len(found) <= 2
    assert {row["kind"] for row in found} == {"trial"}


async def test_when_all_is_done_home_says_nothing_and_the_page_stays(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    await profile.change(replace(await profile.fresh(), name="Kabupaten Contoh"), by=CLERK, at=at)
    await editing.add("PASAR", AgencyValues("Dinas Pasar", "Dispasar", "dinas"), by=CLERK, at=at)
    await lists.add(Which.CATEGORIES, NewTerm("Perhubungan", "Lampu"), by=CLERK, at=at)
    await lists.add(Which.DISTRICTS, NewTerm("35.27.01", "Sreseh"), by=CLERK, at=at)
    await account("operator", "PASAR")
    await intake.record(NewComplaint("Lampu padam", "Seminggu.", Channel.OTHER), by=CLERK, at=at)
    await send(admin, "/notifications/trial", of="/first-steps")
    await db.rows("UPDATE delivery SET state = 'delivered'")
    monkeypatch.setattr(settings(), "whatsapp_provider", "meta_cloud")
    assert "Langkah awal" not in (await admin.get("/")).text
    assert "Langkah awal sudah selesai" in (await admin.get("/first-steps")).text
