"""Bringing the database to the newest shape without being able to lose it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import structlog

from portal import clock, db
from portal.errors import Refusal
from portal.keeping import snapshot
from portal.keeping.backup import FULL, NO_ROOM
from portal.settings import settings

log = structlog.get_logger()

BEFORE = "sebelum-pembaruan"
UNDONE = (
    "Pembaruan basis data gagal dan sudah dikembalikan seperti semula. Salinannya: {}. "
    "Pasang kembali versi sebelumnya, dan kirim log ini kepada pembuatnya."
)


async def upgrade(*, at: datetime) -> Path | None:
    """Run the migrations that are missing; on SQLite a copy is made first and put back if one of them fails.

    Returns the copy, or None where there was nothing to lose or nothing to do. Raises Refusal with a sentence
    where the copy finds no room, or the database had to be put back. PostgreSQL undoes a migration by itself;
    its copy is `pg_dump`'s.
    """
    if db.is_postgres() or not await db.applied() or not await db.pending():
        await db.migrate()
        return None
    database = Path(str(getattr(db.engine(), "path", "")))
    saved = await asyncio.to_thread(_save, database, at)
    try:
        await db.migrate()
    except Exception:
        log.exception("upgrade failed", saved=str(saved))
        await asyncio.to_thread(snapshot.put_back, saved, database)
        raise Refusal(UNDONE.format(saved)) from None
    return saved


def _save(database: Path, at: datetime) -> Path:
    folder = settings().data_dir / "backups"
    saved = folder / f"{BEFORE}-{at.astimezone(clock.WIB):%Y-%m-%dT%H%M%S}.sqlite"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        snapshot.take(database, saved)
    except Exception as error:
        saved.unlink(missing_ok=True)
        if snapshot.is_full(error) or getattr(error, "errno", None) in FULL:
            raise Refusal(NO_ROOM.format(folder)) from None
        raise
    return saved
