"""Words, numbers and beginnings are found alike on both engines; who may not see finds nothing."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import db
from portal.complaints import counts, dispositions, importing, listing
from portal.complaints.filters import Filters
from portal.complaints.kinds import Classification
from portal.complaints.search import asking, marks, places, upkeep
from portal.complaints.search.asking import Term
from portal.complaints.search.folding import forms, tokens, words_of
from portal.complaints.search.stemming import stem
from portal.complaints.tables import Complaint
from portal.permissions import Actor
from tests.complaints import factories
from tests.complaints.factories import MONDAY, Office
from tests.complaints.test_importing import IMPORT, ROW

ROOTS = (
    "jalan",
    "lubang",
    "lampu",
    "padam",
    "ajar",
    "tulis",
    "baik",
    "kerja",
    "adu",
    "sapu",
    "buku",
    "kursi",
)
FRONT = (
    *("", "di", "ke", "me", "mem", "men", "meng", "meny", "pem", "pen", "peng", "peny"),
    *("ter", "ber", "per", "bel", "pel", "diper", "memper", "keber"),
)
BEHIND = ("", "kan", "an", "i", "kah", "lah", "pun", "ku", "mu", "nya", "annya", "kannya", "inya", "ilah")
LETTERS = "abdegijklmnoprstuy"

affixed = st.builds(lambda *parts: "".join(parts), *map(st.sampled_from, (FRONT, ROOTS, BEHIND)))
words = st.one_of(affixed, st.text(LETTERS, min_size=1, max_size=14))
texts = st.one_of(
    st.lists(words, min_size=1, max_size=8).map(" ".join),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40),
)


async def found(actor: Actor, text: str) -> set[str]:
    page = await listing.listing(actor, Filters(q=text))
    return {row.number for row in page.rows}


async def test_title_text_answers_and_numbers_are_found(office: Office) -> None:
    texts = {"title": "Lampu padam", "body": "Gelap sejak magrib.", "tracking_id": "8412073"}
    complaint = await factories.answered(office, **texts)
    await factories.recorded(office, title="Sampah menumpuk", body="Bau.")
    for asked in ("lampu", "gelap", "ditambal", "8412073", "#8412073", "84120", complaint.number):
        assert await found(office.admin, asked) == {complaint.number}, asked
    assert await found(office.admin, str(int(complaint.number[-6:]))) == {complaint.number}
    assert await found(office.admin, "lampu sampah") == set()


async def test_forms_of_a_word_and_its_beginning_are_found(office: Office) -> None:
    complaint = await factories.recorded(
        office, title="Perbaikan jalan", body="Tolong diperbaiki, berlubang."
    )
    for asked in ("baik", "memperbaiki", "lubang", "berlub", "PERBAIKAN", "jalanan", "jál"):
        assert await found(office.admin, asked) == {complaint.number}, asked
    assert await found(office.admin, "alan") == set()
    assert await found(office.admin, "je") == set()


async def test_a_draft_is_found_only_once_it_is_an_answer(office: Office) -> None:
    await factories.submitted(office)
    assert await found(office.admin, "ditambal") == set()


async def test_what_lapor_changes_is_found_anew(office: Office) -> None:
    await importing.take_in([ROW], by=IMPORT, at=MONDAY)
    changed = replace(ROW, title="Pagar roboh", body_final="Sudah ambruk.")
    await importing.take_in([changed], by=IMPORT, at=MONDAY)
    assert len(await found(office.admin, "pagar ambruk")) == 1
    assert await found(office.admin, ROW.title) == set()


async def test_blanked_texts_are_not_found_any_more(office: Office) -> None:
    complaint = await factories.recorded(office, body="Telepon saya di rumah kontrakan.")
    await db.rows("UPDATE complaint_text SET body = '' WHERE complaint = {}", complaint.id)
    await upkeep.note([complaint.id])
    assert await found(office.admin, "kontrakan") == set()


async def test_the_reporter_is_never_found(office: Office) -> None:
    known = factories.intake.ReporterDetails(name="Suharsimi Contoh", phone="081234567890")
    await factories.recorded(office, reporter=known)
    assert await found(office.admin, "suharsimi") == set()
    assert await found(office.admin, "081234567890") == set()


async def test_what_one_may_not_see_is_neither_found_nor_counted(office: Office) -> None:
    hidden = await factories.recorded(
        office, title="Pungutan liar", classification=Classification.SUPERVISORY, office=office.dpupr
    )
    for person in (office.operator, office.liaison, office.leader, office.stranger, office.nobody):
        assert await found(person, "pungutan") == set()
        assert await found(person, hidden.number) == set()
        assert (await counts.total(person, Filters(q="pungutan"), MONDAY)).value == 0
    assert await found(office.inspector, "pungutan") == {hidden.number}


async def test_an_agency_finds_its_own(office: Office) -> None:
    own = await factories.disposed(office, title="Jalan rusak")
    await factories.recorded(office, title="Jalan rusak juga")
    assert await found(office.operator, "jalan rusak") == {own.number}
    assert await found(office.stranger, "jalan rusak") == set()


async def test_what_was_passed_on_is_found_by_both(office: Office) -> None:
    passed = await factories.disposed(office, title="Jalan rusak")
    other = office.stranger.held[0].agency_id
    assert other
    await dispositions.redispose(passed, to=other, by=office.admin, at=MONDAY)
    for person in (office.operator, office.stranger):
        assert await found(person, "jalan") == {passed.number}
        assert (await counts.total(person, Filters(q="jalan"), MONDAY)).value == 1
    held = Filters(q="jalan", agency=office.dpupr)
    assert (await listing.listing(office.admin, held)).rows == ()
    assert (await counts.total(office.admin, held, MONDAY)).value == 0
    assert (await counts.total(office.admin, replace(held, agency=other), MONDAY)).value == 1


async def test_nobody_types_whom_a_complaint_concerns(office: Office) -> None:
    await factories.disposed(office, title="Jalan rusak")
    for asked in (f"{places.ORDINARY}{office.dpupr}", f"{places.ORDINARY}", f"o{office.dpupr}"):
        assert await found(office.admin, asked) == set()


async def test_the_newest_comes_first_and_pages_follow(office: Office) -> None:
    made = [(await factories.recorded(office, title=f"Jalan {n}")).number for n in range(5)]
    first = await listing.listing(office.admin, Filters(q="jalan"), limit=3)
    rest = await listing.listing(office.admin, Filters(q="jalan"), first.after, limit=3)
    assert [row.number for row in (*first.rows, *rest.rows)] == made[::-1]
    assert rest.after is None


async def test_hits_are_marked_and_everything_is_escaped(office: Office) -> None:
    await factories.recorded(office, title="<b>Lampu</b> padam", body="Gelap <script>lampunya</script> mati.")
    (row,) = (await listing.listing(office.admin, Filters(q="lampu"))).rows
    assert str(row.shown_title) == "&lt;b&gt;<mark>Lampu</mark>&lt;/b&gt; padam"
    assert str(row.hit) == "Gelap &lt;script&gt;<mark>lampunya</mark>&lt;/script&gt; mati."


async def test_of_what_is_secret_a_list_shows_no_text(office: Office) -> None:
    await factories.recorded(office, body="Gelap sekali.", is_secret=True)
    (row,) = (await listing.listing(office.admin, Filters(q="gelap"))).rows
    assert str(row.hit) == ""


async def test_stems_are_those_of_postgresql(postgres_database: str) -> None:
    forms = sorted({front + root + end for front in FRONT for root in ROOTS for end in BEHIND})
    theirs = await db.rows(
        "SELECT w, (ts_lexize('indonesian_stem', w))[1] AS stem "
        "FROM json_array_elements_text({}::text::json) AS w",
        json.dumps(forms),
    )
    assert {row["w"]: row["stem"] for row in theirs} == {form: stem(form) for form in forms}


@given(texts)
def test_words_are_plain_letters_and_digits(text: str) -> None:
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in words_of(text))


@given(texts, texts)
def test_marks_lose_nothing(text: str, asked: str) -> None:
    shown = str(marks.marked(text, asking.terms(asked)))
    assert unescape(shown.replace("<mark>", "").replace("</mark>", "")) == text


MOST = 12
"""Texts that are compared at once."""


async def _ask(url: str, kept: list[str], questions: list[str]) -> list[set[int]]:
    """What each question finds among the texts, by the engine's own words."""
    db.use(db.connect(url))
    await db.open_pool()
    try:
        for key, text in enumerate((*kept, *[""] * (MOST - len(kept))), 1):
            await db.rows(KEEP, key, tokens([text]))
        return [await _found(question) for question in questions]
    finally:
        await db.close()


KEEP = """
INSERT INTO complaint_words (complaint, words) VALUES ({}, {})
ON CONFLICT (complaint) DO UPDATE SET words = excluded.words
"""


async def _found(question: str) -> set[int]:
    asked, source = asking.terms(question), asking.source()
    if not asked:
        return set()
    where = asking.condition(asked)
    found = await db.rows(f"SELECT c.id FROM {source.tables} WHERE {where.sql}", *where.values)  # noqa: S608
    return {row["id"] for row in found}


@pytest.fixture
def both(sqlite_url: str, postgres_url: str) -> tuple[str, str]:
    """The same bare complaints in both engines."""
    for url in (sqlite_url, postgres_url):
        asyncio.run(_bare(url))
    return sqlite_url, postgres_url


async def _bare(url: str) -> None:
    db.use(db.connect(url))
    await db.open_pool()
    try:
        for key in range(1, MOST + 1):
            await Complaint(number=f"ADU-{key}", title="", received_at=MONDAY, recorded_at=MONDAY).save()
    finally:
        await db.close()


@settings(max_examples=60)
@given(st.data())
def test_both_engines_find_the_same(both: tuple[str, str], data: Any) -> None:
    kept = data.draw(st.lists(texts, min_size=1, max_size=MOST))
    questions = data.draw(st.lists(st.one_of(words, texts, st.sampled_from(kept)), min_size=1, max_size=8))
    expected = [_expected(kept, asking.terms(question)) for question in questions]
    for url in both:
        assert asyncio.run(_ask(url, kept, questions)) == expected


def _expected(kept: list[str], asked: tuple[Term, ...]) -> set[int]:
    """Every term fits some word of the text."""
    split = {key: list(words_of(text)) for key, text in enumerate(kept, 1)}
    return {
        key
        for key, found in split.items()
        if asked and all(any(term.fits(forms(word)) for word in found) for term in asked)
    }
