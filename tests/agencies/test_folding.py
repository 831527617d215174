"""Spellings that are one name, and those that are not."""

from __future__ import annotations

import pytest

from portal.agencies.folding import fold, without_regency


@pytest.mark.parametrize(
    ("spelling", "folded"),
    [
        ("  DINAS \u00a0 Pendidikan ", "dinas pendidikan"),
        ("Dinas Sosial, Pemberdayaan Perempuan & Anak", "dinas sosial pemberdayaan perempuan dan anak"),
        ("Tamba'an", "tambaan"),
        ("Tamba\u2019an", "tambaan"),
        ("KEC-SAMPANG", "kec sampang"),
        ("Kec. Sampang", "kec sampang"),
        ("...", ""),
    ],
)
def test_spellings_meet_in_one_form(spelling: str, folded: str) -> None:
    assert fold(spelling) == folded


@pytest.mark.parametrize(
    "spelling",
    [
        "dinas pendidikan kabupaten sampang",
        "dinas pendidikan kab sampang",
        "dinas pendidikan pemkab sampang",
        "dinas pendidikan pemerintah kabupaten sampang",
        "dinas pendidikan sampang",
    ],
)
def test_the_regency_at_the_end_of_a_name_says_nothing(spelling: str) -> None:
    assert without_regency(spelling, "Kabupaten Sampang") == "dinas pendidikan"


def test_another_regency_is_not_ours() -> None:
    assert without_regency("dinas pendidikan kabupaten pamekasan", "Kabupaten Sampang").endswith("pamekasan")


def test_an_unnamed_regency_shortens_nothing() -> None:
    assert without_regency("dinas pendidikan kabupaten", "Kabupaten") == "dinas pendidikan kabupaten"
