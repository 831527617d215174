"""Bringing a backup back, into a place where nothing is yet."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal import audit, db
from portal.accounts import all_sessions
from portal.audit.trail import Place
from portal.errors import BadInput, Refusal
from portal.keeping import archive, attachments, backup, shell, snapshot
from portal.keeping.archive import Manifest
from portal.notifications import holding
from portal.permissions import Actor
from portal.settings import settings

HELD = "Ditahan: berasal dari cadangan. Periksa dahulu apakah sudah pernah terkirim."
IN_THE_WAY = "“{}” sudah ada. Cadangan hanya dikembalikan ke tempat yang kosong."
OTHER_ENGINE = "Cadangan ini dari {}, sedangkan ASPAL_DATABASE_URL menunjuk ke {}."
LOAD_FIRST = (
    "Cadangan ini utuh. Buat basis data PostgreSQL yang kosong, lalu ketik sebagai pengguna portal:\n"
    "  pg_restore --no-owner --exit-on-error --dbname={address} {dump}\nlalu ulangi: aspal restore {folder}"
)
LIVE = "Basis data ini lebih baru daripada cadangannya, jadi tidak diubah."


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back; `held` messages wait for a person."""

    manifest: Manifest
    held: int
    signed_out: int


async def restore(folder: Path, *, by: Actor, at: datetime) -> Restored:
    """Bring database and attachments back to where the settings point, after everything has been compared.

    Unsent messages come back held and everybody signs in anew. Raises Refusal with a sentence for a backup
    that is damaged or newer than this program, and for a place where something is already.
    """
    manifest = archive.read(folder)
    archive.insist_on_known(manifest, frozenset(db.known_migrations()))
    await asyncio.to_thread(archive.verify, folder, manifest)
    _insist_on_empty(settings().storage_dir)
    return await (_postgres if db.is_postgres() else _sqlite)(folder, manifest, by=by, at=at)


async def _sqlite(folder: Path, manifest: Manifest, *, by: Actor, at: datetime) -> Restored:
    if manifest.engine != "sqlite":
        raise Refusal(OTHER_ENGINE.format("PostgreSQL", "SQLite"))
    # Of two who restore at once the second finds the place taken, not the first one's draft.
    async with db.migration_lock():
        return await _into_place(folder, manifest, by=by, at=at)


async def _into_place(folder: Path, manifest: Manifest, *, by: Actor, at: datetime) -> Restored:
    target = Path(settings().database_url.removeprefix("sqlite:///"))
    _insist_on_empty(target)
    draft = target.with_name(f"{target.name}.restoring")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        await asyncio.to_thread(_copy, folder, manifest, draft)
        db.use(db.connect(f"sqlite:///{draft}"))
        restored = await _settle(manifest, by=by, at=at)
        await db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        await db.close()
        draft.replace(target)
    except BaseException:
        await db.close()
        shutil.rmtree(settings().storage_dir, ignore_errors=True)
        raise
    finally:
        for left in target.parent.glob(f"{draft.name}*"):
            left.unlink()
    return restored


async def _postgres(folder: Path, manifest: Manifest, *, by: Actor, at: datetime) -> Restored:
    if manifest.engine != "postgresql":
        raise Refusal(OTHER_ENGINE.format("SQLite", "PostgreSQL"))
    tables = await db.rows("SELECT to_regclass('migration')::text AS name")
    if tables[0]["name"] is None:
        dump, place = shell.path(folder / archive.DUMP), shell.path(folder)
        raise Refusal(LOAD_FIRST.format(dump=dump, folder=place, address=shell.database()))
    newest = await db.rows("SELECT max(recorded_at) AS at FROM audit_event")
    if newest[0]["at"] is not None and newest[0]["at"] > manifest.made_at:
        raise Refusal(LIVE)
    await asyncio.to_thread(attachments.restore_all, folder, manifest.files, settings().storage_dir)
    return await _settle(manifest, by=by, at=at)


def _copy(folder: Path, manifest: Manifest, draft: Path) -> None:
    shutil.copyfile(folder / archive.DATABASE, draft)
    if not snapshot.is_sound(draft) or snapshot.counts(draft) != manifest.counts:
        raise BadInput(archive.DAMAGED.format("isi basis data tidak sesuai daftarnya"))
    attachments.restore_all(folder, manifest.files, settings().storage_dir)


async def _settle(manifest: Manifest, *, by: Actor, at: datetime) -> Restored:
    """What must be so before anybody works with it: its shape, nothing sent by itself, nobody signed in."""
    await db.migrate()
    async with db.transaction():
        await backup.close_restored(manifest, at=at)
        held = await holding.hold_unsent(HELD, at=at)
        signed_out = await all_sessions.end_for_everybody(at=at)
        details = {"messages": held, "made_at": manifest.made_at, "version": manifest.version}
        await audit.record("backup.restored", by=by, at=at, place=Place("backup"), details=details)
    return Restored(manifest, held, signed_out)


def _insist_on_empty(place: Path) -> None:
    if archive.is_in_use(place):
        raise Refusal(IN_THE_WAY.format(place))
