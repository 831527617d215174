"""Whether this process can work, and whether the whole portal does, for whoever watches from outside."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from portal import db
from portal.keeping import looking, sending
from portal.keeping.readings import Level
from portal.notifications.standing import standing

UNREACHABLE = (sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Whole:
    """Each part that was looked at with how it stands; nothing else is looked at without its database."""

    parts: Mapping[str, Level]

    @property
    def is_well(self) -> bool:
        """Whether nothing is bad: what is not set up is not judged, what bears watching is no fault."""
        return Level.BAD not in self.parts.values()


async def is_well() -> bool:
    """Whether this process reaches its database and knows its shape.

    A worker that is down is no reason to take a web node out of service: people can still read and write.
    """
    try:
        return not await db.pending()
    except UNREACHABLE:
        return False


async def whole(at: datetime) -> Whole:
    """The database, and as far as that answers worker, queue, channel and backup."""
    try:
        if await db.pending():
            return Whole({DATABASE: Level.BAD})
        found = await standing(at=at)
        readings = [await looking.worker(), sending.queue(found), sending.channel(found, at)]
        readings.append(await looking.backup(at))
    except UNREACHABLE:
        return Whole({DATABASE: Level.BAD})
    return Whole({DATABASE: Level.GOOD, **{reading.code: reading.level for reading in readings}})
