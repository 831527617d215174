"""The nightly backup, and those that are old enough to go."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from portal import clock, db, jobs
from portal.errors import Refusal
from portal.jobs import JobContext
from portal.keeping import archive, backup
from portal.keeping.tables import BackupRun, BackupState
from portal.permissions import Actor, JobActor
from portal.settings import settings

KIND = "keeping.backup"
TITLE = "Cadangan"
HOUR = 1  # WIB, when nobody works
STAMP = "aspal-%Y-%m-%dT%H%M%S"
NOT_SET = "Tempat cadangan belum diatur. Isi ASPAL_BACKUP_DIR dengan folder di cakram lain."
NIGHT = JobActor("job:backup", "Pencadangan malam")


async def ask(at: datetime) -> None:
    """The duty of the night: the backup itself is a job, because it may take long."""
    await ask_for_backup(by=NIGHT, at=at)


async def ask_for_backup(*, by: Actor, at: datetime) -> str:
    """Have a backup made; asked for again while one is under way it is the same. Returns the job's id."""
    if settings().backup_dir is None:
        raise Refusal(NOT_SET)
    return await jobs.enqueue(KIND, {}, by=by, at=at, title=TITLE, unique_key=KIND)


async def work(job: JobContext) -> Mapping[str, Any]:
    """Make the backup, then let go of old ones; never of the last."""
    folder, at = settings().backup_dir, clock.now()
    if folder is None:
        raise Refusal(NOT_SET)
    await _close_broken(at)
    by = JobActor(job.owner_key, name=job.owner_name)
    made = await backup.make(folder / f"{at.astimezone(clock.WIB):{STAMP}}", by=by, at=at)
    gone = await asyncio.to_thread(prune, folder, at)
    return {"files": len(made.manifest.files), "size": made.manifest.size, "removed": len(gone)}


def prune(folder: Path, at: datetime) -> list[Path]:
    """Remove backups older than they are kept, and what was never finished; the newest stays in any case."""
    newest = archive.newest_below(folder)
    oldest = at - timedelta(days=settings().backup_keep_days)
    unfinished = at - timedelta(days=1)
    gone = []
    for place in sorted(folder.glob("aspal-*T*")):
        limit = oldest if (place / archive.MANIFEST).is_file() else unfinished
        if place != newest and (made_at := _made_at(place)) and made_at < limit:
            shutil.rmtree(place)
            gone.append(place)
    return gone


def slot(now: datetime) -> str | None:
    """The night that has come; None by day before it, without a folder, and on PostgreSQL."""
    here = now.astimezone(clock.WIB)
    is_ours = settings().backup_dir is not None and not db.is_postgres()
    return here.date().isoformat() if is_ours and here.hour >= HOUR else None


def _made_at(place: Path) -> datetime | None:
    try:
        return datetime.strptime(place.name, STAMP).replace(tzinfo=clock.WIB)
    except ValueError:
        # Somebody put a folder of their own there.
        return None


async def _close_broken(at: datetime) -> None:
    """A worker that was killed could not say that its backup came to nothing."""
    is_running = BackupRun.state == BackupState.RUNNING
    await backup.close_broken(is_running & (BackupRun.started_at < at - timedelta(days=1)), at=at)
