"""Which backups were made, and what became of them."""

from enum import StrEnum

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class BackupState(StrEnum):
    """Where one backup stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class BackupRun(Table, tablename="backup_run"):
    """One backup: when, where to, how large; `note` says what to know about it."""

    id: BigSerial = BigSerial(primary_key=True)
    started_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    state = Varchar(length=10, default=BackupState.RUNNING)
    place = Varchar(length=400)
    size = BigInt(default=0)
    files = Integer(default=0)
    note = Text(default="")
