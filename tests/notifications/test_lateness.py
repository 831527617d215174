"""Lateness counts from when a message was first due; what needs a person is counted by its cause."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock, db
from portal.notifications import claims, queries
from portal.notifications.standing import standing
from portal.notifications.views import CAUSES, VIEWS
from portal.workdays import queries as workdays
from tests.notifications.conftest import Configure, send_all
from tests.notifications.samples import ASKED, DISPOSED, pass_time, person, put, state_of, whole
from tests.notifications.stub import always, refused

HOUR = 3600.0


async def at_hour(hour: int, *, workday: bool = True) -> None:
    """Move on to that hour in WIB of the next day that is a workday, or a Sunday."""
    day = (clock.today() + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)
    hours = await workdays.office_hours()
    while (hours.on(day.date()) is not None) != workday:
        day += timedelta(days=1)
    await clock.move(day - clock.now())


async def late() -> float:
    return (await standing(at=clock.now())).oldest_due


async def shown(view: str) -> list[int]:
    return [row.id for row in await queries.listed(view, "", None, 50, at=clock.now())]


@pytest.mark.parametrize("reply", [(503, b""), refused(190), refused(131057, 500), (502, b"<html>")])
async def test_twenty_hours_of_refusals_are_twenty_hours_late(database, stub, reply):
    stub.script = always(reply)
    [key] = await put()
    await send_all()
    assert await late() == 0.0, "for half an hour nobody is called"
    for _ in range(20):
        await pass_time(hours=1)
        await send_all()
    assert 20 * HOUR <= await late() < 20 * HOUR + 60
    assert await shown("late") == [key]
    assert (await queries.causes(at=clock.now()))["late"] == 1
    assert key in await shown("attention")


async def test_a_queue_that_nobody_serves_is_late_also_what_has_expired(database, stub):
    [key] = await put(DISPOSED, expires_at=clock.now() + timedelta(hours=1))
    await pass_time(hours=3)
    assert 3 * HOUR <= await late() < 3 * HOUR + 60
    assert await shown("late") == [key]
    await send_all()
    assert (await state_of(key), await late()) == ("expired", 0.0)


async def test_what_waits_for_office_hours_is_due_when_they_begin(database, stub):
    await at_hour(20)
    [patient] = await put(ASKED, may_wait=True)
    opening = (await workdays.office_hours()).next_opening(clock.now())
    assert (await whole(patient))["first_due_at"] == opening
    await pass_time(hours=5)
    assert (await late(), await shown("attention")) == (0.0, []), "a night is no lateness"
    await clock.move(opening - clock.now() + timedelta(minutes=20))
    assert await late() == 0.0
    await pass_time(minutes=20)
    assert 39 * 60 < await late() < 41 * 60
    assert await shown("late") == [patient]


async def test_what_the_evening_cut_off_waits_lawfully_over_the_night(database, stub):
    await at_hour(10)
    [patient] = await put(ASKED, may_wait=True)
    [urgent] = await put(DISPOSED, person(2))
    await pass_time(hours=2)
    assert set(await shown("late")) == {patient, urgent}
    await pass_time(hours=11)
    assert await shown("late") == [urgent]


async def test_a_change_of_number_or_a_lost_worker_does_not_begin_anew(database, stub):
    [key] = await put()
    before = (await whole(key))["first_due_at"]
    await pass_time(hours=1)
    await claims.claim(9, at=clock.now(), in_hours=True)
    await claims.give_back([key])
    assert (await whole(key))["first_due_at"] == before
    assert await late() >= HOUR


async def test_each_cause_has_its_rows_and_no_others(database, stub):
    old = clock.now() - timedelta(days=2)
    made = {
        "late": "state = 'retry', failure = 'later', first_due_at = {}",
        "channel": "state = 'retry', failure = 'channel', due_at = {}",
        "expired-critical": "state = 'expired', due_at = {}",
        "no-receipt": "state = 'accepted', provider = 'meta_cloud', state_at = {}",
        "doubtful": "state = 'unknown', state_at = {}",
        "dead": "state = 'dead', due_at = {}",
        "failed": "state = 'failed', due_at = {}",
        "held": "state = 'held', due_at = {}",
        "expired": "state = 'expired', priority = 1, due_at = {}",
        "by-hand": "state = 'accepted', provider = 'log', due_at = {}",
    }
    assert made.keys() == CAUSES.keys()
    keys = {}
    for n, (cause, values) in enumerate(made.items()):
        [key] = await put(DISPOSED, person(n), dedupe_key=f"d:{n}")
        await db.rows(f"UPDATE delivery SET {values} WHERE id = {{}}", old, key)  # noqa: S608
        keys[cause] = key
    fresh = [(await put(DISPOSED, person(50 + n), dedupe_key=f"f:{n}"))[0] for n in range(5)]
    states = ("waiting", "retry", "accepted", "delivered", "cancelled")
    for key, state in zip(fresh, states, strict=True):
        await db.rows("UPDATE delivery SET state = {}, provider = 'meta_cloud' WHERE id = {}", state, key)
    assert {cause: await shown(cause) for cause in CAUSES} == {cause: [key] for cause, key in keys.items()}
    assert await queries.causes(at=clock.now()) == dict.fromkeys(CAUSES, 1)
    assert sorted(await shown("attention")) == sorted(keys.values())
    counts = await queries.counts(at=clock.now())
    assert {view: counts[view] for view in counts} == {view: len(await shown(view)) for view in counts}
    assert set(VIEWS) - set(counts) == {"all", "unanswered"}


async def test_a_channel_that_answers_nobody_is_seen_and_one_that_refuses_is_not_silent(database, stub):
    stub.script = always((503, b""))
    await put()
    await send_all()
    began = clock.now()
    await pass_time(hours=2)
    await send_all()
    found = await standing(at=clock.now())
    assert found.silent_since is not None
    assert abs(found.silent_since - began) < timedelta(seconds=10)
    assert found.unanswered == len(await shown("unanswered")) == 1
    stub.script = always(refused(131057, 500))
    await pass_time(hours=1)
    await send_all()
    assert (await standing(at=clock.now())).silent_since is None
    stub.script = None
    await pass_time(hours=1)
    await send_all()
    assert (await standing(at=clock.now())).unanswered == 0


async def test_without_a_provider_nothing_is_silent(database, configure: Configure):
    configure(WHATSAPP_PROVIDER="log")
    await put()
    await send_all()
    await pass_time(days=3)
    found = await standing(at=clock.now())
    assert (found.silent_since, found.causes["no-receipt"], found.causes["by-hand"]) == (None, 0, 1)
