"""Whether the portal can do its work, for whoever watches from outside."""

from __future__ import annotations

import sqlite3

import asyncpg

from portal import db
from portal.jobs import heartbeat

UNREACHABLE = (sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


async def is_well() -> bool:
    """Whether the database answers, has today's shape, and a worker is at work."""
    try:
        return not await db.pending() and await heartbeat.is_alive()
    except UNREACHABLE:
        return False
