"""An office with its agencies, and files as LAPOR! would give them to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from portal import app, clock
from portal.complaints.tables import Complaint
from portal.jobs import worker
from portal.lapor import importing
from portal.lapor.batches import lifecycle, queries
from portal.lapor.batches.lifecycle import Upload
from portal.lapor.batches.views import BatchView
from portal.lapor.export_columns import Column
from portal.lapor.importing import Summary
from portal.lapor.tables import BatchKind
from portal.permissions import Actor, JobActor
from tests.lapor.files import write_csv

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
COMMAND = JobActor("job:import-lapor", "Perintah import-lapor")
COLUMNS = [
    Column.TRACKING_ID,
    Column.DATE,
    Column.REPORTER,
    Column.CLASSIFICATION,
    Column.TITLE,
    Column.BODY_INITIAL,
    Column.TYPE,
    Column.AGENCY,
    Column.STATUS,
    Column.RATING,
]
HISTORY = ["Tracking ID", "Perangkat Daerah", "Tanggal Disposisi", "Tanggal Tindak Lanjut", "Tanggal Selesai"]


def row(tracking_id: object = "6300001", **cells: str) -> list[object]:
    """A row under COLUMNS; name the cells that shall differ."""
    usual = {
        "day": "3 Nov 2026",
        "reporter": "Pelapor Uji",
        "classification": "Pengaduan Tidak Berkadar Pengawasan",
        "title": "Jalan berlubang",
        "body": "Dekat pasar.",
        "type": "",
        "agency": "",
        "status": "Belum Terverifikasi",
        "rating": "",
    }
    return [tracking_id, *(usual | cells).values()]


def export(folder: Path, *rows: list[object], name: str = "ekspor.csv") -> Path:
    """An export of these rows."""
    return write_csv(folder / name, [COLUMNS, *rows])


async def take(path: Path, *, at: datetime = NOON, **how: Any) -> Summary:
    """Import an export as the command does."""
    return await importing.import_file(path, by=COMMAND, at=at, **how)


async def standing(tracking_id: str = "6300001") -> Complaint:
    """The complaint as it is now."""
    found = await Complaint.objects().get(Complaint.tracking_id == tracking_id)
    assert found is not None
    return found


async def upload(
    path: Path, by: Actor, *, kind: BatchKind = BatchKind.EXPORT, once: str | None = None
) -> str:
    """Upload a file as the page does; the public id of its batch."""
    return await lifecycle.receive(_sent(path, kind, once), by=by, at=clock.now())


def _sent(path: Path, kind: BatchKind, once: str | None) -> Upload:
    return Upload(kind, path.name, path.read_bytes(), once)


async def work() -> int:
    """Do every job that waits, as a worker would; how many there were."""
    done = 0
    while await worker.do_one(app.handlers()):
        done += 1
    return done


async def batch(public_id: str) -> lifecycle.Batch:
    """The batch for a verb."""
    found = await lifecycle.find(public_id)
    assert found is not None
    return found


async def view(public_id: str) -> BatchView:
    """The batch as its page shows it."""
    found = await queries.show(public_id)
    assert found is not None
    return found
