"""Looking at everything that IT should know: worker, disks, backups, messages, WhatsApp, jobs."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal import db
from portal.jobs import figures, heartbeat
from portal.keeping import disks, history, sending
from portal.keeping.history import BackupRow
from portal.keeping.readings import Look, Reading, long_words
from portal.keeping.tables import BackupState
from portal.settings import settings
from portal.workdays.words import stamp

BACKUP_IS_OLD = timedelta(hours=26)
A_DAY = timedelta(days=1)
PG_BACKUP = "Nyalakan aspal-dump.timer, atau isi ASPAL_BACKUP_DIR."

WORKER = Look("worker", "Pekerja latar")
BACKUP = Look("backup", "Cadangan")
JOBS = Look("jobs", "Pekerjaan latar")


async def readings(at: datetime) -> list[Reading]:
    """Everything, in the order in which it is worth looking at."""
    return [
        await worker(),
        *[disks.judge(disk) for disk in await disks.disks()],
        await backup(at),
        *await sending.readings(at),
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


async def jobs(at: datetime) -> Reading:
    """Whether long work fails."""
    failed = (await figures.figures(at=at, since=at - A_DAY)).failed
    if not failed:
        return JOBS.good("Tidak ada yang gagal dalam 24 jam terakhir")
    mend = "Buka Pekerjaan Latar, lalu ulangi yang gagal."
    return JOBS.watch(f"{failed} gagal dalam 24 jam terakhir.", mend)
