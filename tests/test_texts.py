"""Signs that nobody sees are no part of a name, in whatever way it comes in."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from portal.agencies import import_file
from portal.agencies.folding import fold as fold_agency
from portal.complaints.search.folding import words_of
from portal.decrees.roster_files.columns import folded as fold_heading
from portal.lapor import columns
from portal.texts import visible

SIGNS = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"]


def test_every_format_sign_goes_and_nothing_else_does() -> None:
    assert visible("".join(SIGNS)) == ""
    assert visible("Tamba’an & Co. \xa0 ✔ Åé") == "Tamba’an & Co. \xa0 ✔ Åé"


@pytest.mark.parametrize("sign", ["\u200b", "\u200f", "\xad", "\ufeff", "\u202c"])
def test_a_name_with_such_a_sign_is_the_same_name(sign: str) -> None:
    name = f"Di{sign}nas Perhubungan{sign}"
    assert fold_agency(name) == fold_agency("Dinas Perhubungan")
    assert columns.fold(name) == columns.fold("Dinas Perhubungan")
    assert list(words_of(name)) == ["dinas", "perhubungan"]
    assert fold_heading(name) == fold_heading("Dinas Perhubungan")


def test_an_agency_is_imported_without_them() -> None:
    (row,) = import_file.read("kode,nama\nDIS\u200bHUB,\u200fDinas Perhubungan\u200b\n".encode())
    assert (row.code, row.name) == ("DISHUB", "Dinas Perhubungan")
