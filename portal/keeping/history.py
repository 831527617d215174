"""Backups that were made, and how old the last one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.keeping.tables import BackupRun, BackupState


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup as its page shows it."""

    started_at: datetime
    ended_at: datetime | None
    state: str
    place: str
    size: int
    files: int
    note: str

    @property
    def megabytes(self) -> str:
        """Its size, as disks are spoken of."""
        return f"{self.size / 1_000_000:.1f}".replace(".", ",")


async def recent(limit: int = 10) -> list[BackupRow]:
    """The newest backups, failed ones too."""
    columns = [BackupRun._meta.get_column_by_name(name) for name in BackupRow.__dataclass_fields__]
    rows = await BackupRun.select(*columns).order_by(BackupRun.id, ascending=False).limit(limit)
    return [BackupRow(**row) for row in rows]


async def last_done() -> BackupRow | None:
    """The newest backup that was finished."""
    columns = [BackupRun._meta.get_column_by_name(name) for name in BackupRow.__dataclass_fields__]
    done = BackupRun.state == BackupState.DONE
    row = await BackupRun.select(*columns).where(done).order_by(BackupRun.id, ascending=False).first()
    return BackupRow(**row) if row else None
