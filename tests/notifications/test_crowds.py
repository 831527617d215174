"""A whole list is sent again or let go with one press: said before, once, audited, never twice to anybody."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock, db
from portal.audit.tables import AuditEvent
from portal.errors import Refusal
from portal.notifications import crowds, hooks, queries
from portal.notifications.tables import Delivery
from portal.permissions import JobActor
from tests.notifications.conftest import send_all
from tests.notifications.samples import ASKED, DISPOSED, pass_time, person, put, state_of, whole
from tests.notifications.stub import always, refused
from tests.support import visits

Client = AsyncTestClient[Any]
BY = JobActor("job:test", name="Admin uji")
AGAIN, LET_GO = "notification.resent_together", "notification.released_together"


async def many(n: int, state: str, **changes: Any) -> list[int]:
    """So many dispositions to people whom no account stands behind, in that state."""
    people = [person(number, key=f"contact:{number}") for number in range(n)]
    keys = [key for some in _by_fifty(people) for key in await put(DISPOSED, *some, **changes)]
    await db.rows("UPDATE delivery SET state = {}, state_at = {} WHERE id >= {}", state, _old(), keys[0])
    return keys


def _by_fifty(people: list[Any]) -> list[list[Any]]:
    return [people[at : at + 50] for at in range(0, len(people), 50)]


def _old() -> datetime:
    return clock.now() - timedelta(hours=2)


async def press(view: str, search: str = "") -> int:
    crowd = await crowds.crowd(view, search, at=clock.now())
    newest = crowd.newest if crowd else 10**6
    if view == "held":
        return await crowds.release(search, newest=newest, by=BY, at=clock.now())
    return await crowds.resend(view, search, newest=newest, by=BY, at=clock.now())


async def audited(action: str) -> list[dict[str, Any]]:
    where = AuditEvent.action == action
    rows = AuditEvent.select(AuditEvent.details).where(where).order_by(AuditEvent.id)
    return [row["details"] for row in await rows.output(load_json=True)]


LISTS = [("dead", "dead"), ("doubtful", "unknown"), ("expired-critical", "expired"), ("held", "held")]


@pytest.mark.parametrize(("view", "state"), LISTS)
async def test_all_are_sent_once_and_what_is_in_no_list_stays(database, stub, view, state):
    keys = await many(7, state)
    others = await many(1, "cancelled", dedupe_key="d:2"), await many(1, "read", dedupe_key="d:3")
    crowd = await crowds.crowd(view, "", at=clock.now())
    assert crowd is not None
    assert crowd.n == 7
    assert (await press(view), await press(view)) == (7, 0)
    await send_all()
    assert [await state_of(key) for key in keys] == ["accepted"] * 7
    assert [await state_of(key) for (key,) in others] == ["cancelled", "read"]
    assert sorted(sent["to"] for sent in stub.got) == sorted({sent["to"] for sent in stub.got})
    assert await audited(LET_GO if view == "held" else AGAIN) == [{"list": view, "messages": 7}]


@pytest.mark.parametrize(("view", "state"), LISTS)
async def test_of_two_who_press_at_once_each_message_goes_to_one(database, stub, view, state):
    await many(40, state)
    assert sorted(await asyncio.gather(press(view), press(view))) == [0, 40]
    await send_all()
    assert len(stub.got) == 40


async def test_large_lists_go_in_chunks_that_each_stand_by_themselves(database, stub, monkeypatch):
    monkeypatch.setattr(crowds, "CHUNK", 3)
    await many(8, "dead")
    assert await press("dead") == 8
    assert [one["messages"] for one in await audited(AGAIN)] == [3, 3, 2]
    assert crowds.CHUNK <= 500


async def test_broken_off_in_the_middle_the_rest_stays_in_the_list(database, stub, monkeypatch):
    monkeypatch.setattr(crowds, "CHUNK", 3)
    keys = [(await many(1, "dead", dedupe_key=f"d:{n}"))[0] for n in range(8)]
    odd = (await whole(keys[4]))["notification"]
    await db.rows("UPDATE notification SET kind = 'poem' WHERE id = {}", odd)
    with pytest.raises(ValueError, match="poem"):
        await press("dead")
    assert [one["messages"] for one in await audited(AGAIN)] == [3]
    assert (await queries.causes(at=clock.now()))["dead"] == 5
    await db.rows("UPDATE notification SET kind = 'disposed' WHERE id = {}", odd)
    assert await press("dead") == 5
    await send_all()
    assert len(stub.got) == 8


async def test_what_came_into_the_list_after_the_page_was_shown_is_not_meant(database, stub):
    await many(3, "dead")
    crowd = await crowds.crowd("dead", "", at=clock.now())
    assert crowd is not None
    [later] = await many(1, "dead", dedupe_key="d:2")
    assert await crowds.resend("dead", "", newest=crowd.newest, by=BY, at=clock.now()) == 3
    assert await state_of(later) == "dead"


async def test_only_what_was_searched_for_is_meant(database, stub):
    await many(12, "dead")
    assert (await crowds.crowd("dead", "operator 11", at=clock.now()) or crowds.Crowd(0, 0, 0, 0)).n == 1
    assert await press("dead", "operator 11") == 1
    assert (await queries.causes(at=clock.now()))["dead"] == 11


async def test_what_may_have_arrived_is_marked_and_counted_before(database, stub):
    stub.script = always(None)
    doubtful = (await put(DISPOSED, person(1, key="contact:1")))[0]
    await send_all()
    stub.script = always(refused(132001))
    plain = (await put(DISPOSED, person(2, key="contact:2"), dedupe_key="d:2"))[0]
    await send_all()
    await db.rows("UPDATE delivery SET state = 'dead'")
    crowd = await crowds.crowd("dead", "", at=clock.now())
    assert crowd is not None
    assert (crowd.n, crowd.marked) == (2, 1)
    assert await press("dead") == 2
    stub.script = None
    await send_all()
    assert [(await whole(key))["is_repeat"] for key in (doubtful, plain)] == [True, False]
    assert sum("(kirim ulang)" in texts[0] for texts in stub.texts()) == 1


async def test_what_expired_lives_anew_and_what_is_not_wanted_is_cancelled_with_its_reason(database, stub):
    async def closed(parcels: Sequence[hooks.Parcel], _at: datetime) -> dict[int, str]:
        second = [parcel for parcel in parcels if parcel.recipient_key == "contact:1"]
        return {parcel.id: "Pengaduan sudah selesai." for parcel in second}

    hooks.wanted["disposed"] = closed
    wanted, pointless = await many(2, "waiting")
    await pass_time(days=2)
    await send_all()
    assert await state_of(wanted) == "expired"
    assert await press("expired-critical") == 2
    row = await whole(wanted)
    assert row["first_due_at"] == row["due_at"] >= clock.now() - timedelta(minutes=1)
    assert row["expires_at"] > clock.now() + timedelta(hours=23)
    await send_all()
    assert await state_of(wanted) == "accepted"
    row = await whole(pointless)
    assert (row["state"], row["reason"]) == ("cancelled", "Pengaduan sudah selesai.")
    assert len(stub.got) == 1


async def test_a_doubt_that_has_only_begun_is_nobodys_to_resend(database, stub):
    stub.script = always(None)
    [key] = await put(DISPOSED, person(1, key="contact:1"))
    await send_all()
    assert await crowds.crowd("doubtful", "", at=clock.now()) is None
    assert await press("doubtful") == 0
    assert await state_of(key) == "unknown"


NOT_TOGETHER = ["attention", "all", "under-way", "failed", "no-receipt", "by-hand", "waiting"]


@pytest.mark.parametrize("view", NOT_TOGETHER)
async def test_no_other_list_is_sent_again_in_one(database, stub, view):
    await put(DISPOSED)
    assert await crowds.crowd(view, "", at=clock.now()) is None
    with pytest.raises(Refusal):
        await crowds.resend(view, "", newest=9, by=BY, at=clock.now())


async def test_held_ones_of_all_acts_go_and_what_is_too_late_does_not_leave(database, stub):
    await put(DISPOSED, *[person(n, key=f"contact:{n}") for n in range(51)])
    other = await put(ASKED, *[person(n, key=f"contact:{n}") for n in range(52)])
    await db.rows("UPDATE delivery SET expires_at = {} WHERE id = {}", _old(), other[0])
    crowd = await crowds.crowd("held", "", at=clock.now())
    assert crowd is not None
    assert (crowd.n, crowd.too_late) == (103, 1)
    assert await press("held") == 103
    await send_all()
    assert await state_of(other[0]) == "expired"
    assert len(stub.got) == 102
    assert await Delivery.count().where(Delivery.state == "held") == 0


@pytest.fixture
async def admin(client: Client) -> Client:
    """The browser of an administrator."""
    await visits.sign_in(client, await visits.account("admin"))
    return client


def form_of(page: str) -> dict[str, str]:
    """The values that the button's form carries."""
    form = re.split(r'action="/notifications/(?:resends|releases)"', page)[1].split("</form>", maxsplit=1)[0]
    return dict(re.findall(r'name="(view|q|newest)" value="([^"]*)"', form))


async def test_the_page_says_how_many_before_and_the_button_does_it_once(admin: Client, stub):
    await many(3, "dead")
    path = "/notifications?view=dead"
    shown = html.unescape((await admin.get(path)).text)
    assert "3 pesan perlu ditangani" in shown
    assert "Kirim ulang semua 3 pesan" in shown
    fields = form_of(shown)
    answer = await visits.send(admin, "/notifications/resends", fields, of=path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/notifications?view=dead&q=")
    assert "3 pesan masuk antrean lagi." in (await admin.get(answer.headers["location"])).text
    await visits.send(admin, "/notifications/resends", fields, of=path)
    await send_all()
    assert len(stub.got) == 3
    (event,) = await AuditEvent.select().where(AuditEvent.action == AGAIN)
    assert event["actor_kind"] == "person"
    assert "Kirim ulang semua" not in (await admin.get(path)).text


async def test_held_ones_are_let_go_from_their_list(admin: Client, stub):
    await many(2, "held")
    path = "/notifications?view=held"
    shown = html.unescape((await admin.get(path)).text)
    assert "Lepaskan semua 2 pesan" in shown
    await visits.send(admin, "/notifications/releases", form_of(shown), of=path)
    await send_all()
    assert len(stub.got) == 2


FORGED = [{}, {"view": "dead"}, {"view": "dead", "newest": "-1"}, {"view": "x", "newest": "5"}]


@pytest.mark.parametrize("fields", FORGED)
async def test_a_forged_form_changes_nothing(admin: Client, stub, fields):
    [key] = await many(1, "dead")
    answer = await visits.send(admin, "/notifications/resends", fields, of="/notifications?view=dead")
    assert answer.status_code == 422
    everything = {"view": "all", "newest": "999"}
    answer = await visits.send(admin, "/notifications/resends", everything, of="/notifications")
    assert answer.status_code == 422
    assert await state_of(key) == "dead"


async def test_an_agency_sends_nothing_of_others(client: Client, stub):
    [key] = await many(1, "dead")
    await visits.sign_in(client, await visits.account("reviewer"))
    fields = {"view": "dead", "newest": str(key)}
    for path in ("/notifications/resends", "/notifications/releases"):
        answer = await visits.send(client, path, fields, of="/profile")
        assert answer.status_code in {403, 404}
    assert await state_of(key) == "dead"
