"""What is told is written with the act, once for each person, and withdrawn with the act that ends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal import db
from portal.notifications import outbox
from portal.notifications.tables import Delivery, Notification
from tests.notifications.samples import DISPOSED, INVITATION, VALUES, person

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


async def states() -> list[tuple[str, str]]:
    rows = await Delivery.select(Delivery.state, Delivery.reason).order_by(Delivery.id)
    return [(row["state"], row["reason"]) for row in rows]


async def test_each_recipient_gets_one_delivery(database):
    added = await outbox.enqueue(DISPOSED, [person(1), person(2), person(1)], at=NOON)
    assert len(added) == 2
    assert await states() == [("waiting", ""), ("waiting", "")]


async def test_the_same_key_again_adds_only_who_is_new(database):
    await outbox.enqueue(DISPOSED, [person(1)], at=NOON)
    assert len(await outbox.enqueue(DISPOSED, [person(1), person(2)], at=NOON)) == 1
    assert await Notification.count() == 1


async def test_nothing_is_told_of_an_act_that_was_undone(database):
    async def undone() -> None:
        async with db.transaction():
            await outbox.enqueue(DISPOSED, [person(1)], at=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await undone()
    assert await Delivery.count() == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"address": None}, "Nomor WhatsApp belum ada."),
        ({"proven": False}, "Nomor WhatsApp belum dibuktikan pemiliknya."),
        ({"address": "0323-321"}, "Nomor WhatsApp tidak dapat dibaca."),
    ],
)
async def test_who_cannot_be_written_to_is_shown_with_the_reason(database, changes, reason):
    await outbox.enqueue(DISPOSED, [person(1, **changes)], at=NOON)
    assert await states() == [("failed", reason)]


async def test_an_invitation_goes_to_a_number_not_proven_yet(database):
    await outbox.enqueue(INVITATION, [person(1, proven=False)], at=NOON)
    assert await states() == [("waiting", "")]


async def test_missing_values_are_refused_before_anything_is_written(database):
    short = replace(DISPOSED, values={"number": "ADU-2026-000001"})
    with pytest.raises(ValueError, match="tracking_id"):
        await outbox.enqueue(short, [person(1)], at=NOON)
    with pytest.raises(ValueError, match="no message kind"):
        await outbox.enqueue(replace(DISPOSED, kind="poem"), [person(1)], at=NOON)
    assert await Notification.count() == 0


async def test_a_restricted_message_keeps_number_and_title_only(database):
    await outbox.enqueue(replace(DISPOSED, restricted=True), [person(1)], at=NOON)
    kept = await Notification.select(Notification.fields).output(load_json=True).first()
    assert kept == {"fields": {"title": "Disposisi baru", "number": "ADU-2026-000001"}}


async def test_what_the_text_does_not_name_is_not_stored(database):
    await outbox.enqueue(replace(DISPOSED, values={**VALUES, "title": "Jalan rusak"}), [person(1)], at=NOON)
    kept = await Notification.select(Notification.fields).first()
    assert kept is not None
    assert "Jalan rusak" not in kept["fields"]


async def test_a_crowd_is_held(database):
    await outbox.enqueue(DISPOSED, [person(n) for n in range(50)], at=NOON)
    assert {state for state, _ in await states()} == {"waiting"}
    await outbox.enqueue(DISPOSED, [person(50)], at=NOON)
    assert {state for state, _ in await states()} == {"held"}


async def test_messages_of_one_act_are_counted_together(database):
    for number in range(51):
        message = replace(DISPOSED, dedupe_key=f"lapor:{number}", act="import:7")
        await outbox.enqueue(message, [person(1)], at=NOON)
    assert {state for state, _ in await states()} == {"held"}


async def test_cancelling_spares_what_has_left(database):
    await outbox.enqueue(DISPOSED, [person(1), person(2)], at=NOON)
    await outbox.enqueue(replace(DISPOSED, kind="overdue", dedupe_key="overdue:1"), [person(1)], at=NOON)
    await db.rows("UPDATE delivery SET state = 'sent' WHERE recipient_key = 'account:2'")
    later = NOON + timedelta(hours=1)
    done = await outbox.cancel(DISPOSED.subject, ["disposed"], reason="Disposisi dibatalkan.", at=later)
    assert done == 1
    assert await states() == [("cancelled", "Disposisi dibatalkan."), ("sent", ""), ("waiting", "")]
