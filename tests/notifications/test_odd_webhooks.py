"""What no receipt is: marked and passed over, beside it the good ones are read, and sending goes on."""

from __future__ import annotations

import json

from portal import clock, db
from portal.notifications import receipts
from portal.notifications.providers.base import Unknown
from portal.notifications.providers.meta_cloud import read_answer
from portal.notifications.tables import Receipt, WebhookPost
from tests.notifications.conftest import send_all
from tests.notifications.samples import state_of
from tests.notifications.test_receipts import post_of, sent_one, status, tell


def nested(depth: int) -> bytes:
    return b'{"entry":' * depth + b"1" + b"}" * depth


def with_statuses(raw: bytes) -> bytes:
    """A post of our number whose statuses stand as they are given, which `json.dumps` would not write."""
    return post_of({"id": "HERE"}).replace(b'{"id": "HERE"}', raw)


ODD = [
    b'{"id":"x","status":"sent","timestamp":' + b"[" * 200 + b"]" * 200 + b"}",
    b'{"id":"a\\ud800b","status":"sent","timestamp":"1795500000"}',
    b'{"id":"a\\u0000b","status":"sent","timestamp":"1795500000"}',
    b'{"id":"' + b"w" * 201 + b'","status":"sent","timestamp":"1795500000"}',
    b'{"id":"x","status":"' + b"s" * 21 + b'","timestamp":"1795500000"}',
    b'{"id":"x","status":"sent","timestamp":"1795500000","biz_opaque_callback_data":"' + b"c" * 65 + b'"}',
    b'{"id":"x","status":"sent","timestamp":' + b"9" * 5000 + b"}",
    b'{"id":"x","status":"sent","timestamp":1e999}',
    b'{"id":"x","status":"sent","timestamp":"253402300799"}',
    b'{"id":"x","status":"failed","timestamp":"1795500000","errors":[{"code":' + b"1" * 400 + b"}]}",
    b'{"id":"x","status":"failed","timestamp":"1795500000","errors":{"code":1}}',
    b'{"id":["x"],"status":"sent","timestamp":"1795500000"}',
    b'{"id":"","status":"sent","timestamp":"1795500000"}',
    b"7",
]


async def test_what_no_column_keeps_is_passed_over_and_the_good_beside_it_is_read(database, stub):
    key, ref = await sent_one()
    good = json.dumps(status("read", ref)).encode()
    await receipts.keep("meta_cloud", with_statuses(b",".join([*ODD, good])), at=clock.now())
    await receipts.process(at=clock.now())
    assert await state_of(key) == "read"
    assert [row["provider_ref"] for row in await Receipt.select()] == [ref]
    [post] = await WebhookPost.select()
    assert post["problem"] == "Isi kabar tidak dapat dibaca."
    assert post["processed_at"]


async def test_odd_changes_spoil_no_other_change(database, stub):
    key, ref = await sent_one()
    body = json.loads(post_of(status("read", ref)))
    ours = body["entry"][0]["changes"]
    body["entry"] = [3, {"changes": "x"}, {"changes": [None, {"field": "messages", "value": {}}, *ours]}]
    await receipts.keep("meta_cloud", json.dumps(body).encode(), at=clock.now())
    await receipts.process(at=clock.now())
    assert await state_of(key) == "read"


async def test_a_code_in_other_digits_is_only_an_unknown_code(database, stub):
    key, ref = await sent_one()
    told = status("failed", ref)
    told["errors"] = [{"code": "²"}]
    await tell(told)
    assert await state_of(key) == "dead"


TRAPS = {
    "sqlite": """CREATE TRIGGER trap BEFORE INSERT ON receipt WHEN NEW.provider_ref = 'wamid.trap'
                 BEGIN SELECT RAISE(ABORT, 'trap'); END""",
    "postgres": "ALTER TABLE receipt ADD CONSTRAINT trap CHECK (provider_ref <> 'wamid.trap')",
}


async def test_one_of_a_thousand_that_the_database_refuses_spoils_no_other(database, stub):
    await db.rows(TRAPS["postgres" if db.is_postgres() else "sqlite"])
    key, ref = await sent_one()
    others = [status("sent", f"wamid.{number}") for number in range(150)]
    await tell(*others, status("sent", "wamid.trap"), status("read", ref))
    assert await state_of(key) == "read"
    assert await Receipt.count() == 151
    [post] = await WebhookPost.select()
    assert post["problem"] == "Sebagian kabar tidak dapat dicatat."


def test_an_answer_nested_without_end_says_nothing() -> None:
    assert isinstance(read_answer(200, b"[" * 100_000), Unknown)


async def test_a_poisoned_post_stops_neither_receipts_nor_sending(database, stub):
    for depth in (100, 900, 50_000):
        await receipts.keep("meta_cloud", nested(depth), at=clock.now())
    key, ref = await sent_one()
    await tell(status("read", ref))
    assert await state_of(key) == "read"
    assert not await WebhookPost.exists().where(WebhookPost.processed_at.is_null())


async def test_sending_goes_on_while_no_receipt_can_be_read(database, stub):
    await receipts.keep("meta_cloud", post_of(status("sent", "wamid.any")), at=clock.now())
    await db.rows("ALTER TABLE webhook_post RENAME TO elsewhere")
    key, _ = await sent_one()
    assert await state_of(key) == "accepted"
    await db.rows("ALTER TABLE elsewhere RENAME TO webhook_post")
    await send_all()
    assert await Receipt.exists().where(Receipt.provider_ref == "wamid.any")
