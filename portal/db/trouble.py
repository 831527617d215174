"""Failures of the database itself, which pass; anything else would fail again at every try."""

from __future__ import annotations

import sqlite3

import asyncpg

SQLITE_WORDS = ("locked", "busy", "unable to open", "disk i/o error", "disk is full")

POSTGRES = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,  # it starts up, shuts down, or the query was cancelled
    asyncpg.TransactionRollbackError,
    asyncpg.InterfaceError,
)


def is_passing(error: BaseException) -> bool:
    """Whether the same statement may succeed later: the database is away, busy, starting or full."""
    if isinstance(error, sqlite3.OperationalError):
        return any(word in str(error).lower() for word in SQLITE_WORDS)
    # asyncpg calls a value that it cannot encode an InterfaceError too.
    return isinstance(error, (*POSTGRES, OSError, TimeoutError)) and not isinstance(error, ValueError)
