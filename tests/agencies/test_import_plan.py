"""What an import would do with each row, and the sentence for every row it refuses."""

from __future__ import annotations

from datetime import date

import pytest

from portal.agencies.import_file import read
from portal.agencies.import_plan import Outcome, PlannedRow, plan
from portal.agencies.queries import AgencyRow, Alias
from tests.agencies.conftest import AGENCIES

TODAY = date(2026, 11, 24)
HEADER = "kode,nama,singkatan,alias,jenis,induk\n"
HEALTH = AgencyRow(
    1, "DINKES", "Dinas Kesehatan", "Dinkes", "dinas", None, None, None, 1, (Alias(1, "Kesehatan"),)
)
CLINIC = AgencyRow(2, "PKM", "Puskesmas Contoh", "PKM", "upt", 1, None, None, 1)
STANDING = [HEALTH, CLINIC]


def planned(*lines: str, standing: list[AgencyRow] | None = None) -> list[PlannedRow]:
    rows = read((HEADER + "\n".join(lines)).encode())
    return plan(rows, STANDING if standing is None else standing, on=TODAY)


def sentence(*lines: str) -> str:
    last = planned(*lines)[-1]
    assert last.outcome is Outcome.REFUSED
    return last.sentence


def test_the_whole_list_is_new_to_an_empty_database() -> None:
    outcomes = {row.outcome for row in plan(read(AGENCIES.read_bytes()), [], on=TODAY)}
    assert outcomes == {Outcome.NEW}


def test_changed_fields_are_named_with_what_stood_there() -> None:
    (row,) = planned("dinkes,Dinas Kesehatan dan KB,Dinkes KB,Kesehatan;KB Sampang,dinas,")
    assert row.outcome is Outcome.CHANGED
    assert [(change.label, change.old, change.new) for change in row.changes] == [
        ("Nama", "Dinas Kesehatan", "Dinas Kesehatan dan KB"),
        ("Singkatan", "Dinkes", "Dinkes KB"),
    ]
    assert row.aliases == ("KB Sampang",)


def test_an_empty_cell_changes_nothing() -> None:
    (row,) = planned("PKM,Puskesmas Contoh,,,,")
    assert row.outcome is Outcome.UNCHANGED


def test_a_parent_may_come_after_its_child() -> None:
    child, parent = planned(
        "BAG,Bagian Umum,Bag. Umum,,bagian,setda", "SETDA,Sekretariat,Setda,,sekretariat,"
    )
    assert child.outcome is parent.outcome is Outcome.NEW


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",Dinas Pasar,,,,", "Kolom kode kosong"),
        ("DINAS PASAR,Dinas Pasar,,,,", "Kode hanya huruf"),
        ("PASAR,,,,,", "Kolom nama kosong"),
        (f"PASAR,{'x' * 201},,,,", "Nama lebih dari 200"),
        (f"PASAR,Dinas Pasar,{'x' * 81},,,", "Singkatan lebih dari 80"),
        (f"PASAR,Dinas Pasar,,{'x' * 201},,", "Alias lebih dari 200"),
        ("PASAR,Dinas Pasar,,,warung,", "Jenis “warung” tidak dikenal"),
        ("PASAR,Dinas Pasar,,,,SETDA", "Induk SETDA tidak ada"),
        ("PASAR,Dinas Pasar,,,,PASAR", "di bawah dirinya sendiri"),
        ("DINKES,Dinas Kesehatan,,,,PKM", "di bawah dirinya sendiri"),
        ("PASAR,DINAS kesehatan,,,,", "sudah dipakai oleh Dinas Kesehatan (DINKES)"),
        ("PASAR,Dinas Pasar,pkm,,,", "sudah dipakai oleh Puskesmas Contoh (PKM)"),
        ("PASAR,Dinas Pasar,,Pasar;Kesehatan,,", "“Kesehatan” sudah dipakai oleh Dinas Kesehatan"),
    ],
)
def test_a_row_is_refused_in_a_sentence(line: str, words: str) -> None:
    assert words in sentence(line)


def test_a_code_counts_once_in_a_file() -> None:
    assert sentence("A,Dinas A,,,,", "a,Dinas B,,,,") == "Kode A sudah ada di baris 2."


def test_an_alias_never_takes_the_name_of_a_row_further_down() -> None:
    taker, owner = planned("A,Dinas A,,Dinas B,,", "B,Dinas B,,,,")
    assert (taker.outcome, owner.outcome) == (Outcome.REFUSED, Outcome.NEW)
    assert "Dinas B (B)" in taker.sentence


def test_who_stands_under_a_refused_parent_is_refused_too() -> None:
    rows = planned("C,Dinas C,,,,B", "B,Dinas B,,,,A", "A,Dinas A,,,warung,")
    assert {row.outcome for row in rows} == {Outcome.REFUSED}


def test_a_circle_of_parents_is_refused() -> None:
    rows = planned("A,Dinas A,,,,B", "B,Dinas B,,,,A")
    assert Outcome.REFUSED in {row.outcome for row in rows}


def test_other_names_of_itself_are_no_aliases() -> None:
    (row,) = planned("PASAR,Dinas Pasar,Dispasar,dispasar;DINAS PASAR;Pasar Kota;pasar kota;pasar,,")
    assert row.aliases == ("Pasar Kota",)
