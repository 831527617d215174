"""The Tracking ID that LAPOR! gives a complaint: digits, kept as text."""

from __future__ import annotations

import re
import unicodedata

from portal.dates import quoted
from portal.lapor.columns import KEY, Header, fold
from portal.lapor.refusals import RowRefusal
from portal.lapor.sheets import Line

# LAPOR! has shown seven digits so far; nothing public promises that it stays so.
_VALID = re.compile(r"[0-9]{5,10}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")  # 6.300.001, as Excel shows a number
_DECIMAL = re.compile(r"([0-9]+)[.,]0{1,2}")  # 6300001.0, as programs write one
_NAMED = re.compile(r"^(?:tracking)?id[:.]?(?=[0-9])", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?e[+-]?[0-9]+", re.IGNORECASE)
_FOOTER = re.compile(r"(grand)?(total|jumlah|subtotal)")


def tracking_id_of(line: Line, header: Header) -> str:
    """The digits alone; raises RowRefusal that says what is wrong with the cell."""
    text = "".join(header.name(line, KEY).split()).replace("#", "").removeprefix("'")
    digits = _undressed(text)
    if _VALID.fullmatch(digits):
        return digits
    raise RowRefusal(KEY, _problem(text, line))


def _undressed(text: str) -> str:
    plain = _NAMED.sub("", unicodedata.normalize("NFKC", text))
    if _GROUPED.fullmatch(plain):
        return re.sub(r"[.,]", "", plain)
    found = _DECIMAL.fullmatch(plain)
    return found[1] if found else plain


def _problem(text: str, line: Line) -> str:
    if any(_FOOTER.match(fold(cell)) for cell in line.cells[:1] + [cell for cell in line.cells if cell][:1]):
        return "ini tampaknya baris jumlah, bukan pengaduan. Baris ini tidak diimpor."
    if not text:
        return "belum diisi. Isi dengan nomor dari LAPOR!, lalu impor kembali."
    if fold(text) == fold(KEY):
        return "baris ini mengulang judul kolom. Baris ini tidak diimpor."
    if _SCIENTIFIC.fullmatch(text):
        return (
            f"{quoted(text)} sudah diubah Excel menjadi bentuk ilmiah sehingga angka aslinya hilang. "
            "Unduh ulang berkasnya dan jadikan kolom ini Teks sebelum disimpan."
        )
    if not re.fullmatch(r"[0-9]+", text):
        return f"{quoted(text)} harus angka saja. Perbaiki sesuai LAPOR!, lalu impor kembali."
    return f"{quoted(text)} harus 5 sampai 10 angka. Perbaiki sesuai LAPOR!, lalu impor kembali."
