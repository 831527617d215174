"""Making a backup: the database first, then the attachments that it may point at, then the manifest."""

from __future__ import annotations

import asyncio
import errno
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from piccolo.columns.combination import And, Where

from portal import audit, clock, db
from portal.audit.trail import Place
from portal.errors import Refusal
from portal.keeping import archive, attachments, shell, snapshot
from portal.keeping.archive import Kept, Manifest
from portal.keeping.tables import BackupRun, BackupState
from portal.permissions import Actor
from portal.settings import settings

NOT_EMPTY = "Folder “{}” sudah berisi. Pilih folder baru untuk setiap cadangan."
NO_ROOM = "Tempat cadangan “{}” penuh. Kosongkan ruang atau pilih tempat lain, lalu ulangi."
NO_ENTRY = "Tempat cadangan “{}” tidak dapat ditulisi. Periksa alamat foldernya dan hak aksesnya."
DUMP_FIRST = (
    "Basis data ini PostgreSQL, yang dicadangkan oleh pg_dump. Ketik sebagai pengguna portal:\n"
    "  install -d -m 700 {folder} && pg_dump --format=custom --file={dump} --dbname={address}\n"
    "lalu ulangi: aspal backup {folder}"
)
BROKEN_OFF = "Terputus sebelum selesai."
LOST = "{} lampiran disebut basis data tetapi tidak ada di penyimpanan."
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup; `missing` are hashes of attachments that were gone before it was made."""

    folder: Path
    manifest: Manifest
    missing: list[str]

    @property
    def note(self) -> str:
        """What somebody should look at; empty where all is well."""
        return LOST.format(len(self.missing)) if self.missing else ""


async def make(folder: Path, *, by: Actor, at: datetime) -> Made:
    """Back up database and attachments into a new folder; it is told in the audit and kept in mind.

    Raises Refusal with a sentence for a folder that is in use, full or closed, or a database that needs
    `pg_dump` first.
    """
    run = BackupRun(started_at=at, place=str(folder)[:400])
    await run.save()
    try:
        made = await _make(folder, at=at)
    except Exception as error:
        refusal = _refusal(error, folder)
        await _fail(run, refusal, by=by)
        if refusal is None:
            raise
        raise refusal from None
    await _finish(run, made, by=by)
    return made


async def _make(folder: Path, *, at: datetime) -> Made:
    if db.is_postgres():
        return await _seal_dump(folder, at=at)
    if archive.is_in_use(folder):
        raise Refusal(NOT_EMPTY.format(folder))
    try:
        return await asyncio.to_thread(_copy_sqlite, folder, at)
    except BaseException:
        # Half a backup helps nobody and would keep the disk full.
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _copy_sqlite(folder: Path, at: datetime) -> Made:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = folder / archive.DATABASE
    snapshot.take(_source(), database)
    # The attachments come second: each is written before the row that points at it.
    kept = _copy_attachments(folder)
    manifest = _manifest(
        database, "sqlite", snapshot.migrations(database), snapshot.counts(database), kept, at
    )
    archive.write(folder, manifest)
    return Made(folder, manifest, attachments.missing(snapshot.attachments(database), kept))


async def _seal_dump(folder: Path, *, at: datetime) -> Made:
    dump = folder / archive.DUMP
    if not dump.is_file():
        raise Refusal(
            DUMP_FIRST.format(folder=shell.path(folder), dump=shell.path(dump), address=shell.database())
        )
    if (folder / archive.MANIFEST).exists():
        raise Refusal(NOT_EMPTY.format(folder))
    ran = await db.rows("SELECT app_name, name FROM migration ORDER BY id")
    wanted = {row["sha256"] for row in await db.rows("SELECT sha256 FROM stored_file")}
    names = tuple(f"{row['app_name']}: {row['name']}" for row in ran)

    def seal() -> Made:
        kept = _copy_attachments(folder)
        manifest = _manifest(dump, "postgresql", names, {}, kept, at)
        archive.write(folder, manifest)
        return Made(folder, manifest, attachments.missing(wanted, kept))

    return await asyncio.to_thread(seal)


def _copy_attachments(folder: Path) -> dict[str, Kept]:
    before = archive.newest_below(folder.parent)
    earlier = (before, archive.read(before).files) if before else None
    return attachments.copy_all(settings().storage_dir, folder, earlier)


def _manifest(
    database: Path,
    engine: str,
    migrations: tuple[str, ...],
    counts: Mapping[str, int],
    files: Mapping[str, Kept],
    at: datetime,
) -> Manifest:
    version, kept = metadata.version("aspal"), archive.measure(database)
    return Manifest(archive.FORMAT, at, version, engine, migrations, counts, kept, files)


def _source() -> Path:
    return Path(str(getattr(db.engine(), "path", "")))


def _refusal(error: Exception, folder: Path) -> Refusal | None:
    if isinstance(error, Refusal):
        return error
    if snapshot.is_full(error):
        return Refusal(NO_ROOM.format(folder))
    if isinstance(error, OSError):
        return Refusal((NO_ROOM if error.errno in FULL else NO_ENTRY).format(folder))
    return Refusal(NO_ENTRY.format(folder)) if "unable to open" in str(error) else None


async def _finish(run: BackupRun, made: Made, *, by: Actor) -> None:
    size, files = made.manifest.size, len(made.manifest.files)
    megabytes = f"{size / 1_000_000:.1f} MB".replace(".", ",")
    async with db.transaction():
        await _note(run, BackupState.DONE, made.note, size=size, files=files)
        details = {"files": files, "size": megabytes, "sha256": made.manifest.database.sha256}
        await audit.record("backup.made", by=by, at=clock.now(), place=Place("backup"), details=details)


async def _fail(run: BackupRun, refusal: Refusal | None, *, by: Actor) -> None:
    async with db.transaction():
        await _note(run, BackupState.FAILED, refusal.sentence if refusal else "Kesalahan sistem, lihat log.")
        await audit.record("backup.made", by=by, at=clock.now(), place=Place("backup"), outcome="failed")


async def close_restored(manifest: Manifest, *, at: datetime) -> None:
    """In a database that came back, the backup it came from is done; it was under way when it was copied."""
    own = BackupRun.started_at == manifest.made_at
    done: dict[Any, Any] = {
        BackupRun.state: BackupState.DONE,
        BackupRun.ended_at: manifest.made_at,
        BackupRun.size: manifest.size,
        BackupRun.files: len(manifest.files),
    }
    await BackupRun.update(done).where((BackupRun.state == BackupState.RUNNING) & own)
    await close_broken(BackupRun.state == BackupState.RUNNING, at=at)


async def close_broken(which: Where | And, *, at: datetime) -> None:
    """Whoever made them can no longer say that they came to nothing."""
    await BackupRun.update(
        {BackupRun.state: BackupState.FAILED, BackupRun.ended_at: at, BackupRun.note: BROKEN_OFF}
    ).where(which)


async def _note(run: BackupRun, state: BackupState, note: str, *, size: int = 0, files: int = 0) -> None:
    await BackupRun.update(
        {
            BackupRun.state: state,
            BackupRun.ended_at: clock.now(),
            BackupRun.note: note,
            BackupRun.size: size,
            BackupRun.files: files,
        }
    ).where(BackupRun.id == run.id)
