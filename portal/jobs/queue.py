"""Asking for work, and reading how far it is."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.jobs.tables import OPEN, Job, JobState
from portal.permissions import Actor


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as its page shows it."""

    id: int
    public_id: str
    kind: str
    title: str
    owner_key: str
    owner_name: str
    state: str
    done: int
    total: int
    note: str
    error: str
    payload: dict[str, Any]
    result: dict[str, Any]
    result_file: int | None
    unique_key: str | None
    created_at: datetime
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in OPEN

    @property
    def percent(self) -> int:
        """How far, 0 to 100."""
        return 100 if self.state == JobState.DONE else int(100 * self.done / self.total) if self.total else 0


async def enqueue(
    kind: str,
    payload: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    title: str = "",
    unique_key: str | None = None,
) -> str:
    """Ask for work in the caller's transaction; the same unique key gives the open job there is."""
    public_id = secrets.token_urlsafe(12)
    row = Job(
        public_id=public_id,
        kind=kind,
        title=title,
        unique_key=unique_key,
        payload=json.dumps(dict(payload), default=str),
        owner_key=by.key,
        owner_name=by.name,
        created_at=at,
    )
    if unique_key is None:
        await Job.insert(row)
        return public_id
    async with db.lock(f"job:{unique_key}"):
        there = (
            await Job.select(Job.public_id).where(Job.unique_key == unique_key, Job.state.is_in(OPEN)).first()
        )
        if there:
            return str(there["public_id"])
        await Job.insert(row)
    return public_id


async def find(public_id: str) -> JobRow | None:
    """One job by its public id."""
    row = await select_rows().where(Job.public_id == public_id).first()
    return JobRow(**row) if row else None


async def cancel(public_id: str, *, at: datetime) -> bool:
    """Stop a job that waits or runs; a running one stops at its next chunk."""
    changed = await (
        Job.update({Job.state: JobState.CANCELLED, Job.ended_at: at, Job.lease_token: ""})
        .where(Job.public_id == public_id, Job.state.is_in(OPEN))
        .returning(Job.id)
    )
    return bool(changed)


def select_rows() -> Any:
    """A query for rows of `JobRow`."""
    columns = [Job._meta.get_column_by_name(name) for name in JobRow.__dataclass_fields__]
    return Job.select(*columns).output(load_json=True)
