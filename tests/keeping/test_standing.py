"""What strangers, a monitor and admins are told about how the portal stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock, db
from portal.jobs import heartbeat
from portal.keeping import alarms, disks, health, looking, sending
from portal.keeping.disks import GIGABYTE, Disk
from portal.keeping.readings import Level, Look, Reading
from portal.keeping.tables import BackupRun
from portal.notifications import claims, hooks, outbox
from portal.notifications.message import Message
from portal.notifications.standing import standing
from portal.settings import settings
from tests.keeping.conftest import Choose
from tests.keeping.office import OFFICER, write_message
from tests.notifications.conftest import send_all
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
TOKEN = "token-metrik-untuk-uji"


async def test_health_is_about_this_process_and_its_database_alone(client: Client) -> None:
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert (await client.get("/health/full")).status_code == 503, "no worker was ever there"
    assert (await client.get("/health")).status_code == 200, "a dead worker takes no web node out"


async def test_full_health_is_one_word_for_strangers_and_parts_for_the_token(
    client: Client, choose: Choose, tmp_path: Path
) -> None:
    choose(metrics_token=TOKEN)
    await heartbeat.beat("uji")
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    answer = await client.get("/health/full")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"
    told = (await client.get("/health/full", headers=bearer)).json()
    unset = {"channel": "tidak diatur", "backup": "tidak diatur"}
    assert told == {"status": "ok", "parts": {"database": "baik", "worker": "baik", "queue": "baik", **unset}}
    assert "parts" not in (await client.get("/health/full", headers={"Authorization": "Bearer x"})).json()
    await db.rows("UPDATE worker_beat SET beat_at = beat_at - {}", 2 * settings().lease_seconds + 1)
    answer = await client.get("/health/full")
    assert (answer.status_code, answer.json()) == (503, {"status": "unwell"})
    answer = await client.get("/health/full", headers=bearer)
    assert (answer.status_code, answer.json()["parts"]["worker"]) == (503, "bermasalah")
    await heartbeat.beat("uji")
    choose(backup_dir=tmp_path / "rak")
    await BackupRun(started_at=clock.now(), place="-", state="failed", note="Penuh.").save()
    assert (await client.get("/health/full", headers=bearer)).json()["parts"]["backup"] == "bermasalah"


async def test_health_is_unwell_on_a_database_of_another_shape(client: Client) -> None:
    await heartbeat.beat("uji")
    await db.rows(
        "DELETE FROM migration WHERE app_name = 'portal.keeping.piccolo_app' OR app_name = 'keeping'"
    )
    for path in ("/health", "/health/full"):
        assert (await client.get(path)).status_code == 503


async def test_health_is_unwell_without_its_database(client: Client, sqlite_database: str) -> None:
    await db.close()
    lose(Path(sqlite_database.removeprefix("sqlite:///")))
    for path in ("/health", "/health/full"):
        assert (await client.get(path)).status_code == 503
    assert await health.whole(clock.now()) == health.Whole({"database": Level.BAD})


def lose(database: Path) -> None:
    """As when its disk is not mounted."""
    database.rename(database.with_name("hilang.sqlite"))
    database.mkdir()


async def test_metrics_are_for_the_token_alone(client: Client, choose: Choose) -> None:
    assert (await client.get("/metrics", headers={"Authorization": "Bearer "})).status_code == 404
    choose(metrics_token=TOKEN)
    assert (await client.get("/metrics")).status_code == 404
    assert (await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"})).status_code == 404
    await write_message(1)
    await heartbeat.beat("uji")
    answer = await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    lines = answer.text.splitlines()
    assert 'aspal_deliveries{state="waiting"} 1.0' in lines
    assert "aspal_pending_migrations 0.0" in lines
    assert any(line.startswith('aspal_disk_free_bytes{disk="disk"}') for line in lines)
    assert any(line.startswith("aspal_worker_silence_seconds") for line in lines)


@pytest.mark.parametrize(
    ("free", "total", "level"),
    [
        (500, 1000, Level.GOOD),
        (60, 1000, Level.GOOD),
        (15, 300, Level.WATCH),
        (1.5, 40, Level.WATCH),
        (1.5, 2, Level.WATCH),
        (4, 500, Level.BAD),
        (0.4, 1, Level.BAD),
    ],
)
def test_little_room_is_said_in_time(free: float, total: float, level: Level) -> None:
    disk = Disk(Look("disk", "Ruang"), int(free * GIGABYTE), int(total * GIGABYTE))
    assert disks.judge(disk).level is level


async def test_a_queue_that_stands_still_is_told_once_a_day_until_it_moves(database: str) -> None:
    await account("admin")
    await heartbeat.beat("uji")
    # From eight in the morning, so that neither step of the clock passes midnight by chance.
    await clock.move(timedelta(hours=(8 - clock.today().hour) % 24))
    await write_message(1)
    await clock.move(timedelta(hours=2))
    queue = (await sending.readings(clock.now()))[0]
    assert queue.text == "1 pesan terlambat; yang tertua menunggu 2 jam."
    for _ in range(3):
        await alarms.tell(clock.now())
    assert await told() == ["queue"]
    await clock.move(timedelta(hours=20))
    await alarms.tell(clock.now())
    assert await told() == ["queue", "queue"]
    (text,) = await db.rows("SELECT DISTINCT kind FROM notification WHERE subject = 'system:queue'")
    assert text["kind"] == alarms.KIND


async def told() -> list[str]:
    rows = await db.rows("SELECT subject FROM delivery WHERE subject LIKE 'system:%' ORDER BY id")
    return [row["subject"].removeprefix("system:") for row in rows]


async def test_what_has_healed_is_not_sent(database: str) -> None:
    await account("admin")
    await alarms.tell(clock.now())
    assert await told() == ["worker"]
    parcels = await claims.claim(5, at=clock.now(), in_hours=True)
    assert await hooks.wanted[alarms.KIND](parcels, clock.now()) == {}
    await heartbeat.beat("uji")
    assert set((await hooks.wanted[alarms.KIND](parcels, clock.now())).values()) == {alarms.HEALED}


async def channel_reading(at: datetime) -> Reading:
    return sending.channel(await standing(at=at), at)


async def test_a_token_that_ends_or_is_refused_is_told(database: str, choose: Choose) -> None:
    await write_message(1)
    assert not (await channel_reading(clock.now())).is_alarming
    choose(
        whatsapp_provider="meta_cloud",
        meta_cloud_phone_number_id="1",
        meta_cloud_token="a",
        meta_cloud_app_secret="b",
        meta_cloud_verify_token="c",
        meta_cloud_token_until=(clock.today() + timedelta(days=30)).date(),
    )
    assert not (await channel_reading(clock.now())).is_alarming
    assert "berlaku sampai" in (await channel_reading(clock.now() + timedelta(days=20))).text
    assert (await channel_reading(clock.now() + timedelta(days=20))).is_alarming
    assert "habis pada" in (await channel_reading(clock.now() + timedelta(days=40))).text
    await db.rows("UPDATE delivery SET state = 'retry', failure = 'channel'")
    assert (await channel_reading(clock.now())).text == "WhatsApp menolak sambungan; 1 pesan menunggu."


async def test_the_page_says_what_to_do_and_makes_a_backup(
    client: Client, data: Path, tmp_path: Path, choose: Choose
) -> None:
    await sign_in(client, await account("admin"))
    shown = (await client.get("/system")).text
    assert "Jalankan aspal worker" in shown
    assert "Isi ASPAL_BACKUP_DIR" in shown
    assert "Cadangkan sekarang" not in shown
    choose(backup_dir=tmp_path / "rak")
    asked = await send(client, "/system/backups", of="/system")
    again = await send(client, "/system/backups", of="/system")
    assert asked.status_code == 303
    assert asked.headers["location"] == again.headers["location"]


async def test_twenty_hours_of_refusals_are_said_wherever_one_looks(client: Client, choose: Choose) -> None:
    choose(
        metrics_token=TOKEN,
        whatsapp_provider="meta_cloud",
        meta_cloud_url="http://127.0.0.1:9",
        meta_cloud_phone_number_id="1",
        meta_cloud_token="a",
        meta_cloud_app_secret="b",
        meta_cloud_verify_token="c",
    )
    clock.allow_moving(True)
    asked = Message("trial", "uji", OFFICER.key, {"office": "Dinas Contoh"}, "/first-steps", critical=True)
    await outbox.enqueue(asked, [OFFICER], at=clock.now())
    await send_all()
    for _ in range(20):
        await clock.move(timedelta(hours=1))
        await send_all()
    await heartbeat.beat("uji")
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    metrics = (await client.get("/metrics", headers=bearer)).text
    assert 72_000 <= figure(metrics, "aspal_oldest_due_seconds") < 72_100
    assert 72_000 <= figure(metrics, "aspal_channel_silent_seconds") < 72_100
    assert figure(metrics, 'aspal_attention{cause="late"}') == 1
    answer = await client.get("/health/full", headers=bearer)
    parts = answer.json()["parts"]
    assert (answer.status_code, parts["queue"], parts["channel"]) == (503, "bermasalah", "bermasalah")
    assert (await client.get("/health")).status_code == 200
    await sign_in(client, await account("admin"))
    shown = (await client.get("/system")).text
    assert 'href="/notifications?view=late">1 pesan terlambat; yang tertua menunggu 20 jam.</a>' in shown
    assert 'href="/notifications?view=unanswered">WhatsApp tidak menjawab sejak' in shown
    home = (await client.get("/")).text
    assert 'href="/notifications?view=late">1 terlambat dikirim</a>' in home
    assert "WhatsApp tidak menjawab sejak" in home
    for view in ("late", "unanswered", "attention"):
        assert (await client.get(f"/notifications?view={view}")).text.count('class="t"') == 1


def figure(metrics: str, name: str) -> float:
    (line,) = [line for line in metrics.splitlines() if line.startswith(f"{name} ")]
    return float(line.rpartition(" ")[2])


async def test_what_came_too_late_and_what_nothing_came_back_about_is_said(
    client: Client, choose: Choose
) -> None:
    await sign_in(client, await account("admin"))
    long_ago = clock.now() - timedelta(days=2)
    await write_message(1)
    await write_message(2)
    one, two = [row["id"] for row in await db.rows("SELECT id FROM delivery ORDER BY id")]
    await db.rows("UPDATE delivery SET state = 'expired', priority = 0 WHERE id = {}", one)
    handed_over = "state = 'accepted', provider = 'meta_cloud', state_at = {}"
    await db.rows(f"UPDATE delivery SET {handed_over} WHERE id = {{}}", long_ago, two)  # noqa: S608
    shown = (await client.get("/system")).text
    assert 'view=expired-critical">1 pesan mendesak kedaluwarsa sebelum terkirim.</a>' in shown
    assert 'view=no-receipt">1 pesan diserahkan lebih dari sehari lalu dan tanpa kabar apa pun.</a>' in shown
    levels = {reading.code: reading.level for reading in await looking.readings(clock.now())}
    assert (levels["expired"], levels["receipts"]) == (Level.BAD, Level.WATCH)
    await alarms.tell(clock.now())
    assert {"expired", "receipts"} <= set(await told())


async def test_what_is_not_set_up_is_not_judged(client: Client) -> None:
    await sign_in(client, await account("admin"))
    shown = (await client.get("/system")).text
    assert shown.count("Tidak diatur") == 3, "backup, channel, receipts"
    assert not any(r.is_alarming for r in await looking.readings(clock.now()) if r.level is Level.OFF)


async def test_the_page_is_for_admins(client: Client) -> None:
    await sign_in(client, await account("reviewer"))
    assert (await client.get("/system")).status_code == 403
