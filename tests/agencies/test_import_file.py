"""CSV as offices save it is read; anything else is refused in a sentence."""

from __future__ import annotations

import pytest

from portal.agencies.import_file import LARGEST, read
from portal.errors import BadInput
from tests.agencies.conftest import AGENCIES

ROW = ("DISDIK", "Dinas Pendidikan, Pemuda & Tamba'an")


@pytest.mark.parametrize(
    "data",
    [
        b'kode,nama\nDISDIK,"Dinas Pendidikan, Pemuda & Tamba\'an"\n',
        b"\xef\xbb\xbfkode;nama\r\nDISDIK;Dinas Pendidikan, Pemuda & Tamba'an\r\n",
        b"Nama\tKODE\nDinas Pendidikan, Pemuda & Tamba'an\tDISDIK",
        "kode;nama\nDISDIK;Dinas Pendidikan, Pemuda & Tamba'an".encode("utf-16"),
        b"Daftar\n\n kode ; nama ;luas\nDISDIK;  Dinas  Pendidikan, Pemuda & Tamba'an;12\n;;\n",
    ],
)
def test_every_usual_way_of_saving_is_read(data: bytes) -> None:
    (row,) = read(data)
    assert (row.code, row.name) == ROW


def test_windows_writes_its_own_letters() -> None:
    (row,) = read("kode;nama\nTAMBAAN;Desa Tamba\u2019an".encode("cp1252"))
    assert row.name == "Desa Tamba\u2019an"


def test_aliases_are_parted_by_semicolons_and_rows_keep_their_number() -> None:
    rows = {row.code: row for row in read(AGENCIES.read_bytes())}
    assert rows["DISPENDUKCAPIL"].aliases == ("Disdukcapil", "Dukcapil")
    assert rows["DISPENDUKCAPIL"].number == 8
    assert len(rows) == 44


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "tidak berisi baris"),
        (b"kode,nama\n", "tidak berisi baris"),
        (b"nomor,uraian\n1,dua\n", "Judul kolom tidak ditemukan"),
        (b"PK\x03\x04zip", "bukan berkas CSV"),
        (b"\x00\x01\x02", "bukan berkas CSV"),
        (b"\xff\xfe\x00", "bukan berkas CSV"),
        (b'kode,nama\nA,"Dinas\nB,Badan\n', "Tanda kutip"),
        (b"kode,nama\n" + b"A,B\n" * 1001, "lebih dari 1000 baris"),
        (b"x" * (LARGEST + 1), "lebih besar dari 256 KB"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read(data)
