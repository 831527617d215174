"""Receipts may come early, late, shuffled, often or never: the end is the same, and nothing goes back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from portal import clock, db
from portal.notifications import attempts, claims, doubts, hooks, receipts
from portal.notifications.providers.base import Accepted
from portal.notifications.tables import Attempt, Receipt, WebhookPost
from tests.notifications.conftest import send_all
from tests.notifications.samples import ASKED, DISPOSED, pass_time, put, state_of, whole
from tests.notifications.stub import always

_names = count(1)


def post_of(*statuses: dict[str, object], number: str = "100") -> bytes:
    metadata = {"phone_number_id": number, "display_phone_number": "6280000000000"}
    value = {"messaging_product": "whatsapp", "metadata": metadata, "statuses": statuses}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def status(kind: str, ref: str, *, callback: str = "", code: int = 0, second: int = 0) -> dict[str, object]:
    moment = int(clock.now().timestamp()) + second
    told: dict[str, object] = {"id": ref, "status": kind, "timestamp": str(moment), "recipient_id": "62812"}
    if callback:
        told["biz_opaque_callback_data"] = callback
    if code:
        told["errors"] = [{"code": code, "title": "x", "message": "x"}]
    return told


async def tell(*statuses: dict[str, object], number: str = "100") -> None:
    await receipts.keep("meta_cloud", post_of(*statuses, number=number), at=clock.now())
    await receipts.process(at=clock.now())


async def sent_one() -> tuple[int, str]:
    """A delivery that was accepted, and its wamid."""
    [key] = await put(DISPOSED, dedupe_key=f"d:{next(_names)}", subject=f"complaint:{next(_names)}")
    await send_all()
    return key, str((await whole(key))["provider_ref"])


async def test_each_receipt_moves_the_message_on(database, stub):
    key, ref = await sent_one()
    for kind in ("sent", "delivered", "read"):
        await tell(status(kind, ref))
        assert await state_of(key) == kind


async def test_a_repeat_is_counted_and_changes_nothing(database, stub):
    key, ref = await sent_one()
    told = status("read", ref)
    for number in range(3):
        # Another body with the same status, and the same body again.
        await tell(told, *[status("sent", f"other.{number}")] * (number > 0))
        await tell(told)
    assert await state_of(key) == "read"
    seen = await Receipt.select(Receipt.seen).where(Receipt.status == "read").first()
    assert seen == {"seen": 3}
    assert await WebhookPost.exists().where(WebhookPost.seen > 1)


async def test_a_failure_says_why_in_words(database, stub):
    key, ref = await sent_one()
    await tell(status("sent", ref), status("failed", ref, code=131026))
    row = await whole(key)
    assert (row["state"], row["reason"]) == ("failed", "Nomor tidak terdaftar di WhatsApp.")


async def test_a_passing_failure_is_tried_again(database, stub):
    key, ref = await sent_one()
    await tell(status("failed", ref, code=131057))
    assert await state_of(key) == "retry"
    await pass_time(seconds=61)
    await send_all()
    assert await state_of(key) == "accepted"
    assert len(stub.got) == 2


async def test_the_failure_of_an_earlier_call_says_nothing_about_the_next(database, stub):
    key, ref = await sent_one()
    await tell(status("failed", ref, code=131057))
    await pass_time(seconds=61)
    await send_all()
    await tell(status("failed", ref, code=131026, second=5))
    assert await state_of(key) == "accepted"


async def test_delivered_after_failed_counts(database, stub):
    key, ref = await sent_one()
    await tell(status("failed", ref, code=131026), status("delivered", ref))
    row = await whole(key)
    assert (row["state"], row["reason"]) == ("delivered", "")


async def test_a_receipt_quicker_than_the_answer_is_not_undone_by_it(database, stub):
    async def early(sent: dict[str, str]) -> tuple[int, bytes]:
        await tell(status("delivered", "wamid.early", callback=sent["biz_opaque_callback_data"]))
        return 200, b'{"messages":[{"id":"wamid.early"}]}'

    stub.script = early
    [key] = await put()
    await send_all()
    row = await whole(key)
    assert (row["state"], row["provider_ref"], row["attempts"]) == ("delivered", "wamid.early", 1)


async def test_a_stray_receipt_finds_its_message_once_the_answer_names_it(database, stub):
    async def early(_sent: dict[str, str]) -> tuple[int, bytes]:
        await tell(status("read", "wamid.stray"))
        return 200, b'{"messages":[{"id":"wamid.stray"}]}'

    stub.script = early
    [key] = await put()
    await send_all()
    await receipts.process(at=clock.now())
    assert await state_of(key) == "read"


async def test_a_lost_answer_is_settled_by_the_callback(database, stub):
    stub.script = always(None)
    [key] = await put()
    await send_all()
    token = (await Attempt.select(Attempt.token).first() or {})["token"]
    await tell(status("sent", "wamid.lost", callback=token))
    assert await state_of(key) == "sent"
    await pass_time(minutes=11)
    await send_all()
    assert len(stub.got) == 1


async def test_a_receipt_for_the_first_call_stops_the_resend(database, stub):
    stub.script = always(None)
    [key] = await put()
    await send_all()
    token = (await Attempt.select(Attempt.token).first() or {})["token"]
    await pass_time(minutes=11)
    [parcel] = [await _reclaim()]
    await tell(status("delivered", "wamid.first", callback=token))
    assert await attempts.begin(parcel, "meta_cloud", at=clock.now()) is None
    assert await state_of(key) == "delivered"


async def _reclaim() -> hooks.Parcel:
    await doubts.settle(at=clock.now(), answered=clock.now())
    [parcel] = await claims.claim(9, at=clock.now(), in_hours=True)
    return parcel


async def test_a_dead_doubt_is_revived_by_a_late_receipt(database, stub):
    stub.script = always(None)
    [key] = await put(ASKED)
    await send_all()
    token = (await Attempt.select(Attempt.token).first() or {})["token"]
    await pass_time(minutes=11)
    stub.script = None
    await send_all()
    assert await state_of(key) == "dead"
    await tell(status("sent", "wamid.x", callback=token))
    assert await state_of(key) == "sent"


async def test_what_was_withdrawn_is_not_sent_again_by_a_failure(database, stub):
    key, ref = await sent_one()
    await db.rows("UPDATE delivery SET state = 'cancelled' WHERE id = {}", key)
    await tell(status("failed", ref, code=131057))
    assert await state_of(key) == "cancelled"


async def test_unknown_and_foreign_receipts_are_kept_and_touch_nothing(database, stub):
    key, ref = await sent_one()
    await tell(status("read", ref), number="999")
    await tell(status("read", "wamid.nobody"))
    assert await state_of(key) == "accepted"
    problems = await WebhookPost.select(WebhookPost.problem).order_by(WebhookPost.id)
    assert [row["problem"] for row in problems] == ["Kabar untuk nomor pengirim lain diabaikan.", ""]
    assert await Receipt.count() == 1


NONSENSE = [
    b"{",
    b"[]",
    b'"x"',
    b"null",
    b'{"entry": 3}',
    b'{"entry":[{"changes":[{"field":"messages"}]}]}',
    b"\xff\0",
]


async def test_what_cannot_be_read_is_kept_as_a_problem(database, stub):
    for body in NONSENSE:
        await receipts.keep("meta_cloud", body, at=clock.now())
    await receipts.process(at=clock.now())
    posts = await WebhookPost.select()
    assert {post["problem"] for post in posts} == {"Isi kabar tidak dapat dibaca."}
    assert all(post["processed_at"] for post in posts)
    assert len(posts) == len(NONSENSE)


async def test_one_odd_status_spoils_no_other(database, stub):
    key, ref = await sent_one()
    await tell({"id": ref, "status": "sent", "timestamp": "yesterday"}, status("delivered", ref))
    assert await state_of(key) == "delivered"


async def test_a_thousand_updates_in_one_post(sqlite_database, stub):
    key, ref = await sent_one()
    await tell(*[status("sent", f"wamid.n{number}") for number in range(999)], status("read", ref))
    assert await state_of(key) == "read"
    assert await Receipt.count() == 1000


KINDS = st.lists(
    st.sampled_from([("sent", 0), ("delivered", 0), ("read", 0), ("failed", 131026), ("failed", 131057)]),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40)
@given(KINDS, st.randoms(use_true_random=False))
async def test_order_and_repetition_never_change_the_end(sqlite_database, stub, kinds, random):
    told = [(kind, code, second) for second, (kind, code) in enumerate(kinds)]
    shuffled = told + random.sample(told, k=random.randint(0, len(told)))
    random.shuffle(shuffled)
    ends = {await _end_after(sequence) for sequence in (sorted(told), shuffled)}
    assert len(ends) == 1
    best = next(kind for kind in ("read", "delivered", "failed", "sent") if kind in dict(kinds))
    assert ends.pop() in ({"failed", "retry"} if best == "failed" else {best})


async def _end_after(told: Sequence[tuple[str, int, int]]) -> str:
    ref = f"wamid.p{next(_names)}"
    [key] = await put(DISPOSED, dedupe_key=ref, subject=f"complaint:{ref}")
    [parcel] = await claims.claim(9, at=clock.now(), in_hours=True)
    token = await attempts.begin(parcel, "meta_cloud", at=clock.now())
    assert token is not None
    await attempts.close(attempts.Result(parcel, token, "meta_cloud", Accepted(ref), clock.now()))
    for kind, code, second in told:
        await tell(status(kind, ref, code=code, second=second))
    end = await state_of(key)
    # So that what is tried again stays out of the next example's way.
    await db.rows("UPDATE delivery SET due_at = expires_at WHERE id = {}", key)
    return end
