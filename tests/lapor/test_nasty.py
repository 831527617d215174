"""Files that fooled an earlier reader: what a careful one takes from them."""

from __future__ import annotations

from portal.lapor import export
from portal.lapor.export import ExportRow
from portal.lapor.refusals import RefusedRow
from portal.lapor.statuses import Bucket, bucket_of
from tests.lapor.files import FIXTURES, TODAY

NASTY = FIXTURES / "nasty"


def read(name: str) -> list[ExportRow | RefusedRow]:
    return list(export.parse(NASTY / name, today=TODAY))


def test_tracking_ids_are_taken_however_they_are_dressed() -> None:
    rows = read("05_ids.xlsx")
    refused = [row for row in rows if isinstance(row, RefusedRow)]
    taken = [row.tracking_id for row in rows if isinstance(row, ExportRow)]
    expected = [str(7_000_500 + n) for n in range(1, 17)]
    expected[13] = "0700514"
    assert taken == expected
    assert [row.sentence for row in refused] == [
        "Baris 18, kolom Tracking ID: “7000517/7000518” harus angka saja. "
        "Perbaiki sesuai LAPOR!, lalu impor kembali."
    ]


def test_statuses_are_known_by_their_letters_alone() -> None:
    rows = [row for row in read("15_status.xlsx") if isinstance(row, ExportRow)]
    buckets = {row.tracking_id: bucket_of(row.status_raw) for row in rows}
    resolved = {"7001500", "7001501", "7001502", "7001517"}
    assert {key for key, bucket in buckets.items() if bucket is Bucket.RESOLVED} == resolved
    assert buckets["7001503"] is buckets["7001518"] is Bucket.NOT_FOLLOWED_UP
    # A near miss is said, never guessed.
    unknown = {"7001504", "7001505", "7001506", "7001509", "7001513", "7001515", "7001516", "7001519"}
    assert unknown <= {key for key, bucket in buckets.items() if bucket is None}


def test_every_visible_sheet_is_read_and_named() -> None:
    rows = [row for row in read("07_sheets_per_month.xlsx") if isinstance(row, ExportRow)]
    assert [(row.sheet, row.row_number, row.tracking_id) for row in rows[3:6]] == [
        ("Jan", 5, "7000703"),
        ("Feb", 2, "7000710"),
        ("Feb", 3, "7000711"),
    ]
    assert len(rows) == export.parse(NASTY / "07_sheets_per_month.xlsx", today=TODAY).total == 12


def test_a_hidden_sheet_is_named_and_not_read() -> None:
    parsed = export.parse(NASTY / "06_hidden_sheet.xlsx", today=TODAY)
    rows = [row for row in parsed if isinstance(row, ExportRow)]
    assert {row.status_raw for row in rows} == {"Ditutup oleh Admin"}
    assert (len(rows), parsed.total, parsed.contents.hidden) == (5, 5, ("Lama",))
    # One table alone names no sheet.
    assert {row.sheet for row in rows} == {""}


def test_the_second_of_two_rows_says_how_they_differ() -> None:
    first, _, second = read("09_dupes.xlsx")
    assert isinstance(first, ExportRow)
    assert isinstance(second, RefusedRow)
    assert second.sentence == (
        "Baris 4, kolom Tracking ID: 7000901 sudah ada di baris 2 dengan isi berbeda: "
        "Status Laporan “Terverifikasi” di sana, “Ditutup oleh Admin” di sini; "
        "Instansi Terdisposisi “Dinas Perhubungan” di sana, “Dinas Lingkungan Hidup” di sini. "
        "Hapus salah satu baris."
    )
