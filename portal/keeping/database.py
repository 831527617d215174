"""Which database this is, for somebody who wonders whether it is the right one."""

from __future__ import annotations

from urllib.parse import urlsplit

from portal import db
from portal.settings import settings


async def description() -> str:
    """Engine with its version, place without a password, and how far it has been migrated."""
    ran = await db.applied()
    newest = max((name.rpartition(": ")[2] for name in ran), default="tidak ada")
    return f"{await _engine()} di {_place()}, {len(ran)} migrasi, yang terbaru {newest[:16]}"


async def _engine() -> str:
    if db.is_postgres():
        found = await db.rows("SELECT split_part(current_setting('server_version'), ' ', 1) AS version")
        return f"PostgreSQL {found[0]['version']}"
    found = await db.rows("SELECT sqlite_version() AS version")
    return f"SQLite {found[0]['version']}"


def _place() -> str:
    file = settings().database_file
    if file:
        return str(file)
    address = urlsplit(settings().database_url)
    return f"{address.netloc.rpartition('@')[2]}{address.path}"
