"""An office with a year of complaints, a message that waits and an attachment, and the command at it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from portal import clock
from portal.accounts import queries as accounts
from portal.files import storage
from portal.lapor import importing
from portal.notifications import outbox
from portal.notifications.message import Message, Recipient
from portal.permissions import JobActor
from portal.settings import settings
from tests.support.visits import account

FIXTURES = Path(__file__).parents[1] / "fixtures"
BY = JobActor("job:test", name="Perintah uji")
OFFICER = Recipient("officer:1", "Petugas Contoh", "+6281200000001", proven=True)
LONGEST = 90


async def furnish() -> None:
    """The year that the office knows by heart, an admin who is signed in nowhere, and one attachment."""
    await importing.import_file(FIXTURES / "lapor_export_2023.xlsx", by=BY, at=clock.now())
    await importing.import_history(FIXTURES / "follow_up_history_2023.csv", by=BY, at=clock.now())
    await account("admin")
    assert await accounts.recipients("admin", None, clock.now())


async def write_message(number: int) -> None:
    """One more message that waits to be sent."""
    values = {"role": "Admin Operator", "until": "besok"}
    await outbox.enqueue(
        Message("invitation", f"uji-{number}", f"account:{number}", values), [OFFICER], at=clock.now()
    )


async def attach(content: bytes) -> storage.StoredFileRow:
    """Keep one file as an export would."""
    draft = settings().data_dir / "draf"
    draft.write_bytes(content)
    return await storage.take_over(draft, "lampiran.bin", "text/csv", by=BY, at=clock.now())


def aspal(
    url: str, data: Path, *words: str, largest: int | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """The command as it is typed on a server; no file it writes may grow beyond `largest` bytes."""
    given = {"ASPAL_DATABASE_URL": url, "ASPAL_DATA_DIR": str(data), **more}
    return subprocess.run(
        [sys.executable, "-m", "portal", *words],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
        preexec_fn=limit(largest) if largest else None,
    )


def limit(largest: int) -> Callable[[], None]:
    """What a child does first, so that its files meet the end of the disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))


def said(done: subprocess.CompletedProcess[str]) -> str:
    """What a command that succeeded says."""
    assert done.returncode == 0, done.stderr
    return done.stdout
