"""Looking at everything that IT should know: worker, disks, backups, messages, WhatsApp's token, jobs."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal import clock, db
from portal.jobs import figures, heartbeat
from portal.keeping import disks, history
from portal.keeping.history import BackupRow
from portal.keeping.readings import Look, Reading, long_words
from portal.keeping.tables import BackupState
from portal.notifications import standing
from portal.settings import settings
from portal.workdays.words import dated, stamp

QUEUE_IS_LATE = timedelta(hours=1)
BACKUP_IS_OLD = timedelta(hours=26)
TOKEN_ENDS_SOON = timedelta(days=14)
A_DAY = timedelta(days=1)
PG_BACKUP = "Nyalakan aspal-dump.timer, atau isi ASPAL_BACKUP_DIR."

WORKER = Look("worker", "Pekerja latar")
BACKUP = Look("backup", "Cadangan")
QUEUE = Look("queue", "Antrean pesan")
CHANNEL = Look("channel", "Sambungan WhatsApp")
JOBS = Look("jobs", "Pekerjaan latar")


async def readings(at: datetime) -> list[Reading]:
    """Everything, in the order in which it is worth looking at."""
    return [
        await worker(),
        *[disks.judge(disk) for disk in await disks.disks()],
        await backup(at),
        await queue(at),
        await channel(at),
        await jobs(at),
    ]


async def worker() -> Reading:
    """Whether anybody sends and does jobs."""
    if await heartbeat.is_alive():
        return WORKER.good("Bekerja")
    quiet = await heartbeat.silence()
    never = "Belum pernah berjalan."
    text = never if quiet is None else f"Diam selama {long_words(timedelta(seconds=quiet))}."
    return WORKER.bad(text, "Jalankan aspal worker. Tanpa itu tidak ada pesan yang terkirim.")


async def backup(at: datetime) -> Reading:
    """How old the last backup is, and whether the newest failed."""
    newest = next(iter(await history.recent(1)), None)
    if newest and newest.state == BackupState.FAILED:
        mend = "Perbaiki tempatnya, lalu tekan Cadangkan sekarang."
        return BACKUP.bad(f"Cadangan terakhir gagal. {newest.note}", mend)
    last = await history.last_done()
    if not settings().backup_dir and (last is None or not db.is_postgres()):
        mend = PG_BACKUP if db.is_postgres() else "Isi ASPAL_BACKUP_DIR dengan folder di cakram lain."
        return BACKUP.off("Pencadangan malam belum diatur.", mend)
    return _age_of(last, at)


def _age_of(last: BackupRow | None, at: datetime) -> Reading:
    if last is None:
        return BACKUP.watch("Belum ada cadangan.", "Cadangan dibuat setiap malam; tunggu sampai besok.")
    text = f"Terakhir {stamp(last.started_at)}, {last.megabytes} MB. {last.note}".strip()
    if at - last.started_at > BACKUP_IS_OLD:
        return BACKUP.bad(text, "Periksa pekerja latar dan tempat cadangan.")
    if last.note:
        return BACKUP.bad(text, "Kembalikan lampiran itu dari cadangan yang lebih lama.")
    return BACKUP.good(text)


async def queue(at: datetime) -> Reading:
    """Whether urgent messages leave."""
    waited = timedelta(seconds=(await standing.standing(at=at)).oldest_due)
    if waited <= QUEUE_IS_LATE:
        return QUEUE.good("Tidak ada pesan yang tertahan")
    mend = "Buka Notifikasi WhatsApp dan lihat mengapa pesan belum berangkat."
    return QUEUE.bad(f"Pesan tertua menunggu {long_words(waited)}.", mend)


async def channel(at: datetime) -> Reading:
    """Whether WhatsApp lets the portal in, and for how long."""
    stuck, until = (await standing.standing(at=at)).stuck, settings().meta_cloud_token_until
    mend = "Perbarui ASPAL_META_CLOUD_TOKEN, lalu jalankan ulang ASPAL."
    if stuck:
        return CHANNEL.bad(f"WhatsApp menolak sambungan; {stuck} pesan menunggu.", mend)
    if settings().whatsapp_provider == "log":
        return CHANNEL.off("Penyedia WhatsApp belum dipasang.", "Isi ASPAL_WHATSAPP_PROVIDER.")
    if until is None:
        return CHANNEL.good("Tidak ada penolakan")
    left = until - at.astimezone(clock.WIB).date()
    text = f"Token {'berlaku sampai' if left.days >= 0 else 'habis pada'} {dated(until)}"
    return CHANNEL.good(text) if left > TOKEN_ENDS_SOON else CHANNEL.bad(f"{text}.", mend)


async def jobs(at: datetime) -> Reading:
    """Whether long work fails."""
    failed = (await figures.figures(at=at, since=at - A_DAY)).failed
    if not failed:
        return JOBS.good("Tidak ada yang gagal dalam 24 jam terakhir")
    mend = "Buka Pekerjaan Latar, lalu ulangi yang gagal."
    return JOBS.watch(f"{failed} gagal dalam 24 jam terakhir.", mend)
