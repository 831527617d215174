"""The shapes in which the pages of an import are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.complaints.looks import Look
from portal.jobs.queue import JobRow
from portal.lapor.tables import BatchKind, BatchState, Outcome


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch in the list."""

    id: int
    public_id: str
    kind: str
    state: str
    file_name: str
    uploaded_by_name: str
    uploaded_at: datetime
    generated_at: datetime | None
    total: int


@dataclass(frozen=True, slots=True)
class Named:
    """A text of the file and how many rows hold it; `number` is LAPOR!'s own for it, where it has one."""

    text: str
    count: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A section of the preview: what is to be decided, and what may be chosen."""

    name: str
    rows: Sequence[Any]
    choices: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what they do."""

    by_outcome: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All rows read so far."""
        return sum(self.by_outcome.values())

    def __getitem__(self, outcome: str) -> int:
        return self.by_outcome.get(outcome, 0)


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch on its own page."""

    id: int
    public_id: str
    kind: str
    state: str
    file_name: str
    sha256: str
    size: int
    uploaded_by_name: str
    uploaded_at: datetime
    generated_at: datetime | None
    generated_text: str
    period_text: str
    confirmed_by_name: str
    confirmed_at: datetime | None
    ended_at: datetime | None
    undone_by_name: str
    undone_at: datetime | None
    notify: bool
    unknown_columns: list[str]
    date_order: str
    hidden_sheets: list[str]
    other_sheets: list[str]
    total: int
    messages: int
    messages_anyway: int
    error: str
    job: JobRow | None
    counts: Counts
    waiting: int
    decisions: list[Decision]

    @property
    def look(self) -> Look:
        """When LAPOR! was looked at for this file."""
        return Look.of_file(self.generated_at, self.uploaded_at)

    @property
    def is_at_work(self) -> bool:
        """Whether a job is reading or importing it now."""
        return self.job is not None and self.job.is_open

    @property
    def was_stopped(self) -> bool:
        """Whether its job ended before the work did."""
        unfinished = self.state in {BatchState.READING, BatchState.CONFIRMED, BatchState.UNDOING}
        return unfinished and not self.is_at_work

    @property
    def is_export(self) -> bool:
        """Whether it is LAPOR!'s own file."""
        return self.kind == BatchKind.EXPORT

    @property
    def writes(self) -> bool:
        """Whether confirming would change anything."""
        writing = (Outcome.NEW, Outcome.CHANGED, Outcome.DIFFERENT)
        return any(self.counts[outcome] for outcome in writing)


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a file; `agency` says who holds it, or would. A refused row is told in the file's words."""

    id: int
    sheet: str
    row_number: int
    tracking_id: str
    outcome: str
    sentence: str
    changed: list[str]
    agency_text: str
    status_text: str
    imported_at: datetime | None
    undone: str
    title: str
    received: str
    agency: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it came, with the file it came in."""

    sheet: str
    row_number: int
    tracking_id: str
    outcome: str
    sentence: str
    changed: list[str]
    cells: dict[str, str]
    batch_public_id: str
    batch_kind: str
    file_name: str
    uploaded_at: datetime
