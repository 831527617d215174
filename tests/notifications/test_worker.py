"""What is due leaves once, in order, at its pace; every answer and every silence has its consequence."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import pytest

from portal import clock, db
from portal.notifications import attempts, claims, hooks, providers, receipts, sending, sweeps
from portal.notifications.message import Recipient
from portal.notifications.tables import Attempt, Delivery, Notification
from tests.notifications.conftest import send_all, working
from tests.notifications.samples import (
    ASKED,
    DISPOSED,
    INVITATION,
    end_leases,
    pass_time,
    person,
    put,
    state_of,
    whole,
)
from tests.notifications.stub import accepted, always, in_turn, refused
from tests.notifications.test_receipts import post_of, status

SECRET = "http://testserver.local/invitations/s3cr3t-tok3n"


async def test_an_accepted_message_stops_at_accepted(database, stub):
    [key] = await put()
    await send_all()
    sent = stub.got[0]
    attempt = await Attempt.select().first()
    assert attempt is not None
    assert sent["to"] == "+628120000001"
    assert sent["template"]["name"] == "aspal_disposisi_v1"
    assert sent["biz_opaque_callback_data"] == attempt["token"]
    assert stub.texts() == [
        [
            "ADU-2026-000001",
            "1234567",
            "Jalan",
            "Kedungdung",
            "1 Desember 2026",
            "http://testserver.local/complaints/ADU-2026-000001",
        ]
    ]
    row = await whole(key)
    assert (row["state"], row["provider_ref"], row["attempts"]) == ("accepted", "wamid.1", 1)
    assert (attempt["outcome"], attempt["provider_ref"]) == ("accepted", "wamid.1")
    await send_all()
    assert len(stub.got) == 1


REFUSALS = [
    (131026, "failed", "Nomor tidak terdaftar di WhatsApp."),
    (132001, "dead", "Templat tidak ada atau belum disetujui WhatsApp."),
    (190, "retry", "Token WhatsApp ditolak atau kedaluwarsa."),
    (130429, "retry", "WhatsApp sedang membatasi jumlah pesan."),
    (131000, "retry", "WhatsApp sedang bermasalah."),
    (131047, "dead", "Jendela 24 jam WhatsApp sudah tertutup."),
    (999999, "dead", "WhatsApp menolak dengan kode 999999."),
]


async def test_each_refusal_has_its_consequence(database, stub):
    stub.script = in_turn(*[refused(code) for code, _, _ in REFUSALS], *[refused(190)] * 9)
    for number, (_, state, words) in enumerate(REFUSALS):
        [key] = await put(DISPOSED, person(number), dedupe_key=f"disposition:{number}")
        await send_all()
        row = await whole(key)
        assert (row["state"], row["reason"]) == (state, words)


async def test_a_refusal_for_now_is_tried_again_without_a_mark(database, stub):
    stub.script = in_turn(refused(131057, 500), accepted("wamid.9"))
    [key] = await put()
    await send_all()
    assert await state_of(key) == "retry"
    await pass_time(seconds=61)
    await send_all()
    assert await state_of(key) == "accepted"
    assert stub.texts()[1][0] == "ADU-2026-000001"


async def test_a_doubtful_refusal_is_given_up_after_three_more_tries(database, stub):
    stub.script = always(refused(131016, 500))
    [key] = await put()
    for _ in range(6):
        await send_all()
        await pass_time(minutes=16)
    assert await state_of(key) == "dead"
    assert len(stub.got) == 4


async def test_a_provider_that_cannot_be_reached_is_tried_until_it_is_too_late(database, stub, configure):
    configure(META_CLOUD_URL="http://127.0.0.1:9")
    [key] = await put(DISPOSED, expires_at=clock.now() + timedelta(hours=1))
    await send_all()
    assert (await whole(key))["reason"] == "WhatsApp tidak dapat dihubungi."
    await pass_time(hours=1)
    await send_all()
    assert await state_of(key) == "expired"


async def test_too_fast_to_one_number_pauses_that_number_only(database, stub):
    stub.script = in_turn(refused(131056), accepted("wamid.1"))
    [slow] = await put()
    await send_all()
    [same_number] = await put(ASKED, subject="complaint:ADU-2026-000002")
    [other] = await put(ASKED, person(2), dedupe_key="question:2")
    await send_all()
    assert [await state_of(key) for key in (slow, same_number, other)] == ["retry", "waiting", "accepted"]


async def test_a_critical_doubt_is_sent_again_once_and_marked(database, stub):
    stub.script = always(None)
    [key] = await put()
    await send_all()
    assert await state_of(key) == "unknown"
    stub.probed = refused(100)
    await pass_time(minutes=9)
    await send_all()
    assert (stub.probes, len(stub.got)) == (0, 1), "a receipt may still come"
    await pass_time(minutes=2)
    await send_all()
    await send_all()
    assert stub.texts()[1][0] == "ADU-2026-000001 (kirim ulang)"
    await pass_time(minutes=11)
    await send_all()
    assert await state_of(key) == "dead"
    await send_all()
    assert len(stub.got) == 2, "never a second blind resend"


async def test_any_other_doubt_is_left_to_a_person(database, stub):
    stub.script = always((502, b"<html>Bad gateway</html>"))
    [key] = await put(ASKED)
    await send_all()
    assert await state_of(key) == "unknown"
    stub.probed = refused(131000, 500)
    await pass_time(minutes=11)
    await send_all()
    row = await whole(key)
    assert row["state"] == "dead"
    assert "mungkin sudah sampai" in row["reason"]
    assert len(stub.got) == 1


async def test_what_is_no_longer_wanted_is_not_sent(database, stub):
    async def closed(parcels: Sequence[hooks.Parcel], _at: datetime) -> dict[int, str]:
        return {parcel.id: "Pengaduan sudah selesai." for parcel in parcels}

    hooks.wanted["disposed"] = closed
    [key] = await put()
    [other] = await put(ASKED, person(2))
    await send_all()
    row = await whole(key)
    assert (row["state"], row["reason"]) == ("cancelled", "Pengaduan sudah selesai.")
    assert await state_of(other) == "accepted"
    assert await Attempt.count() == 1


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (None, "cancelled"),
        (person(proven=False), "failed"),
        (person(address=None), "failed"),
        (person(), "accepted"),
    ],
)
async def test_the_person_is_looked_up_again_before_sending(database, stub, now, state):
    async def look_up(keys: Collection[str], _at: datetime) -> dict[str, Recipient]:
        return dict.fromkeys(keys, now) if now else {}

    hooks.whereabouts["account:"] = look_up
    [key] = await put()
    await send_all()
    assert await state_of(key) == state


async def test_a_new_number_is_used(database, stub):
    async def look_up(keys: Collection[str], _at: datetime) -> dict[str, Recipient]:
        return dict.fromkeys(keys, person(address="+628999999999"))

    hooks.whereabouts["account:"] = look_up
    await put()
    await send_all()
    assert [sent["to"] for sent in stub.got] == ["+628999999999"]


async def test_in_trial_only_listed_numbers_get_anything(database, stub, configure):
    configure(WHATSAPP_ALLOW_LIST="+628120000002")
    first, second = await put(DISPOSED, person(1), person(2))
    await send_all()
    assert (await whole(first))["reason"] == "Mode uji coba: nomor ini tidak ada dalam daftar."
    assert [await state_of(key) for key in (first, second)] == ["cancelled", "accepted"]


async def test_a_secret_link_is_made_at_sending_and_stored_nowhere(database, stub, capsys):
    async def mint(reference: str, _at: object) -> str:
        assert reference == "invitation:1"
        return SECRET

    hooks.secrets["invitation:"] = mint
    stub.script = always((400, b'{"error":{"code":131008,"message":"bad ' + SECRET.encode() + b'"}}'))
    [key] = await put(INVITATION, person(proven=False))
    await send_all()
    assert SECRET in stub.texts()[0]
    assert await state_of(key) == "dead"
    stored = [await table.select() for table in (Notification, Delivery, Attempt)]
    assert "s3cr3t" not in str(stored)
    assert "s3cr3t" not in "".join(capsys.readouterr())


async def test_without_a_real_provider_no_secret_leaves(database, configure):
    configure(WHATSAPP_PROVIDER="log")
    [secret] = await put(INVITATION)
    [plain] = await put(DISPOSED, person(2))
    await send_all()
    assert (await whole(secret))["reason"] == "Tautan rahasia hanya dikirim lewat penyedia WhatsApp resmi."
    assert await state_of(plain) == "accepted"


async def test_a_link_that_cannot_be_made_needs_a_person(database, stub):
    [key] = await put(INVITATION)
    await send_all()
    assert await state_of(key) == "dead"
    assert stub.got == []


async def test_one_person_reads_about_one_complaint_in_order(database, stub):
    keys = [(await put(ASKED, dedupe_key=f"question:{n}"))[0] for n in range(5)]
    await send_all()
    tokens = [sent["biz_opaque_callback_data"] for sent in stub.got]
    found = await Attempt.select(Attempt.delivery, Attempt.token)
    order = {row["token"]: row["delivery"] for row in found}
    assert [order[token] for token in tokens] == keys


async def test_a_doubt_holds_back_what_follows_for_two_minutes(database, stub):
    stub.script = in_turn(None, accepted("wamid.2"))
    await put(ASKED)
    await send_all()
    [second] = await put(DISPOSED)
    await send_all()
    assert await state_of(second) == "waiting"
    await pass_time(minutes=3)
    await send_all()
    assert await state_of(second) == "accepted"


async def test_a_long_wait_holds_back_nothing(database, stub):
    stub.script = in_turn(refused(131048), accepted("wamid.2"))
    [first] = await put(ASKED)
    await send_all()
    [second] = await put(DISPOSED)
    await send_all()
    assert [await state_of(key) for key in (first, second)] == ["retry", "accepted"]


async def test_a_number_gets_one_message_in_six_seconds(database, stub, configure):
    configure(WHATSAPP_PAIR_SECONDS=6)
    for number in range(3):
        await put(ASKED, dedupe_key=f"question:{number}", subject=f"complaint:{number}")
    await put(ASKED, person(2), dedupe_key="question:9")
    await send_all()
    assert sorted(sent["to"][-1] for sent in stub.got) == ["1", "2"]
    await db.rows("UPDATE pair_rate SET next_at = next_at - 6")
    await send_all()
    assert sorted(sent["to"][-1] for sent in stub.got) == ["1", "1", "2"]


async def test_what_may_wait_waits_for_office_hours(database, stub):
    today = clock.today()
    sunday = (today + timedelta(days=6 - today.weekday())).replace(hour=9, minute=0)
    await clock.move(sunday - clock.now())
    [patient] = await put(ASKED, may_wait=True, expires_at=clock.now() + timedelta(days=20))
    [urgent] = await put(DISPOSED)
    await send_all()
    assert [await state_of(key) for key in (patient, urgent)] == ["waiting", "accepted"]
    for _ in range(14):
        await pass_time(days=1)
        await send_all()
    assert await state_of(patient) == "accepted"


async def test_a_claim_without_a_call_goes_back_in_line(database, stub):
    [key] = await put()
    assert len(await claims.claim(9, at=clock.now(), in_hours=True)) == 1
    assert await claims.claim(9, at=clock.now(), in_hours=True) == []
    await end_leases()
    await send_all()
    assert await state_of(key) == "accepted"


async def test_a_call_whose_process_died_is_a_doubt(database, stub):
    [key] = await put()
    [parcel] = await claims.claim(9, at=clock.now(), in_hours=True)
    await attempts.begin(parcel, "meta_cloud", at=clock.now())
    await end_leases()
    await send_all()
    assert await state_of(key) == "unknown"
    assert stub.got == []
    assert await open_attempts() == 0


async def test_an_attempt_that_a_receipt_overtook_ends_too_when_its_process_died(database, stub):
    [key] = await put()
    [parcel] = await claims.claim(9, at=clock.now(), in_hours=True)
    token = await attempts.begin(parcel, "meta_cloud", at=clock.now())
    early = post_of(status("delivered", "wamid.early", callback=str(token)))
    await receipts.keep("meta_cloud", early, at=clock.now())
    await receipts.process(at=clock.now())
    await sweeps.sweep(at=clock.now())
    assert await open_attempts() == 1, "within its lease the call may still be answered"
    await db.rows("UPDATE delivery SET lease_until = 0")
    await sweeps.sweep(at=clock.now())
    (attempt,) = await Attempt.select()
    assert (attempt["outcome"], attempt["answer"]) == ("unknown", sweeps.WORKER_DIED)
    assert attempt["ended_at"] is not None
    assert await state_of(key) == "delivered", "what the receipt said stays"


async def open_attempts() -> int:
    return await Attempt.count().where(Attempt.outcome == "open")


async def test_who_lost_the_claim_makes_no_call_and_writes_nothing(database, stub):
    [key] = await put()
    [late] = await claims.claim(9, at=clock.now(), in_hours=True)
    await end_leases()
    await sweeps.sweep(at=clock.now())
    [current] = await claims.claim(9, at=clock.now(), in_hours=True)
    assert await attempts.begin(late, "meta_cloud", at=clock.now()) is None
    assert await attempts.begin(current, "meta_cloud", at=clock.now())
    assert await state_of(key) == "claimed"


async def test_an_answer_that_comes_after_all_ends_the_doubt(database, stub):
    async def slow(_sent: object) -> tuple[int, bytes]:
        await end_leases()
        await sweeps.sweep(at=clock.now())
        assert await state_of(key) == "unknown"
        return 200, b'{"messages":[{"id":"wamid.late"}]}'

    stub.script = slow
    [key] = await put()
    await send_all()
    row = await whole(key)
    assert (row["state"], row["provider_ref"], row["attempts"]) == ("accepted", "wamid.late", 1)


async def test_two_workers_send_nothing_twice(database, stub, configure):
    configure(WHATSAPP_IN_FLIGHT=4)
    for number in range(40):
        await put(ASKED, person(number % 7), dedupe_key=f"q:{number}", subject=f"complaint:{number % 5}")
    async with working(), working():
        async with asyncio.timeout(20):
            while await Delivery.exists().where(Delivery.state != "accepted"):  # noqa: ASYNC110 - rows tell nobody
                await asyncio.sleep(0.05)
    assert len(stub.got) == 40


async def test_a_broken_hook_stops_nobody_else(database, stub):
    async def broken(_parcels: Sequence[hooks.Parcel], _at: datetime) -> dict[int, str]:
        raise RuntimeError("no")

    hooks.wanted["disposed"] = broken
    [held_up] = await put(DISPOSED)
    [other] = await put(ASKED, person(2))
    await send_all()
    assert [await state_of(key) for key in (held_up, other)] == ["claimed", "accepted"]


async def test_the_loop_finishes_calls_under_way_before_it_stops(database, stub):
    asked = asyncio.Event()

    async def slow(_sent: object) -> tuple[int, bytes]:
        asked.set()
        await asyncio.sleep(0.3)
        return 200, b'{"messages":[{"id":"wamid.1"}]}'

    stub.script = slow
    [key] = await put()
    async with working():
        await asyncio.wait_for(asked.wait(), 5)
    assert await state_of(key) == "accepted"


async def test_a_dribbling_answer_ends_at_the_deadline(database, stub):
    async def never(_sent: object) -> None:
        await asyncio.sleep(5)

    stub.script = never
    [key] = await put()
    provider = providers.MetaCloud(providers.settings(), deadline=0.2)
    [parcel] = await claims.claim(9, at=clock.now(), in_hours=True)
    await sending.deliver(parcel, provider, attempts.Finisher())
    await provider.close()
    assert await state_of(key) == "unknown"
