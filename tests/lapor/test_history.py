from __future__ import annotations

from datetime import date

import pytest

from portal.lapor import export, history
from portal.lapor.export import ExportRow
from portal.lapor.history import Column, HistoryRow
from portal.lapor.moments import WIB
from portal.lapor.refusals import NotAnExport, RefusedRow
from tests.lapor.files import FIXTURES, TODAY, write_csv, write_xlsx

HEADER = list(Column)
YEAR_2023 = FIXTURES / "follow_up_history_2023.csv"


def row(tracking_id="6300001", disposed="13 Jan 2023", followed_up="", closed=""):
    return [tracking_id, "Dinas Perhubungan", disposed, followed_up, "Petugas meninjau lokasi.", closed]


def test_the_year_2023_gives_forty_rows_and_its_mean_of_days():
    rows = [entry for entry in history.parse(YEAR_2023, today=TODAY) if isinstance(entry, HistoryRow)]
    complaints = export.parse(FIXTURES / "lapor_export_2023.xlsx", today=TODAY)
    received = {
        c.tracking_id: c.received_at.astimezone(WIB).date() for c in complaints if isinstance(c, ExportRow)
    }
    days = [(r.followed_up_on - received[r.tracking_id]).days for r in rows if r.followed_up_on]
    assert (len(rows), len(days), round(sum(days) / len(days), 1)) == (40, 31, 15.6)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_text_and_real_dates_are_read_alike(tmp_path, name):
    write = write_csv if name.endswith("csv") else write_xlsx
    cells = row(disposed=date(2023, 1, 13), followed_up="30 Jan 2023", closed="12 Mei 2023")
    (entry,) = history.parse(write(tmp_path / name, [HEADER, cells]), today=TODAY)
    assert isinstance(entry, HistoryRow)
    assert (entry.disposed_on, entry.followed_up_on, entry.closed_on) == (
        date(2023, 1, 13),
        date(2023, 1, 30),
        date(2023, 5, 12),
    )


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            row(followed_up="12 Jan 2023"),
            "kolom Tanggal Tindak Lanjut: 12 Januari 2023 mendahului Tanggal Disposisi 13 Januari 2023.",
        ),
        (
            row(closed="1 Jan 2023"),
            "kolom Tanggal Selesai: 1 Januari 2023 mendahului Tanggal Disposisi 13 Januari 2023.",
        ),
        (
            row(disposed="", followed_up="2 Feb 2023", closed="1 Feb 2023"),
            "kolom Tanggal Selesai: 1 Februari 2023 mendahului Tanggal Tindak Lanjut 2 Februari 2023.",
        ),
        (row(disposed=""), "kolom Tanggal Disposisi: belum ada satu pun tanggal."),
        (row(disposed="31 Feb 2023"), "kolom Tanggal Disposisi: Februari 2023 hanya sampai tanggal 28."),
        (row(closed="26 Nov 2026"), "kolom Tanggal Selesai: 26 November 2026 belum terjadi."),
        (row("6.3E+06"), "kolom Tracking ID: “6.3E+06” sudah diubah Excel"),
    ],
)
def test_a_wrong_row_is_refused_in_a_sentence(tmp_path, cells, sentence):
    (entry,) = history.parse(write_csv(tmp_path / "a.csv", [HEADER, cells]), today=TODAY)
    assert isinstance(entry, RefusedRow)
    assert entry.sentence.startswith(f"Baris 2, {sentence}")


def test_the_same_day_for_all_three_is_in_order(tmp_path):
    cells = row(followed_up="13 Jan 2023", closed="13/01/2023")
    (entry,) = history.parse(write_csv(tmp_path / "a.csv", [HEADER, cells]), today=TODAY)
    assert isinstance(entry, HistoryRow)


def test_a_tracking_id_is_taken_once(tmp_path):
    path = write_csv(tmp_path / "a.csv", [HEADER, row(), row()])
    assert [type(entry) for entry in history.parse(path, today=TODAY)] == [HistoryRow, RefusedRow]


def test_a_file_without_any_date_column_is_refused(tmp_path):
    path = write_csv(
        tmp_path / "a.csv", [["Tracking ID", "Perangkat Daerah"], ["6300001", "Dinas Perhubungan"]]
    )
    with pytest.raises(
        NotAnExport, match="Tanggal Disposisi atau Tanggal Tindak Lanjut atau Tanggal Selesai"
    ):
        history.parse(path, today=TODAY)
