"""Numbers as people and workbooks write them."""

from __future__ import annotations

import pytest

from portal.accounts import phones
from portal.errors import BadInput


@pytest.mark.parametrize(
    "text", ["0812 3456 7890", "6281234567890", "+62 812-3456-7890", "62081234567890", "81234567890"]
)
def test_one_number_however_it_is_written(text: str) -> None:
    assert phones.parse(text) == "+6281234567890"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(0323) 321234", "telepon kantor"),
        ("6.28E+11", "Excel"),
        ("6,28123E+11", "Excel"),
        ("0812", "tidak dikenali"),
        ("bukan nomor", "tidak dikenali"),
        ("", "tidak dikenali"),
    ],
)
def test_what_cannot_be_reached_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        phones.parse(text)
    assert phones.find(text) is None


def test_numbers_are_shown_as_people_say_them() -> None:
    assert phones.spoken("+6281234567890") == "0812-3456-7890"
    assert phones.spoken("+60123456789") == "+60 12-345 6789"
    assert phones.masked("+6281234567890") == "0812-••••-7890"
