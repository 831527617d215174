"""Approved answers as the page shows them, and whether they stand in LAPOR! already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.complaints import words
from portal.complaints.display.timeline import Answer
from portal.complaints.kinds import DraftStatus, EntryKind, Stage
from portal.complaints.read_model import Detail, FollowUpRow
from portal.files import StoredFileRow
from portal.workdays.words import dated, stamp

FilesOf = Callable[[tuple[int, ...]], tuple[StoredFileRow, ...]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One approved answer."""

    id: int
    stage: str
    approved: str
    promised: str
    text: str
    files: tuple[StoredFileRow, ...]
    copied: str
    must_be_copied: bool


def approved(detail: Detail, tracking_id: str, files_of: FilesOf) -> list[Shown]:
    """The approved answers, newest first; only what LAPOR! knows can be copied there."""
    found = [each for each in detail.follow_ups if each.status == DraftStatus.APPROVED]
    return [_shown(each, tracking_id, files_of) for each in reversed(found)]


def _shown(row: FollowUpRow, tracking_id: str, files_of: FilesOf) -> Shown:
    when = f", {stamp(row.decided_at)}" if row.decided_at else ""
    by = f"Disetujui {row.decided_by_name}{when}" if row.decided_by_name else "Dari catatan kantor"
    copied_on = row.copied_to_lapor_on
    return Shown(
        id=row.id,
        stage=words.STAGE[Stage(row.stage)],
        approved=by,
        promised=dated(row.promised_date) if row.promised_date else "",
        text=row.text,
        files=files_of(row.files),
        copied=f"Sudah disalin ke LAPOR!, tanggal {dated(copied_on)}" if copied_on else "",
        must_be_copied=bool(tracking_id) and copied_on is None,
    )


def waiting(detail: Detail, files_of: FilesOf) -> dict[int, Answer]:
    """The words of a follow-up that waits for approval, beside the line that handed it in."""
    handed_in = [each for each in detail.follow_ups if each.status == DraftStatus.SUBMITTED]
    return {
        entry.id: Answer(row.text, files_of(row.files))
        for row in handed_in
        for entry in detail.entries
        if entry.kind == EntryKind.SUBMITTED and entry.recorded_at == row.submitted_at
    }
