"""NIP: warned about, never refused, masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.decrees import nip

PNS = "198503122010012011"
PPPK = "199001052023211027"


@pytest.mark.parametrize("text", [PNS, PPPK, "19850312 201001 2 011", f"'{PNS}", ""])
def test_what_is_right_brings_no_warning(text: str) -> None:
    assert nip.warnings(text) == ()


def test_a_pppk_has_no_month_of_appointment() -> None:
    assert nip.is_pppk(PPPK)
    assert not nip.is_pppk(PNS)
    assert nip.warnings(PNS[:12] + "13" + PNS[14:]) == (nip.WRONG_APPOINTMENT,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PNS[:17], "yang ini 17"),
        ("1.98503E+17", "rusak oleh Excel (1.98503E+17)"),
        ("1,98E+17", "rusak oleh Excel (1,98E+17)"),
        ("19850312201001201O", "hanya berisi angka"),
        ("198513122010012011", "bukan tanggal lahir"),
        ("198503121995012011", "tahun dan bulan pengangkatan"),
        ("198503122010013011", "seharusnya 1 atau 2"),
        ("198503122010012000", "dibulatkan Excel"),
    ],
)
def test_what_looks_wrong_is_said_in_a_sentence(text: str, words: str) -> None:
    assert [words in sentence for sentence in nip.warnings(text)] == [True]


def test_several_things_are_said_at_once() -> None:
    assert set(nip.warnings("198513122010019000")) == {nip.WRONG_BIRTH, nip.WRONG_SEX, nip.ROUNDED}


def test_lists_show_the_last_four_digits_only() -> None:
    assert nip.masked(PNS) == "••••2011"
    assert nip.masked("") == ""


@given(st.text(max_size=30))
def test_no_text_at_all_breaks_it(text: str) -> None:
    assert all(sentence.endswith(".") for sentence in nip.warnings(text))
