from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.lapor import export
from portal.lapor.classes import classification_of
from portal.lapor.columns import find_header
from portal.lapor.date_order import DateReader
from portal.lapor.export import ExportRow
from portal.lapor.export_columns import LAYOUT, Column
from portal.lapor.refusals import NotAnExport, RefusedRow
from portal.lapor.sheets import Line
from portal.lapor.statuses import Bucket, bucket_of
from tests.lapor.files import FIXTURES, HEADER, TODAY, complaint, write_csv, write_xlsx

YEAR_2023 = FIXTURES / "lapor_export_2023.xlsx"


def read(rows: list[list[object]], header: list[str] | None = None) -> list[ExportRow | RefusedRow]:
    """What becomes of rows that a spreadsheet holds as text below a header in row 1."""
    lines = [
        Line(number, [str(cell) for cell in row]) for number, row in enumerate([header or HEADER, *rows], 1)
    ]
    header_row = find_header(lines[:1], LAYOUT)
    return list(export.rows(((line, header_row) for line in lines[1:]), DateReader(TODAY)))


def taken(row: list[object], header: list[str] | None = None) -> ExportRow:
    (result,) = read([row], header)
    assert isinstance(result, ExportRow), result
    return result


def refusal(row: list[object]) -> str:
    (result,) = read([row])
    assert isinstance(result, RefusedRow), result
    return result.sentence


def file_refusal(path: Path, **options: int) -> str:
    with pytest.raises(NotAnExport) as refused:
        export.parse(path, today=TODAY, **options)
    return refused.value.sentence


# The real layout


def test_the_year_2023_gives_its_41_complaints_in_the_known_buckets():
    parsed = export.parse(YEAR_2023, today=TODAY)
    rows = [row for row in parsed if isinstance(row, ExportRow)]
    assert (parsed.total, len(rows), parsed.unknown_columns) == (41, 41, ())
    assert Counter(bucket_of(row.status_raw) for row in rows) == {
        Bucket.RESOLVED: 28,
        Bucket.IN_PROGRESS: 3,
        Bucket.NOT_FOLLOWED_UP: 9,
        Bucket.UNVERIFIED: 1,
    }
    assert all(classification_of(row.classification_raw) for row in rows)


def test_a_row_of_2023_is_read_cell_by_cell():
    row = next(iter(export.parse(YEAR_2023, today=TODAY)))
    assert isinstance(row, ExportRow)
    assert (row.row_number, row.tracking_id, row.title) == (9, "6300236", "Cara mengurus NIB")
    assert row.received_at == datetime(2023, 1, 9, 22, 4, tzinfo=UTC)
    assert (row.has_time, row.is_anonymous, row.is_secret, row.rating) == (True, False, True, 2)
    assert (row.classification_raw, row.district) == ("Permintaan Informasi", "Sreseh")
    assert len(row.raw) == 26
    assert row.raw["Tanggal Laporan Masuk"] == "10 Jan 2023"


def test_a_file_can_be_gone_through_twice():
    parsed = export.parse(YEAR_2023, today=TODAY)
    assert list(parsed) == list(parsed)


# The header


def test_the_header_is_found_by_content_and_columns_by_name(tmp_path):
    rows = [
        ["Rekap"],
        [],
        ["STATUS  laporan", "judul laporan", "tracking id", " Tanggal Laporan\nMasuk", "Catatan"],
    ]
    path = write_xlsx(
        tmp_path / "a.xlsx", [*rows, ["Terverifikasi", "Lampu", 6300001, date(2026, 1, 3), "x"]], left=3
    )
    parsed = export.parse(path, today=TODAY)
    (row,) = parsed
    assert isinstance(row, ExportRow)
    assert (row.row_number, row.tracking_id, row.title, row.has_time) == (4, "6300001", "Lampu", False)
    assert (parsed.unknown_columns, parsed.header[Column.STATUS]) == (("Catatan",), 3)
    assert (row.raw["Catatan"], row.raw["Tanggal Laporan Masuk"]) == ("x", "2026-01-03")


def test_a_header_that_stands_twice_keeps_both_cells():
    row = taken([*complaint(), "Mei", "Juni", "sisa"], [*HEADER, "Kategori", "Kategori"])
    assert row.category == "Mei"
    assert row.raw["Kategori (2)"] == "Juni"
    assert row.raw["Kolom I (tanpa judul)"] == "sisa"


def test_a_file_without_header_is_refused(tmp_path):
    none = write_csv(tmp_path / "a.csv", [["a", "b"], [1, 2]])
    assert "“Tracking ID” tidak ditemukan" in file_refusal(none)
    late = [["catatan"]] * 50 + [HEADER, complaint()]
    assert "50 baris pertama" in file_refusal(write_csv(tmp_path / "b.csv", late))


def test_missing_columns_are_named(tmp_path):
    sentence = file_refusal(write_csv(tmp_path / "a.csv", [["Tracking ID", "Rating"], ["6300001", "5"]]))
    missing = (
        "Tanggal Laporan Masuk, Status Laporan, Judul Laporan atau Isi Laporan Awal atau Isi Laporan Akhir"
    )
    assert f"(baris 1) kolom ini tidak ada: {missing}." in sentence


def test_a_header_without_rows_is_refused(tmp_path):
    assert "tidak ada satu pun baris" in file_refusal(write_xlsx(tmp_path / "a.xlsx", [HEADER, ["", "  "]]))


def test_too_many_rows_name_the_limit(tmp_path):
    path = write_csv(tmp_path / "a.csv", [HEADER, *([complaint()] * 1_201)])
    assert "lebih dari 1.200 baris" in file_refusal(path, limit=1_200)
    assert export.parse(path, today=TODAY, limit=1_201).total == 1_201


# Tracking IDs


@pytest.mark.parametrize(
    "text",
    [
        "6300001",
        "#6300001",
        " 6 300 001 ",
        "'6300001",
        "6.300.001",
        "6,300,001",
        "6300001.0",
        "ID 6300001",
        "６３００００１",  # noqa: RUF001  an input method for Chinese types digits so
        "\u200f6300001\u202c",
        "63\u200b00001\xa0",
    ],
)
def test_a_tracking_id_is_digits_however_it_is_dressed(text):
    assert taken(complaint(text)).tracking_id == "6300001"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "belum diisi"),
        ("#", "belum diisi"),
        ("63O0001", "harus angka saja"),
        ("6.300.0011", "harus angka saja"),
        ("6300001/6300002", "harus angka saja"),
        ("6.28E+11", "bentuk ilmiah"),
        ("6,28e11", "bentuk ilmiah"),
        ("1234", "harus 5 sampai 10 angka"),
        ("12345678901", "harus 5 sampai 10 angka"),
        ("Tracking ID", "mengulang judul kolom"),
        ("٦٣٠٠٠٠١", "harus angka saja"),
    ],
)
def test_a_wrong_tracking_id_is_refused_with_row_and_column(text, words):
    sentence = refusal(complaint(text))
    assert sentence.startswith("Baris 2, kolom Tracking ID: ")
    assert words in sentence


def test_the_second_row_of_a_tracking_id_is_refused_and_names_the_first():
    first, second = read([complaint("6300001"), complaint("#6300001")])
    assert isinstance(first, ExportRow)
    assert isinstance(second, RefusedRow)
    assert second.sentence.startswith(
        "Baris 3, kolom Tracking ID: 6300001 sudah ada di baris 2 dengan isi yang sama. Hapus "
    )


def test_a_repeated_tracking_id_is_taken_where_the_first_row_was_refused():
    assert [type(row) for row in read([complaint(day="31 Feb 2026"), complaint()])] == [RefusedRow, ExportRow]


@pytest.mark.parametrize("footer", [["Total", "41"], ["", "Jumlah : 41"], ["Grand Total"]])
def test_a_footer_is_refused_as_what_it_is(footer):
    assert "baris jumlah, bukan pengaduan" in refusal(footer)


# Dates


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "Tanggal belum diisi."),
        ("31 Feb 2023", "Februari 2023 hanya sampai tanggal 28."),
        ("besok", "tidak dapat dibaca"),
        ("26 November 2026", "26 November 2026 belum terjadi."),
        ("31/12/2009", "31 Desember 2009 mendahului 2010."),
    ],
)
def test_a_wrong_date_is_refused_with_row_and_column(day, words):
    sentence = refusal(complaint(day=day))
    assert sentence.startswith("Baris 2, kolom Tanggal Laporan Masuk: ")
    assert words in sentence
    assert sentence.endswith("lalu impor kembali.")


def test_tomorrow_is_let_through():
    assert taken(complaint(day="25 Nov 2026")).received_at == datetime(2026, 11, 25, 7, 5, tzinfo=UTC)


def test_real_dates_and_times_are_read(tmp_path):
    moment = datetime(2026, 1, 3, 14, 5, 30)  # noqa: DTZ001  a workbook's dates have no zone
    rows = [
        complaint(6300001, date(2026, 1, 3), time=time(14, 5, 30)),
        complaint(6300002, moment, time=None),
        complaint(6300003, 46025, time=None),
    ]
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, *rows])
    read_rows = [row for row in export.parse(path, today=TODAY) if isinstance(row, ExportRow)]
    afternoon, midnight = datetime(2026, 1, 3, 7, 5, 30, tzinfo=UTC), datetime(2026, 1, 2, 17, tzinfo=UTC)
    assert [(row.received_at, row.has_time) for row in read_rows] == [
        (afternoon, True),
        (afternoon, True),
        (midnight, False),
    ]


@pytest.mark.parametrize("text", ["", "-"])
def test_a_missing_time_counts_as_midnight_and_is_marked(text):
    row = taken(complaint(time=text))
    assert (row.received_at, row.has_time) == (datetime(2026, 1, 2, 17, tzinfo=UTC), False)


@pytest.mark.parametrize("text", ["siang", "25.99", "10.00 WITA"])
def test_a_time_that_cannot_be_read_is_said_and_is_not_midnight(text):
    sentence = refusal(complaint(time=text))
    assert sentence.startswith(f"Baris 2, kolom Waktu Laporan Masuk: Waktu “{text}”")
    assert sentence.endswith("Perbaiki atau kosongkan, lalu impor kembali.")


def test_midnight_is_a_time_where_it_is_written():
    row = taken(complaint(time="00.00"))
    assert (row.received_at, row.has_time) == (datetime(2026, 1, 2, 17, tzinfo=UTC), True)


@given(st.datetimes(datetime(2010, 1, 2), datetime(2026, 11, 23)))  # noqa: DTZ001
def test_every_moment_comes_back_in_utc(moment):
    row = taken(complaint(day=f"{moment:%d/%m/%Y}", time=f"{moment:%H.%M}"))
    wib = timedelta(hours=7)
    assert (row.received_at + wib).replace(tzinfo=None) == moment.replace(second=0, microsecond=0)


# Words


def test_the_body_stands_in_for_a_missing_title():
    row = taken(complaint(title="", body="Lampu jalan\nmati " + "sekali " * 30))
    assert row.title.startswith("Lampu jalan mati sekali")
    assert (len(row.title) <= 80, row.title[-1]) == (True, "…")


def test_a_row_without_title_and_body_is_refused():
    sentence = refusal(complaint(title="", body=" "))
    assert sentence.startswith("Baris 2, kolom Judul Laporan: judul dan isi laporan kosong.")


def test_a_title_of_ten_thousand_characters_is_cut_and_kept_whole_elsewhere():
    long = "judul " * 2_000
    row = taken(complaint(title=long, body=""))
    assert (len(row.title), row.title[-1]) == (300, "…")
    assert row.raw["Judul Laporan"] == long
    assert row.body_initial == long.strip()


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "Jalan rusak 🚧👷‍♀️", "Tamba'an"]
)
def test_formulas_markup_and_emoji_stay_plain_text(tmp_path, text):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, complaint(title=text, body=text)])
    (row,) = export.parse(path, today=TODAY)
    assert isinstance(row, ExportRow)
    assert (row.title, row.body_initial) == (text, text)


@pytest.mark.parametrize(
    ("text", "rating"), [("5", 5), ("4.0", 4), ("0", None), ("6", None), ("baik", None), ("", None)]
)
def test_a_rating_is_one_to_five_stars(text, rating):
    assert taken([*complaint(), text], [*HEADER, "Rating"]).rating == rating


# People


@pytest.mark.parametrize(
    ("report_type", "name", "stored", "flags"),
    [
        ("", "Pelapor Uji", "Pelapor Uji", (False, False)),
        ("Rahasia", "Pelapor Uji", "Pelapor Uji", (False, True)),
        ("Anonim", "Pelapor Uji", None, (True, False)),
        ("Anonim, Rahasia", "Pelapor Uji", None, (True, True)),
        ("", "Anonim", None, (True, False)),
        ("", "-", None, (False, False)),
    ],
)
def test_an_anonymous_reporter_has_no_name_and_a_secret_one_has(report_type, name, stored, flags):
    row = taken([*complaint(), report_type, name], [*HEADER, "Tipe Laporan (Anonim/Rahasia)", "Nama Pelapor"])
    assert (row.reporter_name, (row.is_anonymous, row.is_secret)) == (stored, flags)


@pytest.mark.parametrize("tracking_id", ["6300001", "salah"])
def test_nothing_of_an_anonymous_reporter_stays_in_the_raw_row(tracking_id):
    header = [*HEADER, "Tipe Laporan", "Nama Pelapor", "No. HP", "Email Pelapor", "Teknik"]
    cells = ["Anonim", "Pelapor Uji", "081200000000", "uji@contoh.id", "drainase"]
    (row,) = read([[*complaint(tracking_id), *cells]], header)
    assert list(row.raw.values())[-5:] == ["Anonim", "", "", "", "drainase"]


# Whatever comes


IDS = ["", "6300001", "#6300002", "6.28E+11", "Total", "Tracking ID", "63O0001"]
DAYS = ["", "3 Jan 2026", "31/02/2026", "2026-01-03T14:05:00", "46025", "99999", "1 Jan 2099", "besok"]
CELLS = st.sampled_from([*IDS, *DAYS, " ", "1e400", "=1+1"]) | st.text(max_size=20) | st.integers().map(str)
ROWS = st.lists(CELLS, max_size=10) | st.tuples(
    st.sampled_from(IDS), st.sampled_from(DAYS), CELLS, CELLS, CELLS, CELLS
).map(list)


@settings(max_examples=200, deadline=None)
@given(st.lists(ROWS, max_size=12))
def test_every_row_is_taken_or_refused_in_a_sentence_with_its_number(rows):
    results = read(rows)
    assert [result.row_number for result in results] == list(range(2, len(rows) + 2))
    refused = [result for result in results if isinstance(result, RefusedRow)]
    assert all(row.sentence.startswith(f"Baris {row.row_number}, kolom ") for row in refused)
    assert all(row.sentence.endswith(".") for row in refused)
    accepted = [result.tracking_id for result in results if isinstance(result, ExportRow)]
    assert len(set(accepted)) == len(accepted)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS | st.sampled_from(list(map(str, Column))), max_size=8), max_size=8))
def test_any_table_has_a_header_or_is_refused_in_a_sentence(rows):
    assert header_or_sentence([Line(number, row) for number, row in enumerate(rows, start=1)])


def header_or_sentence(lines: list[Line]) -> bool:
    try:
        header = find_header(lines, LAYOUT)
    except NotAnExport as refused:
        return refused.sentence.endswith(".")
    return len(set(header.names)) == len(header.names)
