"""Complaints in every state and of the kinds that later releases have to mend."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from portal import clock, files
from portal.agencies import editing, merges, merging
from portal.agencies import queries as agencies
from portal.agencies.editing import AgencyValues
from portal.complaints import (
    approval,
    dispositions,
    follow_ups,
    identity,
    inquiries,
    notes,
    resolution,
    saved_views,
)
from portal.complaints.follow_ups import Content
from portal.complaints.intake import ReporterDetails
from portal.complaints.kinds import Channel, Classification, Stage
from portal.complaints.tables import Complaint, Inquiry
from portal.lapor import importing, status_rules
from portal.lapor.export_columns import Column
from portal.lapor.statuses import Bucket
from tests.browser.world import World
from tests.complaints import factories
from tests.complaints.factories import DAY, HOUR, Office
from tests.lapor.files import write_csv
from tests.lapor.office import HISTORY
from tests.support.matrix_cases import STATES, _photo

COLUMNS = [
    *(Column.TRACKING_ID, Column.DATE, Column.REPORTER, Column.CLASSIFICATION, Column.TITLE),
    *(Column.BODY_INITIAL, Column.AGENCY, Column.STATUS),
]
KNOWN = "Pengaduan Tidak Berkadar Pengawasan"
MET_TWICE = "Lampu jalan padam di depan balai desa"


async def add(world: World, folder: Path) -> None:
    """All of them."""
    team, at = await office(world), clock.now() - 3 * DAY
    for make in STATES.values():
        await make(team, at)
    await _of_each_way_in(team, at)
    await _with_papers(team, at)
    await _ways_of_a_disposition(team, at)
    await _supervisory(team, at)
    await _asked_and_answered(team, at)
    await _met_twice(team, at)
    await _from_lapor(world, folder)
    await _merged(world, team, at)
    for name, is_shared in (("Selesai", True), ("Selesai DPUPR", False)):
        query = {"status": "resolved", "agency": str(team.dpupr)}
        await saved_views.save(name, query, is_shared=is_shared, by=team.admin, at=clock.now())


async def office(world: World) -> Office:
    """DPUPR's people and Kominfo, as the factories call them."""
    made, found = Office(), await agencies.find("DPUPR")
    assert found is not None
    made.admin, made.dpupr = world.accounts["admin"].user, found.id
    made.liaison, made.operator = world.accounts["liaison"].user, world.accounts["operator"].user
    return made


async def _of_each_way_in(team: Office, at: datetime) -> None:
    for channel in Channel:
        if channel is not Channel.LAPOR:
            await factories.recorded(team, at, channel=channel, title=f"Sampah menumpuk ({channel.value})")
    for kind in (Classification.ASPIRATION, Classification.INFORMATION):
        await factories.disposed(team, at, classification=kind)


async def _with_papers(team: Office, at: datetime) -> None:
    """A photo of the reporter's and one of the answer's, the reporter's name looked at, a note."""
    photo = await files.store(_photo(), "selokan.png", by=team.admin, at=at)
    who = ReporterDetails(name="Pelapor Uji", phone="081234567890", email="pelapor@contoh.example")
    complaint = await factories.disposed(team, at, reporter=who, files=[photo.id])
    await notes.write(complaint, text="Sudah ditelepon.", by=team.admin, at=at + 3 * HOUR)
    await identity.reveal(complaint, reason="Menanyakan letak", by=team.admin, at=at + 3 * HOUR)
    done = await files.store(_photo() + b"\0", "sesudah.png", by=team.operator, at=at)
    promised = clock.today().date() + 9 * DAY
    answer = Content(Stage.INTERIM, "Sedang dikerjakan.", promised, files=[done.id])
    draft = await follow_ups.draft(complaint, content=answer, by=team.operator, at=at + 4 * HOUR)
    await follow_ups.submit(complaint, draft, by=team.operator, at=at + 5 * HOUR)
    await approval.approve(complaint, draft, by=team.liaison, at=at + 6 * HOUR)
    last = Content(Stage.FINAL, "Sudah selesai.")
    await follow_ups.draft(complaint, content=last, by=team.operator, at=at + 7 * HOUR)


async def _ways_of_a_disposition(team: Office, at: datetime) -> None:
    """Taken back, handed on, opened again; and an answer that was dropped with it."""
    taken = await factories.disposed(team, at)
    await dispositions.withdraw(taken, reason="Salah pilih", by=team.admin, at=at + 3 * HOUR)
    other = await agencies.find("DISHUB")
    assert other is not None
    handed, _ = await factories.drafted(team, at)
    await dispositions.redispose(handed, to=other.id, by=team.admin, at=at + 5 * HOUR)
    again = await factories.answered(team, at)
    await resolution.resolve(again, note="", by=team.admin, at=at + 6 * HOUR)
    await resolution.reopen(again, reason="Belum beres.", by=team.admin, at=at + 7 * HOUR)


async def _supervisory(team: Office, at: datetime) -> None:
    """One with the Inspektorat, one that an operator of the accused agency wrote down."""
    found = await agencies.find("INSPEKTORAT")
    assert found is not None
    hidden: dict[str, Any] = {"title": "Pungutan di loket", "classification": Classification.SUPERVISORY}
    first = await factories.verified(team, at, **hidden)
    await dispositions.dispose(first, to=found.id, by=team.admin, at=at + 2 * HOUR)
    accused = Office()
    accused.admin = team.operator
    await factories.recorded(accused, at, office=team.dpupr, **hidden)


async def _asked_and_answered(team: Office, at: datetime) -> None:
    complaint = await factories.disposed(team, at)
    await inquiries.ask(complaint, question="Di sisi mana?", by=team.operator, at=at + 3 * HOUR)
    asked = await Inquiry.objects().get(Inquiry.complaint == complaint.id)
    assert asked is not None
    await inquiries.reply(complaint, asked, answer="Sisi utara.", by=team.admin, at=at + 4 * HOUR)
    await inquiries.ask(complaint, question="Berapa panjangnya?", by=team.operator, at=at + 5 * HOUR)


async def _met_twice(team: Office, at: datetime) -> None:
    """Written down by hand; `_from_lapor` brings the same one in an export."""
    await factories.verified(team, at, title=MET_TWICE, body="Gelap sejak Senin.")


async def _from_lapor(world: World, folder: Path) -> None:
    """Without a class at an agency, closed on a day yet open, postponed, of a status the office settled."""
    by, at = world.admin, clock.now()
    await status_rules.settle("Sedang Dikaji", Bucket.IN_PROGRESS, by=by, at=at)
    rows = [
        _row("7700001", "", "Tanpa klasifikasi", "DPUPR", "Terdisposisi"),
        _row("7700002", KNOWN, "Ditutup lalu dibuka", "DPUPR", "Ditutup oleh Admin"),
        _row("7700003", KNOWN, "Ditunda dahulu", "", "Ditunda oleh Admin"),
        _row("7700004", KNOWN, "Masih dikaji", "DPUPR", "Sedang Dikaji"),
        _row("7700005", KNOWN, MET_TWICE, "DPUPR", "Terdisposisi"),
        _row("7700006", KNOWN, "Tanggalnya salah", "", "Menunggu", day="31 Feb 2026"),
    ]
    path = write_csv(folder / "ekspor-khusus.csv", [COLUMNS, *rows])
    await importing.import_file(path, by=by, at=at, notify=True)
    known = write_csv(
        folder / "riwayat-khusus.csv", [HISTORY, ["7700002", "DPUPR", "3/11/2026", "4/11/2026", "5/11/2026"]]
    )
    await importing.import_history(known, by=by, at=at)
    again = [_row("7700002", KNOWN, "Ditutup lalu dibuka", "DPUPR", "Ditindaklanjuti oleh Instansi")]
    await importing.import_file(write_csv(folder / "dibuka.csv", [COLUMNS, *again]), by=by, at=at)


def _row(tracking_id: str, kind: str, title: str, agency: str, status: str, day: str = "") -> list[object]:
    words = [kind, title, "Gelap sejak Senin.", agency, status]
    return [tracking_id, day or "3 Nov 2026", "Pelapor Uji", *words]


async def _merged(world: World, team: Office, at: datetime) -> None:
    """An agency with a complaint that another took over, and one that was parted again."""
    for code, is_parted in (("DISKEBUN", False), ("DISHUTAN", True)):
        values = AgencyValues(f"Dinas {code}", code.title(), "dinas")
        key = await editing.add(code, values, by=world.admin, at=at)
        complaint = await factories.verified(team, at, title=f"Kebun rusak {code}")
        await dispositions.dispose(complaint, to=key, by=team.admin, at=at + 2 * HOUR)
        old, new = await agencies.find(code), await agencies.find("DLH")
        assert old is not None
        assert new is not None
        seen = merging.Versions(old.version, new.version)
        await merging.merge(old, new, reason="Perda susunan", seen=seen, by=world.admin, at=clock.now())
        made = await Complaint.objects().get(Complaint.id == complaint.id)
        assert made is not None
        assert made.agency == new.id
        if is_parted:
            await _part(key, world)


async def _part(agency_id: int, world: World) -> None:
    merge = await merges.of_source(agency_id)
    assert merge is not None
    await merging.part(merge.id, by=world.admin, at=clock.now())
