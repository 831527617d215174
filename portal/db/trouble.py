"""Failures of the database itself, which pass; anything else would fail again at every try."""

from __future__ import annotations

import errno
import socket
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


NOT_REACHED = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN})


def is_away(error: BaseException) -> bool:
    """Whether PostgreSQL cannot be asked at the moment: gone, starting up, shutting down, or full."""
    if isinstance(error, POSTGRES):
        return not isinstance(error, ValueError)
    if isinstance(error, ConnectionError | TimeoutError | socket.gaierror):
        return True
    # Of a name with several addresses asyncio tells all failures in one, without a number.
    unreached = isinstance(error, OSError) and error.errno in NOT_REACHED
    return unreached or (isinstance(error, OSError) and "Connect call failed" in str(error))


def is_passing(error: BaseException) -> bool:
    """Whether the same statement may succeed later: the database is away, busy, starting or full."""
    if isinstance(error, sqlite3.OperationalError):
        return any(word in str(error).lower() for word in SQLITE_WORDS)
    # asyncpg calls a value that it cannot encode an InterfaceError too.
    return isinstance(error, (*POSTGRES, OSError, TimeoutError)) and not isinstance(error, ValueError)
