"""Piccolo's SQLite engine with persistent connections, each on a thread of its own.

The stock engine opens a connection and a thread for every query. Pragmas follow the promise that a
committed row survives a power cut (`synchronous=FULL`).
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType

from portal.db import private

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=1",
    "PRAGMA busy_timeout=5000",
    "PRAGMA cache_size=-32000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=268435456",
)
POOL_SIZE = 4
CACHED_STATEMENTS = 512
PROMPT = 0.003
"""Seconds for which a read may hold up the loop; one that takes longer is begun again on a thread."""

STEPS = 2_000
"""Steps of SQLite between two looks at the clock, some tens of microseconds."""

# Piccolo's converter goes through Decimal, which costs a third of a list page.
sqlite3.register_converter("INTEGER", int)
sqlite3.register_converter("BIGINT", int)

Row = dict[str, Any]


class Connection:
    """One SQLite connection that lives on one thread, so that a query is a single hop."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._raw: sqlite3.Connection | None = None
        self._until = 0.0

    async def execute(self, query: str, args: list[Any] | None = None) -> list[Row]:
        """Run one statement and fetch all of its rows."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._fetch, query, args or ())

    def fetch_here(self, query: str, args: Sequence[Any]) -> list[Row] | None:
        """Run one read on the caller's thread; None where it would take too long."""
        if self._raw is None:
            self._connected().set_progress_handler(self._is_late, STEPS)
        self._until = time.perf_counter() + PROMPT
        try:
            return self._fetch(query, args)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            return None

    def _is_late(self) -> bool:
        return time.perf_counter() > self._until

    async def rollback_open(self) -> None:
        """Undo what an interrupted transaction left behind; a dirty connection is never handed on."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._rollback)

    def shut(self) -> None:
        """Close the file and end the thread."""
        self._thread.submit(self._close)
        self._thread.shutdown(wait=True)

    def _fetch(self, query: str, args: Any) -> list[Row]:
        cursor = self._connected().execute(query, args)
        found = cursor.fetchall()
        if not found:
            return []
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def _connected(self) -> sqlite3.Connection:
        if self._raw is None:
            private.keep(Path(self._options["database"]))
            raw = sqlite3.connect(**self._options)
            for pragma in PRAGMAS:
                raw.execute(pragma).fetchall()
            self._raw = raw
        return self._raw

    def _rollback(self) -> None:
        if self._raw is not None and self._raw.in_transaction:
            self._raw.execute("ROLLBACK")

    def _close(self) -> None:
        if self._raw is not None:
            self._raw.close()


class Lease:
    """What a transaction holds of the pool: closing gives the connection back."""

    def __init__(self, connection: Connection, owner: PooledSQLiteEngine) -> None:
        self.connection = connection
        self._owner = owner

    async def execute(self, query: str, args: list[Any] | None = None) -> list[Row]:
        """Run one statement inside the transaction."""
        return await self.connection.execute(query, args)

    async def close(self) -> None:
        """Give the connection back, clean."""
        try:
            await self.connection.rollback_open()
        finally:
            self._owner.give_back(self.connection)


class Transaction(SQLiteTransaction):
    """A write transaction that gives its connection back even where BEGIN or COMMIT fails."""

    __slots__ = ()

    async def __aenter__(self) -> Any:
        if self._parent is not None:
            return self._parent
        self.connection = await self.engine.get_connection()
        try:
            await self.connection.execute(f"BEGIN {self.transaction_type.value}")
        except BaseException:
            await self.connection.close()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent is not None:
            return exception is None
        try:
            if exception is None and not self._committed and not self._rolled_back:
                await self.connection.execute("COMMIT")
        finally:
            self.engine.current_transaction.reset(self.context)
            await self.connection.close()
        return False


class PooledSQLiteEngine(SQLiteEngine):
    """SQLite for Piccolo with a small pool and IMMEDIATE transactions."""

    __slots__ = ("_all", "_idle", "_reader", "_turns")

    def __init__(self, path: str) -> None:
        super().__init__(path, timeout=5, cached_statements=CACHED_STATEMENTS, check_same_thread=False)
        self._idle: deque[Connection] = deque()
        self._all: list[Connection] = []
        self._reader: Connection | None = None
        self._turns: asyncio.Semaphore | None = None

    async def take(self) -> Connection:
        """Wait for a free connection of the pool."""
        if self._turns is None:
            self._turns = asyncio.Semaphore(POOL_SIZE)
        await self._turns.acquire()
        if self._idle:
            return self._idle.pop()
        connection = Connection(self.connection_kwargs)
        self._all.append(connection)
        return connection

    def give_back(self, connection: Connection) -> None:
        """Return a connection to the pool."""
        self._idle.append(connection)
        if self._turns is not None:
            self._turns.release()

    async def get_connection(self) -> Any:
        return Lease(await self.take(), self)

    def transaction(
        self,
        transaction_type: TransactionType = TransactionType.immediate,
        allow_nested: bool = True,  # noqa: FBT001, FBT002 - Piccolo's signature
    ) -> Transaction:
        # IMMEDIATE: a DEFERRED reader that turns writer meets "database is locked" without waiting.
        return Transaction(engine=self, transaction_type=transaction_type, allow_nested=allow_nested)

    async def fetch(self, query: str, args: Sequence[Any]) -> list[Row]:
        """Run one statement with `?` for each value, in the current transaction if there is one."""
        if current := self.current_transaction.get():
            return await self._run_in_existing_connection(current.connection, query, args)
        return await self._run_in_new_connection(query, args)

    async def fetch_quick(self, query: str, args: Sequence[Any]) -> list[Row]:
        """As `fetch`, on the loop's own thread as long as it is short: a hop to another costs more."""
        if self.current_transaction.get():
            return await self.fetch(query, args)
        if self._reader is None:
            self._reader = Connection({**self.connection_kwargs, "check_same_thread": False})
        found = self._reader.fetch_here(query, args)
        return await self.fetch(query, args) if found is None else found

    def close_pool(self) -> None:
        """Close every connection; without it their threads keep the process alive."""
        if self._reader is not None:
            self._reader.shut()
            self._reader = None
        for connection in self._all:
            connection.shut()
        self._all.clear()
        self._idle.clear()
        self._turns = None

    async def _run_in_new_connection(
        self,
        query: str,
        args: Any = None,
        query_type: str = "generic",  # noqa: ARG002 - Piccolo's signature
        table: Any = None,  # noqa: ARG002
    ) -> list[Row]:
        connection = await self.take()
        try:
            return await connection.execute(query, args)
        finally:
            self.give_back(connection)

    async def _run_in_existing_connection(
        self,
        connection: Any,
        query: str,
        args: Any = None,
        query_type: str = "generic",  # noqa: ARG002 - Piccolo's signature
        table: Any = None,  # noqa: ARG002
    ) -> list[Row]:
        found: list[Row] = await connection.execute(query, args)
        return found
