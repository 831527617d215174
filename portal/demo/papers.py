"""The years before the portal: an export of LAPOR! and the office's own dates, as files that are imported."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from portal.clock import WIB
from portal.demo import days
from portal.demo.people import STAFFED
from portal.demo.stories import Do, Story, Teller

OTHERS = ("DISDIK", "DPMD", "DISPERTAKP", "RSUD", "SATPOLPP")
"""Agencies without accounts: what was never finished lies there, on nobody's desk in the demo."""

ORDINARY, SUPERVISORY = "Pengaduan Tidak Berkadar Pengawasan", "Pengaduan Berkadar Pengawasan"
EXPORT = (
    "Tracking ID",
    "Tanggal Laporan Masuk",
    "Waktu Laporan Masuk",
    "Nama Pelapor",
    "Klasifikasi Laporan",
    "Kategori",
    "Judul Laporan",
    "Isi Laporan Awal",
    "Tipe Laporan (Anonim/Rahasia)",
    "Sumber Laporan",
    "Instansi Terdisposisi",
    "Status Laporan",
    "Kecamatan",
)
HISTORY = (
    "Tracking ID",
    "Perangkat Daerah",
    "Tanggal Disposisi",
    "Tanggal Tindak Lanjut",
    "Uraian Tindak Lanjut",
    "Tanggal Selesai",
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a year went: so many complaints, how many of them unfinished, working days at most at each desk."""

    count: int
    unfinished: int
    at_kominfo: int
    at_agency: int


@dataclass(frozen=True, slots=True)
class Paper:
    """One complaint of a year gone by."""

    story: Story
    status: str
    disposed: date | None = None
    followed_up: date | None = None
    closed: date | None = None


def papers(teller: Teller, year: int, pace: Pace, until: date) -> Iterator[Paper]:
    """The complaints of a year that came before `until`; nothing of them lies after it."""
    every = pace.count // pace.unfinished if pace.unfinished else pace.count + 1
    for nth in range(pace.count):
        day = date(year, 1, 2) + timedelta(days=nth * 363 // pace.count)
        if day >= until:
            return
        is_finished = nth % every != every - 1
        agency = teller.chance.choice(STAFFED if is_finished else OTHERS)
        story = teller.story(days.any_hour(teller.chance, day), agency)
        story.is_secret = False
        yield _finished(teller, story, pace, until) if is_finished else _unfinished(teller, story, pace)


def as_lapor_has_it(story: Story, at: datetime) -> Paper | None:
    """A complaint under way as LAPOR! shows it at that moment; None where it does not know it yet."""
    done = [step for step in story.steps if step.at <= at]
    said = [step.say for step in done if step.do in {Do.IMPORT, Do.LAPOR}]
    if not said:
        return None
    # Kominfo disposes in LAPOR! too; what agencies do is copied there later.
    disposed = [step.at.astimezone(WIB).date() for step in done if step.do is Do.DISPOSE]
    if said[-1] == "Menunggu" and disposed:
        return Paper(story, "Terdisposisi", disposed[0])
    return Paper(story, said[-1], disposed[0] if disposed else None)


def _finished(teller: Teller, story: Story, pace: Pace, until: date) -> Paper:
    if teller.chance.random() < 0.03:
        return Paper(story, "Diarsipkan oleh Admin")
    disposed = _later(teller, teller.calendar.day_of(story.received_at), pace.at_kominfo)
    followed_up = _later(teller, disposed, pace.at_agency)
    closed = teller.calendar.add(followed_up, teller.chance.randrange(8, 13))
    status = teller.chance.choice(("Ditutup oleh Admin", "Ditutup oleh Sistem"))
    return Paper(story, status, *(min(day, until) for day in (disposed, followed_up, closed)))


def _unfinished(teller: Teller, story: Story, pace: Pace) -> Paper:
    disposed = _later(teller, teller.calendar.day_of(story.received_at), pace.at_kominfo)
    if teller.chance.random() < 0.5:
        return Paper(story, "Terdisposisi", disposed)
    return Paper(story, "Ditanggapi oleh Pelapor", disposed, _later(teller, disposed, pace.at_agency))


def _later(teller: Teller, day: date, most: int) -> date:
    return teller.calendar.add(day, teller.chance.randint(1, most))


def write_export(path: Path, gone: Iterable[Paper], names: Mapping[str, str]) -> None:
    """As an Admin Instansi downloads it."""
    _write(path, EXPORT, (_export_row(paper, names) for paper in gone))


def write_history(path: Path, gone: Iterable[Paper], names: Mapping[str, str]) -> None:
    """As the office kept it in a table."""
    _write(path, HISTORY, (_history_row(paper, names) for paper in gone if paper.disposed))


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _export_row(paper: Paper, names: Mapping[str, str]) -> tuple[str, ...]:
    story = paper.story
    received = story.received_at.astimezone(WIB)
    return (
        story.tracking_id,
        f"{received:%d/%m/%Y}",
        f"{received:%H:%M}",
        "Anonim" if story.is_anonymous else story.reporter,
        SUPERVISORY if story.is_supervisory else ORDINARY,
        story.subject.topic.name,
        story.subject.title,
        story.subject.body,
        _kind(story),
        "Web",
        names[story.agency] if paper.disposed else "",
        paper.status,
        story.subject.district,
    )


def _kind(story: Story) -> str:
    flags = ("Anonim", story.is_anonymous), ("Rahasia", story.is_secret)
    return " dan ".join(name for name, holds in flags if holds)


def _history_row(paper: Paper, names: Mapping[str, str]) -> tuple[str, ...]:
    return (
        paper.story.tracking_id,
        names[paper.story.agency],
        _day(paper.disposed),
        _day(paper.followed_up),
        paper.story.subject.answer if paper.followed_up else "",
        _day(paper.closed),
    )


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
