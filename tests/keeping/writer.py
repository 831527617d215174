"""A process that writes one act after another and says which are committed: `python -m tests.keeping.writer`.

Every act is a message and a line of the audit in one transaction, so that half an act can be told.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import piccolo_conf  # noqa: F401 - the tables' engine
from portal import audit, clock, db
from portal.audit.trail import Place
from portal.notifications import outbox
from portal.notifications.message import Message, Recipient
from portal.permissions import JobActor

BY = JobActor("job:writer", name="Penulis uji")
OFFICER = Recipient("officer:1", "Petugas Contoh", "+6281200000001", proven=True)


async def act(number: int) -> None:
    """One act, all or nothing."""
    async with db.transaction():
        values = {"role": "Admin Operator", "until": "besok"}
        message = Message("invitation", f"penulis-{number}", f"penulis:{number}", values)
        await outbox.enqueue(message, [OFFICER], at=clock.now())
        await audit.record("uji.ditulis", by=BY, at=clock.now(), place=Place(f"penulis:{number}"))


async def main(url: str) -> None:
    """Write until killed."""
    db.use(db.connect(url))
    number = 0
    while True:
        number += 1
        await act(number)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


class Writer:
    """The process as a test holds it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process, self._read, self.last = process, b"", 0

    def committed(self) -> int:
        """The last act that it said was committed."""
        assert self._process.poll() is None, "the writer ended by itself"
        assert self._process.stdout is not None
        while chunk := self._process.stdout.read(65536):
            self._read += chunk
        whole, _, self._read = self._read.rpartition(b"\n")
        self.last = int(whole.split()[-1]) if whole else self.last
        return self.last

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop it wherever it is, as a power cut would."""
        os.kill(self._process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WNOWAIT)
        try:
            yield
        finally:
            os.kill(self._process.pid, signal.SIGCONT)


@contextmanager
def writing(url: str, log: Path) -> Iterator[Writer]:
    """A writer at a database, alive until the block ends."""
    command = [sys.executable, "-m", "tests.keeping.writer", url]
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as process,
    ):
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        try:
            yield Writer(process)
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
