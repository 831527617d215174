"""What an export calls a class: the four names, a clear negation, and everything else held."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.complaints.kinds import Classification
from portal.lapor.classes import classification_of

A, I, C, S = (  # noqa: E741
    Classification.ASPIRATION,
    Classification.INFORMATION,
    Classification.COMPLAINT,
    Classification.SUPERVISORY,
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Aspirasi ", A),
        ("permintaan informasi", I),
        ("PENGADUAN  tidak berkadar pengawasan\xa0", C),
        ("Pengaduan tdk. berkadar pengawasan", C),
        ("Pengaduan non-berkadar pengawasan", C),
        ("Bukan berkadar pengawasan", C),
        ("Tidak Berkadar", C),
        ("Pengaduan  Berkadar Pengawasan", S),
        ("Pengaduan Berkadar\u200b Pengawasan", S),
        ("Pengaduan", None),
        ("", None),
        ("Pengaduan Berkadar Pengawasan (WBS)", None),
        ("Pengaduan berkadar-pengawasan", None),
        ("Pengaduan Berkadar Pengawas", None),
        ("Bukan tidak berkadar pengawasan", None),
        ("Tidak berkadar pengawasan, berkadar korupsi", None),
        ("Pengaduan tidak jelas berkadar pengawasan", None),
        ("Реngaduan Tidak Berkadar Pengawasan", None),  # noqa: RUF001  two letters are Cyrillic
    ],
)
def test_a_class_is_one_of_four_or_left_open(raw: str, expected: Classification | None) -> None:
    assert classification_of(raw) is expected


NEGATIONS = ("tidak", "tdk", "bukan", "non")


@given(
    st.text(alphabet="abtidkn -()\u200b", max_size=20), st.text(alphabet="abcpegws -()\u200b", max_size=20)
)
def test_what_says_berkadar_and_does_not_directly_deny_it_is_never_ordinary(before: str, after: str) -> None:
    text = f"{before}berkadar{after}"
    plain = before.replace("\u200b", "").rstrip(" -.").lower()
    if not plain.endswith(NEGATIONS):
        assert classification_of(text) in {None, S}


@given(st.text(max_size=30))
def test_no_text_but_the_known_ones_is_ordinary(text: str) -> None:
    assert classification_of(f"{text}x") is None
