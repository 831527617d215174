"""The audit as a workbook, made by the worker for whoever asked; asking is itself a line of it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from portal import audit, clock, db, jobs
from portal.accounts import actors
from portal.audit import filters, naming, queries, words
from portal.audit.queries import AuditRow
from portal.audit.trail import Place
from portal.errors import Refusal
from portal.files import storage
from portal.jobs import JobContext
from portal.keeping.backup import FULL
from portal.permissions import Actor, Permission
from portal.settings import settings

KIND = "audit.export"
TITLE = "Unduhan log aktivitas"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 500
MOST = 200_000
TOO_MANY = f"Log ini lebih dari {MOST:,} baris. Persempit dengan tanggal, lalu unduh lagi.".replace(",", ".")
NOT_YOURS = "Anda tidak lagi berhak mengunduh log aktivitas."
DISK_FULL = "Penyimpanan penuh, sehingga berkas tidak dapat dibuat. Tambah ruang, lalu ulangi."
LONGEST = 32_000
"""Letters that a cell can hold, with room to spare."""

SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
COLUMNS = (
    ("Waktu (WIB)", 20),
    ("Pelaku", 30),
    ("Sebagai", 24),
    ("Dari alamat", 18),
    ("Tindakan", 40),
    ("Tentang", 30),
    ("Hasil", 10),
    ("Rincian", 80),
)


async def ask(query: Mapping[str, str], *, by: Actor, at: datetime) -> str:
    """Ask for the lines behind an address; returns the job's id."""
    asked = filters.read(query)
    if asked.problems:
        raise Refusal(" ".join(asked.problems.values()))
    payload = {"query": asked.query, "permission": Permission.AUDIT_READ}
    async with db.transaction():
        job = await jobs.enqueue(KIND, payload, by=by, at=at, title=TITLE)
        place = Place(f"job:{job}", permission=Permission.AUDIT_READ)
        await audit.record(
            "audit.exported", by=by, at=at, place=place, details={"fields": sorted(asked.query)}
        )
    return job


async def work(job: JobContext) -> Mapping[str, Any]:
    """Write the workbook a chunk at a time; what a killed worker left is begun anew."""
    by = await actors.acting(job.owner_key, clock.now())
    if by is None or not by.holds_somewhere(Permission.AUDIT_READ):
        raise Refusal(NOT_YOURS)
    folder = settings().data_dir / "exports" / job.public_id
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    try:
        rows = await _write(job, folder / "log.xlsx")
        name = f"log-aktivitas-{clock.today():%Y-%m-%d}.xlsx"
        made = await storage.take_over(folder / "log.xlsx", name, MEDIA_TYPE, by=by, at=clock.now())
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise Refusal(DISK_FULL) from None
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    job.result_file = made.id
    return {"rows": rows, "reach": jobs.reach.of(by, Permission.AUDIT_READ)}


async def _write(job: JobContext, path: Path) -> int:
    wanted = filters.read(job.payload["query"]).filters
    book = await asyncio.to_thread(Book, path)
    try:
        before: int | None = None
        while rows := await queries.listing(wanted, before=before, limit=CHUNK):
            names = await naming.names(row.subject for row in rows)
            await asyncio.to_thread(book.write, rows, names)
            before = rows[-1].id
            if book.rows > MOST:
                raise Refusal(TOO_MANY)
            await job.progress(book.rows, max(book.rows, 1), f"{book.rows} baris")
    finally:
        await asyncio.to_thread(book.close)
    return book.rows


class Book:
    """A workbook that grows row by row; every cell is a text, so nothing in it is carried out."""

    def __init__(self, path: Path) -> None:
        self._book: Any = xlsxwriter.Workbook(str(path), {**SAFE, "tmpdir": str(path.parent)})
        self._sheet = self._book.add_worksheet("Log Aktivitas")
        self._sheet.freeze_panes(1, 0)
        bold = self._book.add_format({"bold": True})
        for nth, (heading, width) in enumerate(COLUMNS):
            self._sheet.set_column(nth, nth, width)
            self._sheet.write_string(0, nth, heading, bold)
        self.rows = 0

    def write(self, rows: Sequence[AuditRow], names: Mapping[str, str]) -> None:
        """Add lines; `names` are those of the things they are about."""
        for row in rows:
            self.rows += 1
            for nth, text in enumerate(_cells(row, names)):
                self._sheet.write_string(self.rows, nth, text[:LONGEST])

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


def _cells(row: AuditRow, names: Mapping[str, str]) -> tuple[str, ...]:
    return (
        f"{row.recorded_at.astimezone(clock.WIB):%Y-%m-%d %H:%M:%S}",
        row.actor_name,
        row.role,
        row.origin,
        words.action_words(row.action),
        words.thing_words(row.subject, names),
        words.OUTCOMES.get(row.outcome, words.OUTCOMES["failed"])[2],
        words.detail_words(row.details),
    )
