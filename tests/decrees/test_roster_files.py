"""The roster as a workbook: out, and back in."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from portal.audit.tables import AuditEvent
from portal.decrees import roster
from portal.decrees.kinds import Change, DecreeState
from portal.decrees.roster import RosterRow
from portal.decrees.roster_files import importing, reading, writing
from portal.decrees.roster_files.columns import HEADINGS
from portal.decrees.roster_files.plan import Outcome
from portal.decrees.tables import Appointment, Decree
from portal.errors import BadInput, Conflict, Refusal
from tests.decrees.staff import CLERK, NOON, agency, appointed, decree, position

HEAD = [heading for heading, _ in HEADINGS.values()]
NIP = "198503122010012011"
PPPK = "199001052023211027"


def book(*rows: list[object], head: list[str] | None = None) -> bytes:
    kept = io.BytesIO()
    made: Any = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = made.add_worksheet("Susunan")
    for number, row in enumerate([["Daftar usulan"], head or HEAD, *rows]):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell)
    made.close()
    return kept.getvalue()


def line(name: str = "Orang Uji, S.T.", **cells: object) -> list[object]:
    usual: dict[str, object] = dict.fromkeys(HEADINGS, "")
    usual |= {"agency": "DINAS-A", "position": "Admin Operator", "name": name, "post": "Pengelola Data"}
    return list((usual | cells).values())


@pytest.fixture
async def draft(database: str) -> int:
    """A draft with an operator at each agency to fill."""
    key = await decree(2027, number="-", starts_at=None)
    await position(key)
    await agency("DINAS-A")
    await agency("DINAS-B")
    return key


async def operator_of(draft: int, place: str = "DINAS-A", name: str = "Orang Lama", **values: Any) -> int:
    found = await roster.db.rows("SELECT id FROM decree_position WHERE decree = {}", draft)
    where = await roster.db.rows("SELECT id FROM agency WHERE code = {}", place)
    return await appointed(found[0]["id"], where[0]["id"], name, **values)


async def outcomes(draft: int, *rows: list[object]) -> list[tuple[str, str]]:
    seen = await importing.preview(draft, book(*rows))
    return [(each.outcome.value, each.sentence) for each in seen.rows]


async def save(draft: int, *rows: list[object]) -> int:
    content = book(*rows)
    seen = await importing.preview(draft, content)
    return await importing.apply(draft, content, seal=seen.seal, by=CLERK, at=NOON)


async def people(draft: int) -> list[RosterRow]:
    return await roster.rows_of(draft)


async def test_new_people_are_written_once_and_the_second_time_nothing_changes(draft: int) -> None:
    rows = [
        line(nip=NIP, phone="0812 3456 7890", email="Uji@Contoh.example", acting="ya"),
        line("Orang Kedua", agency="Dinas Contoh DINAS-B", nip=PPPK),
    ]
    assert await save(draft, *rows) == 2
    first, second = await people(draft)
    assert (first.name, first.nip, first.phone, first.is_acting) == (
        "Orang Uji, S.T.",
        NIP,
        "+6281234567890",
        True,
    )
    assert (first.email, first.change, first.agency) == ("uji@contoh.example", "new", "Dinas DINAS-A")
    assert (second.nip, second.agency) == (PPPK, "Dinas DINAS-B")
    assert await outcomes(draft, *rows) == [("same", ""), ("same", "")]
    events = await AuditEvent.select(AuditEvent.action).where(AuditEvent.action == "decree.roster_imported")
    assert len(events) == 1


async def test_what_is_written_out_is_read_back_as_the_same(draft: int) -> None:
    await operator_of(draft, name="=SUM(A1) & <r>Orang", nip=NIP, phone="+6281234567890", lapor_account="a.b")
    await operator_of(draft, "DINAS-B", "Orang Selesai", change=Change.END)
    content = writing.exported(await people(draft))
    seen = await importing.preview(draft, content)
    assert [each.outcome for each in seen.rows] == [Outcome.SAME]
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert cells[1][2:4] == ["=SUM(A1) & <r>Orang", NIP]
    assert len(cells) == 2


async def test_somebody_else_in_the_seat_is_a_replacement_and_others_stay(draft: int) -> None:
    before = await operator_of(draft, name="Orang Lama", nip=NIP)
    old = await operator_of(draft, "DINAS-B", "Orang B")
    await Appointment.update({Appointment.predecessor: old}).where(Appointment.id == before)
    assert await save(draft, line("Orang Baru", reason="Mutasi")) == 1
    replaced, other = await people(draft)
    assert (replaced.id, replaced.name, replaced.change, replaced.reason) == (
        before,
        "Orang Baru",
        "replace",
        "Mutasi",
    )
    assert replaced.nip == ""
    assert other.name == "Orang B"


async def test_empty_cells_keep_what_is_there(draft: int) -> None:
    await operator_of(draft, name="Orang Uji", nip=NIP, phone="+6281234567890", rank="Penata", is_acting=True)
    seen = await importing.preview(draft, book(line("Orang Uji, S.T.", rank="Penata Muda")))
    (planned,) = seen.rows
    assert planned.outcome is Outcome.CORRECTED
    assert [name for name, *_ in planned.changes] == ["Nama", "Pangkat/Gol", "Jabatan"]
    await save(draft, line("Orang Uji, S.T.", rank="Penata Muda"))
    (row,) = await people(draft)
    assert (row.nip, row.phone, row.rank, row.is_acting, row.version) == (
        NIP,
        "+6281234567890",
        "Penata Muda",
        True,
        2,
    )


async def test_two_in_one_seat_keep_their_places(draft: int) -> None:
    await operator_of(draft, name="Orang Satu")
    await operator_of(draft, name="Orang Dua")
    found = await outcomes(draft, line("Orang Tiga"), line("Orang Dua", post=""), line("Orang Empat"))
    assert [outcome for outcome, _ in found] == ["replaced", "same", "new"]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"agency": "Dinas Khayal"}, "“Dinas Khayal” tidak dikenal"),
        ({"agency": ""}, "Kolom Perangkat Daerah kosong"),
        ({"position": "Juru Masak"}, "“Juru Masak” tidak ada dalam SK ini"),
        ({"position": ""}, "Kolom Kedudukan dalam Tim kosong"),
        ({"name": ""}, "Kolom Nama kosong"),
        ({"name": "x" * 121}, "lebih dari 120 huruf"),
        ({"nip": "1.98503E+17"}, "rusak oleh Excel"),
        ({"nip": 198503122010012011}, "rusak oleh Excel"),
        ({"phone": "0323 321000"}, "nomor telepon kantor"),
        ({"phone": "6.28E+11"}, "rusak oleh Excel"),
        ({"phone": "12"}, "tidak dikenali"),
        ({"email": "bukan surel"}, "tidak lengkap"),
        ({"acting": "mungkin"}, "Tulis ya atau kosongkan"),
    ],
)
async def test_each_wrong_cell_has_its_sentence(draft: int, cells: dict[str, object], words: str) -> None:
    ((outcome, sentence),) = await outcomes(draft, line(**cells))
    assert outcome == "refused"
    assert words in sentence


async def test_a_nip_of_17_digits_is_warned_about_and_a_pppk_is_not(draft: int) -> None:
    seen = await importing.preview(draft, book(line(nip=NIP[:17]), line("Orang Kedua", nip=PPPK)))
    assert seen.rows[0].warnings == ["NIP terdiri dari 18 angka, yang ini 17."]
    assert seen.rows[1].warnings == []
    assert seen.may_save


async def test_a_person_twice_and_a_number_of_two_people_are_refused(draft: int) -> None:
    rows = [
        line("Orang Uji", phone="0812 3456 7890"),
        line("ORANG UJI, S.T."),
        line("Orang Lain", phone="+62 812-3456-7890"),
        line("Orang Uji", agency="DINAS-B"),
    ]
    seen = await importing.preview(draft, book(*rows))
    assert seen.rows[0].outcome is Outcome.NEW
    assert "sudah ada di baris 3 untuk kedudukan yang sama" in seen.rows[1].sentence
    assert "dipakai juga oleh Orang Uji di baris 3" in seen.rows[2].sentence
    assert seen.rows[3].warnings[0].startswith("Orang ini tercantum juga di baris")


async def test_a_number_of_somebody_who_stays_is_refused(draft: int) -> None:
    await operator_of(draft, "DINAS-B", "Orang Tetap", phone="+6281234567890")
    ((outcome, sentence),) = await outcomes(draft, line(phone="081234567890"))
    assert outcome == "refused"
    assert "Orang Tetap, yang sudah ada dalam susunan" in sentence


async def test_one_refused_row_keeps_everything_out(draft: int) -> None:
    with pytest.raises(Refusal, match="Perbaiki dulu"):
        await save(draft, line(), line("Orang Kedua", agency="Dinas Khayal"))
    assert await people(draft) == []


async def test_a_preview_that_has_grown_old_is_refused(draft: int) -> None:
    content = book(line())
    seen = await importing.preview(draft, content)
    await operator_of(draft)
    with pytest.raises(Conflict, match="berubah sejak pratinjau"):
        await importing.apply(draft, content, seal=seen.seal, by=CLERK, at=NOON)
    assert [row.name for row in await people(draft)] == ["Orang Lama"]


async def test_a_signed_decree_takes_no_file(draft: int) -> None:
    await Decree.update({Decree.state: DecreeState.SIGNED}).where(Decree.id == draft)
    with pytest.raises(Refusal, match="tidak dapat diubah"):
        await save(draft, line())


async def test_a_position_of_the_regency_needs_no_agency(draft: int) -> None:
    head = await position(draft, "Pembina", "leader")
    await roster.db.rows("UPDATE decree_position SET per_agency = {} WHERE id = {}", False, head)
    assert await save(draft, line("Pembina Uji", position="pembina", agency="")) == 1
    (row,) = await people(draft)
    assert (row.position, row.agency_id) == ("Pembina", None)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "bukan berkas Excel"),
        (b"nama,nip\n", "bukan berkas Excel"),
        (b"PK\x03\x04rusak", "bukan berkas Excel"),
        (b"PK" + b"0" * reading.LARGEST, "lebih besar"),
        (book(head=["Satu", "Dua"]), "Judul kolom tidak ditemukan"),
        (book(), "tidak berisi baris orang"),
        (writing.template(["Dinas A"], ["Admin Operator"]), "tidak berisi baris orang"),
    ],
    ids=["empty", "csv", "broken", "large", "headings", "no-rows", "template"],
)
def test_what_is_no_roster_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        reading.read(content)
    assert words in refused.value.sentence


def test_headings_are_found_however_they_are_written() -> None:
    content = book(["Orang", "Dinas A", "Operator"], head=["NAMA ", "Instansi", "kedudukan dalam  tim"])
    (row,) = reading.read(content)
    assert (row.number, row.name, row.agency, row.position) == (3, "Orang", "Dinas A", "Operator")
