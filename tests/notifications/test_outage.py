"""An outage kills nothing: what was refused goes out, what is in doubt waits for the channel to answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from portal import clock, db
from portal.notifications import doubts, receipts
from portal.notifications.tables import Attempt, Delivery
from tests.notifications.conftest import Configure, send_all
from tests.notifications.samples import ASKED, DISPOSED, pass_time, person, put, state_of, whole
from tests.notifications.stub import accepted, always, in_turn, refused
from tests.notifications.test_receipts import post_of, status
from tests.notifications.test_with_simulator import TEMPLATES
from tests.simulator.process import SimulatorProcess, simulator_process

HOURS = 20
MESSAGES = 6


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorProcess]:
    """A simulator without a webhook: nothing but its answers tells us anything."""
    with simulator_process(templates=TEMPLATES) as running:
        yield running


@pytest.fixture
def channel(simulator: SimulatorProcess, configure: Configure) -> SimulatorProcess:
    """The simulator is our provider."""
    configure(
        WHATSAPP_PROVIDER="meta_cloud",
        META_CLOUD_URL=simulator.base_url,
        META_CLOUD_PHONE_NUMBER_ID="100000000000001",
        META_CLOUD_TOKEN="simulator-access-token",
        META_CLOUD_APP_SECRET="simulator-app-secret",
        META_CLOUD_VERIFY_TOKEN="simulator-verify-token",
        WHATSAPP_PAIR_SECONDS=0,
    )
    simulator.control("reset")
    return simulator


async def told_to_many(first: int = 0) -> list[int]:
    """Dispositions, worth sending for a day, to people of their own."""
    return [
        (await put(DISPOSED, person(n), dedupe_key=f"d:{n}", subject=f"complaint:{n}"))[0]
        for n in range(first, first + MESSAGES)
    ]


async def through(hours: int) -> None:
    """Let the time pass as a worker lives through it, an hour at a time."""
    for _ in range(hours):
        await pass_time(hours=1)
        await send_all()


async def states() -> set[str]:
    return set(await Delivery.select(Delivery.state).output(as_list=True))


def on_phones(channel: SimulatorProcess) -> list[str]:
    return [str(shown["parameters"][0]) for shown in channel.look("messages")]


REFUSING: list[dict[str, Any]] = [
    {"fault": "edge", "status": 503},
    {"fault": "edge", "status": 429, "retry_after": 1800},
    {"fault": "reject", "code": 131057},
]


@pytest.mark.parametrize("fault", REFUSING, ids=["503", "429", "maintenance"])
async def test_after_twenty_hours_of_refusals_all_are_sent_once_unmarked(database, channel, fault):
    channel.control("faults", [fault])
    await told_to_many()
    await send_all()
    await through(HOURS)
    assert await states() == {"retry"}, "lost to a clock"
    channel.control("faults", [])
    await through(2)
    assert await states() == {"accepted"}
    assert on_phones(channel) == ["ADU-2026-000001"] * MESSAGES


DOUBTFUL: list[dict[str, Any]] = [
    {"fault": "proxy_502", "accepted": False},
    {"fault": "error_plain", "status": 500, "accepted": False},
    {"fault": "reset_before"},
]


@pytest.mark.parametrize("fault", DOUBTFUL, ids=["502", "500", "reset"])
async def test_after_twenty_hours_of_doubt_all_are_sent_once_marked(database, channel, fault):
    channel.control("faults", [fault])
    await told_to_many()
    await send_all()
    await through(HOURS)
    assert await states() == {"unknown"}, "a clock killed them, or they were resent into the outage"
    assert set(await Delivery.select(Delivery.attempts).output(as_list=True)) == {1}
    channel.control("faults", [])
    await send_all()
    await send_all()
    assert await states() == {"accepted"}
    assert on_phones(channel) == ["ADU-2026-000001 (kirim ulang)"] * MESSAGES


async def test_after_a_refused_connection_nothing_is_marked(database, channel, configure):
    configure(META_CLOUD_URL="http://127.0.0.1:9")
    await told_to_many()
    await send_all()
    await through(HOURS)
    assert await states() == {"retry"}
    configure(META_CLOUD_URL=channel.base_url)
    await through(2)
    assert await states() == {"accepted"}
    assert on_phones(channel) == ["ADU-2026-000001"] * MESSAGES


async def test_what_reached_the_phone_in_an_outage_comes_twice_at_most_and_marked(database, channel):
    channel.control("faults", [{"fault": "reset"}])
    await told_to_many()
    await send_all()
    await through(2)
    channel.control("faults", [])
    for _ in range(4):
        await pass_time(minutes=15)
        await send_all()
    assert sorted(on_phones(channel)) == sorted(
        ["ADU-2026-000001"] * MESSAGES + ["ADU-2026-000001 (kirim ulang)"] * MESSAGES
    )


async def test_what_nobody_wants_to_know_any_more_is_not_sent_after_an_outage(database, channel):
    channel.control("faults", [{"fault": "proxy_502", "accepted": False}])
    await told_to_many()
    await send_all()
    await through(25)
    channel.control("faults", [])
    await through(1)
    assert await states() == {"dead"}
    assert on_phones(channel) == []


async def test_a_resend_waits_for_another_message_to_be_answered(database, stub):
    stub.script = in_turn(None, accepted("wamid.2"), accepted("wamid.3"))
    [doubtful] = await put()
    await send_all()
    await pass_time(hours=3)
    await send_all()
    assert await state_of(doubtful) == "unknown"
    await put(ASKED, person(2))
    await send_all()
    await send_all()
    assert await state_of(doubtful) == "accepted"
    assert stub.texts()[1][0] == "ADU-2026-000001"
    assert stub.texts()[2][0] == "ADU-2026-000001 (kirim ulang)"


async def test_an_answer_from_before_the_doubt_says_nothing(database, stub):
    stub.script = in_turn(accepted("wamid.1"), None)
    await put(ASKED, person(2))
    await send_all()
    await pass_time(minutes=1)
    [doubtful] = await put()
    await send_all()
    await pass_time(hours=3)
    await send_all()
    assert await state_of(doubtful) == "unknown"


@pytest.mark.parametrize("reply", [(503, b""), (502, b"<html>"), None])
async def test_what_is_no_answer_of_the_vendor_settles_nothing(database, stub, reply):
    stub.script = in_turn(None, reply)
    [doubtful] = await put()
    await send_all()
    await pass_time(minutes=11)
    await put(ASKED, person(2))
    await send_all()
    await send_all()
    assert await state_of(doubtful) == "unknown"
    assert stub.probes >= 1


async def test_tries_are_counted_by_kind_so_an_outage_uses_up_none(database, stub):
    outage = [(503, b"")] * 9
    stub.script = in_turn(*outage, refused(131016, 500), accepted("wamid.1"))
    [key] = await put()
    for _ in range(11):
        await send_all()
        await pass_time(minutes=16)
    row = await whole(key)
    assert (row["state"], row["attempts"]) == ("accepted", 11)


async def test_tries_begin_anew_when_a_person_sends_again(database, stub):
    stub.script = always(refused(131016, 500))
    [key] = await put()
    for _ in range(6):
        await send_all()
        await pass_time(minutes=16)
    assert (await state_of(key), len(stub.got)) == ("dead", 4)
    at = clock.now()
    await db.rows("UPDATE delivery SET state = 'waiting', first_due_at = {}, due_at = {}", at, at)
    await send_all()
    assert await state_of(key) == "retry"


async def test_two_workers_settle_a_doubt_once(database, stub):
    stub.script = always(None)
    [key] = await put()
    await send_all()
    await pass_time(minutes=11)
    stub.probed = refused(100)
    await send_all()
    await send_all()
    await send_all()
    assert (await whole(key))["is_repeat"]
    assert len(stub.got) == 2


async def test_a_receipt_that_came_while_no_worker_ran_is_read_before_anything_is_sent_again(database, stub):
    stub.script = always(None)
    [key] = await put()
    await send_all()
    (attempt,) = await Attempt.select()
    told = post_of(status("delivered", "wamid.1", callback=attempt["token"]))
    await receipts.keep("meta_cloud", told, at=clock.now())
    await pass_time(minutes=30)
    await doubts.settle(at=clock.now(), answered=clock.now())
    assert await state_of(key) == "unknown", "resent with its receipt lying unread"
    await receipts.process(at=clock.now())
    await doubts.settle(at=clock.now(), answered=clock.now())
    await send_all()
    assert await state_of(key) == "delivered"
    assert len(stub.got) == 1
