"""Forms: all errors at once, nothing typed is lost; places of keyset pages survive nonsense."""

import base64
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from portal.web import Form, keyset
from portal.web.forms import Posted, clean
from portal.web.requests import is_local_path


@dataclass(slots=True)
class NoteForm(Form):
    title: str = ""
    note: str = ""

    def check(self) -> None:
        self.require("title", "Tulis judul.")
        self.at_least("note", 10, "Catatan minimal 10 huruf.")
        self.at_most("title", 20)


def test_all_errors_come_at_once_and_values_stay() -> None:
    form = NoteForm.parse(Posted(fields={"note": "pendek", "unknown": "x"}))
    assert form.errors == {"title": "Tulis judul.", "note": "Catatan minimal 10 huruf."}
    assert form.note == "pendek"


def test_too_long_says_how_long() -> None:
    form = NoteForm.parse({"title": "a" * 21, "note": "cukup panjang"})
    assert form.errors == {"title": "Terlalu panjang: 21 huruf, paling banyak 20."}


def test_what_no_keyboard_types_is_dropped() -> None:
    assert clean(" a\x00b\r\nc\td ") == "ab\nc\td"


@given(st.text())
def test_any_place_is_a_place_or_the_first_page(text: str) -> None:
    found = keyset.decode(text)
    assert found is None or isinstance(found, list)


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.one_of(st.none(), st.integers(-(2**63) + 1, 2**63 - 1), WORDS), max_size=4))
def test_places_come_back_as_they_were(values: list[str | int | None]) -> None:
    assert keyset.decode(keyset.encode(values)) == values


def test_what_no_database_could_be_asked_for_is_the_first_page() -> None:
    nested, long = b"[" * 5000, b"[" + b"9" * 30 + b"]"
    for packed in (nested, long, b'["a\\ud800"]', b'["a\\u0000"]', b"[[1]]", b"9" * 5000):
        assert keyset.decode(base64.urlsafe_b64encode(packed).decode()) is None


def test_ways_out_of_the_site_are_refused() -> None:
    assert is_local_path("/complaints/ADU-2026-000001?x=1")
    for bad in ("//evil.example", "/\\evil.example", "https://evil.example", "javascript:1", "/\t/evil", ""):
        assert not is_local_path(bad)
