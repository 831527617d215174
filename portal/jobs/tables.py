"""Jobs and duties. Leases are seconds of the database's clock."""

from enum import StrEnum

from piccolo.columns import JSON, BigInt, BigSerial, DoublePrecision, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = [JobState.WAITING.value, JobState.RUNNING.value]


class Job(Table):
    """One piece of long work: what, for whom, how far."""

    id: BigSerial = BigSerial(primary_key=True)
    public_id = Varchar(length=32, unique=True)
    kind = Varchar(length=40)
    title = Varchar(length=200, default="")
    unique_key = Varchar(length=120, null=True, default=None)
    payload = JSON(default="{}")
    checkpoint = JSON(default="{}")
    result = JSON(default="{}")
    result_file = BigInt(null=True, default=None)
    owner_key = Varchar(length=60)
    owner_name = Varchar(length=120)
    state = Varchar(length=12, default=JobState.WAITING)
    done = Integer(default=0)
    total = Integer(default=0)
    note = Text(default="")
    error = Text(default="")
    attempts = Integer(default=0)
    lease_token = Varchar(length=32, default="")
    lease_until = DoublePrecision(default=0.0)
    created_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


class DutyRun(Table, tablename="duty"):
    """One slot of a duty: of many workers one does it."""

    id: BigSerial = BigSerial(primary_key=True)
    name = Varchar(length=60)
    slot = Varchar(length=40)
    lease_until = DoublePrecision(default=0.0)
    finished_at = Timestamptz(null=True, default=None)


class WorkerBeat(Table, tablename="worker_beat"):
    """When each worker process last said that it lives, in seconds of the database's clock."""

    id: BigSerial = BigSerial(primary_key=True)
    name = Varchar(length=80, unique=True)
    beat_at = DoublePrecision(default=0.0)
