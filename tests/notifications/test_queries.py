"""What other pages and the metrics ask about messages."""

from __future__ import annotations

from datetime import timedelta

from portal import clock, db
from portal.notifications import queries
from tests.notifications.conftest import send_all
from tests.notifications.samples import ASKED, DISPOSED, person, put
from tests.notifications.stub import always, refused


async def test_a_timeline_finds_its_messages_by_the_act(database, stub):
    await put(DISPOSED, person(1), person(2, address=None))
    await put(ASKED, subject="complaint:ADU-2026-000009")
    await send_all()
    rows = await queries.for_subject(DISPOSED.subject)
    assert [(row.dedupe_key, row.recipient_name, row.word, row.tone, row.reason) for row in rows] == [
        ("disposition:1:v1", "Operator 1", "Diserahkan ke WhatsApp", "run", ""),
        ("disposition:1:v1", "Operator 2", "Gagal", "late", "Nomor WhatsApp belum ada."),
    ]
    assert (rows[0].thing, rows[0].title) == ("ADU-2026-000001", "Disposisi baru")
    assert await queries.for_subject() == []


async def test_reach_speaks_of_the_newest_message(database, stub):
    await put(ASKED, person(1))
    await put(DISPOSED, person(1), person(2))
    await send_all()
    await db.rows("UPDATE delivery SET state = 'read' WHERE recipient_key = 'account:1' AND priority = 0")
    stub.script = always(refused(131026))
    await put(ASKED, person(2), dedupe_key="question:2")
    await send_all()
    told = await queries.reach(["account:1", "account:2", "account:3"])
    assert told["account:1"].startswith("Pesan terakhir dibaca ")
    assert told["account:2"].endswith(": Nomor tidak terdaftar di WhatsApp.")
    assert told["account:3"] == "Belum pernah dikirimi pesan."
    assert await queries.reach([]) == {}


async def test_attention_counts_what_stands_still(database, stub):
    stub.script = always(refused(190))
    await put(DISPOSED)
    await put(ASKED, person(2, address=None))
    assert await queries.attention_count(at=clock.now()) == 1
    await send_all()
    assert await queries.attention_count(at=clock.now()) == 2


async def test_metrics_come_from_the_database(database, stub):
    stub.script = always(None)
    await put(DISPOSED)
    await send_all()
    await put(ASKED, person(2))
    told = await queries.metrics(hour_ago=clock.now() - timedelta(hours=1))
    assert told.by_state == {"unknown": 1, "waiting": 1}
    assert (told.calls_in_the_last_hour, told.unknown_in_the_last_hour) == (1, 1)
