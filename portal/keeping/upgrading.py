"""Bringing the database to the newest shape without being able to lose it."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime
from pathlib import Path

import asyncpg
import structlog

from portal import clock, db
from portal.errors import Refusal
from portal.keeping import snapshot
from portal.keeping.backup import FULL, NO_ENTRY, NO_ROOM
from portal.settings import settings

log = structlog.get_logger()

BEFORE = "sebelum-pembaruan"
NEWER = (
    "Basis data ini sudah dipakai oleh ASPAL yang lebih baru. Pasang versi itu, atau kembalikan salinan dari "
    "sebelum pembaruan."
)
BEHIND = "Basis data belum mutakhir. Jalankan: aspal migrate"
UNDONE = (
    "Pembaruan basis data gagal dan sudah dikembalikan seperti semula. "
    "Pasang kembali versi sebelumnya, dan kirim log ini kepada pembuatnya."
)
UNDONE_FULL = (
    "Penyimpanan penuh di tengah pembaruan basis data, yang sudah dikembalikan seperti semula. "
    "Kosongkan ruang, lalu ketik lagi: aspal migrate"
)
NO_COPY = (
    "Salinan basis data tidak sama dengan aslinya, jadi pembaruan tidak dimulai dan tidak ada yang berubah. "
    "Periksa cakram penyimpanan, lalu ketik lagi: aspal migrate"
)
STRANDED = (
    "Pembaruan basis data gagal dan belum dapat dikembalikan. Jangan jalankan apa pun lagi; "
    "keadaan sebelum pembaruan utuh di {}. Ikuti “jalan kembali” dalam panduan."
)


async def insist_on_current() -> None:
    """Raises Refusal for a database that is newer than this program, or has not been brought up to it."""
    await _refuse_newer()
    if await db.pending():
        raise Refusal(BEHIND)


async def _refuse_newer() -> None:
    if await db.unknown():
        raise Refusal(NEWER)


async def upgrade(*, at: datetime) -> Path | None:
    """Run the migrations that are missing; a SQLite database is copied first.

    Returns the copy, or None where there was nothing to lose or nothing to do. Raises Refusal with a sentence
    for a database that is newer than this program, a copy that finds no room or does not verify, and a
    migration that failed. The copy of a PostgreSQL database is `pg_dump`'s.
    """
    async with db.migration_lock():
        await _refuse_newer()
        has_copy = not db.is_postgres() and await db.applied() and await db.pending()
        return await (_with_copy(at) if has_copy else _without_copy())


async def _without_copy() -> None:
    try:
        await db.run_pending()
    except Exception as error:
        raise _undone(error) from None


async def _with_copy(at: datetime) -> Path:
    database = Path(str(getattr(db.engine(), "path", "")))
    saved: Path | None = None
    try:
        # The copy is made while this process is the only writer, so nothing is written after it and lost.
        async with db.transaction():
            saved = await asyncio.to_thread(_save, database, at)
            await db.run_pending()
    except Exception as error:
        if saved is None:
            raise  # nothing was begun
        await db.close()
        await asyncio.to_thread(_insist_on_undone, saved, database)
        raise _undone(error) from None
    return saved


def _undone(error: Exception) -> Exception:
    if isinstance(error, Refusal | OSError) and not _is_full(error):
        return error  # the database could not be reached; nothing was begun
    if _is_full(error):
        return Refusal(UNDONE_FULL)
    log.error("upgrade failed", exc_info=error)
    return Refusal(UNDONE)


def _save(database: Path, at: datetime) -> Path:
    """A copy that has been read again and compared; until then it has another name."""
    folder = settings().data_dir / "backups"
    saved = folder / f"{BEFORE}-{at.astimezone(clock.WIB):%Y-%m-%dT%H%M%S}-{secrets.token_hex(4)}.sqlite"
    draft = saved.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(f"{BEFORE}-*.part"):
            left.unlink()  # of a process that was killed: whoever is here holds the lock
        snapshot.take(database, draft)
        _insist_on_same(draft, database)
        draft.replace(saved)
        snapshot.flush(folder)
    except Exception as error:
        if _is_full(error):
            raise Refusal(NO_ROOM.format(folder)) from None
        if isinstance(error, OSError):
            raise Refusal(NO_ENTRY.format(folder)) from None
        raise
    finally:
        draft.unlink(missing_ok=True)
    return saved


def _insist_on_same(copy: Path, database: Path) -> None:
    if not snapshot.holds_the_same(copy, database):
        raise Refusal(NO_COPY)


def _insist_on_undone(saved: Path, database: Path) -> None:
    """The transaction undid everything; where it did not (a migration that commits), the copy is put back."""
    try:
        if snapshot.is_sound(database) and snapshot.migrations(database) == snapshot.migrations(saved):
            # It holds nothing that the database does not; a service that keeps trying would fill the disk.
            saved.unlink()
            return
        snapshot.put_back(saved, database)
    except Exception:
        log.exception("put back failed", saved=str(saved))
    else:
        if snapshot.holds_the_same(saved, database):
            return
    raise Refusal(STRANDED.format(saved))


def _is_full(error: Exception) -> bool:
    return (
        snapshot.is_full(error)
        or isinstance(error, asyncpg.DiskFullError)
        or getattr(error, "errno", None) in FULL
    )
