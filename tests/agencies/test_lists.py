"""Categories and kecamatan: kept on pages, taken over from a list, and known by what files call them."""

from __future__ import annotations

import asyncio

import pytest

from portal import db
from portal.agencies.lists import editing, loading, queries
from portal.agencies.lists.kinds import NewTerm, Term, Which
from portal.agencies.lists.reading import read
from portal.errors import BadInput, Conflict, Refusal
from tests.agencies.conftest import CLERK, FIXTURES, NOON

CATEGORIES, DISTRICTS = Which.CATEGORIES, Which.DISTRICTS
pytestmark = pytest.mark.usefixtures("database")


async def added(which: Which, group: str, name: str, **more: str) -> int:
    return await editing.add(which, NewTerm(group, name, **more), by=CLERK, at=NOON)  # type: ignore[arg-type]


async def standing(which: Which, key: int) -> Term:
    found = await queries.term(which, key)
    assert found is not None
    return found


async def renamed(which: Which, key: int, group: str, name: str, version: int = 1) -> None:
    await editing.change(which, key, NewTerm(group, name), version, by=CLERK, at=NOON)


async def test_a_renamed_kecamatan_is_still_known_by_its_old_name() -> None:
    key = await added(DISTRICTS, "35.27.12", "Karangpenang")
    await renamed(DISTRICTS, key, "35.27.12", "Karang Penang Baru")
    find = await queries.finder(DISTRICTS)
    for text in ("Karang Penang Baru", "KARANG PENANG", "karangpenang", "Kec. Karangpenang"):
        assert find(text) == key, text
    assert find("Torjun") is None


async def test_of_two_who_rename_the_second_gets_a_sentence() -> None:
    key = await added(DISTRICTS, "35.27.01", "Sreseh")
    answers = await asyncio.gather(
        *(renamed(DISTRICTS, key, "35.27.01", name) for name in ("Sreseh Satu", "Sreseh Dua")),
        return_exceptions=True,
    )
    assert [type(each) for each in answers if each is not None] == [Conflict]
    assert (await standing(DISTRICTS, key)).version == 2


async def test_a_topic_under_two_categories_means_neither_until_somebody_says() -> None:
    roads = await added(CATEGORIES, "Jalan", "Lainnya")
    health = await added(CATEGORIES, "Kesehatan", "Lainnya")
    assert (await queries.finder(CATEGORIES))("Lainnya") is None
    assert (await queries.finder(CATEGORIES))("Kesehatan: Lainnya") == health
    with pytest.raises(Refusal):
        await editing.add_alias(CATEGORIES, roads, "Lainnya ", by=CLERK, at=NOON)
    await editing.add_alias(CATEGORIES, roads, "Lain-lain", by=CLERK, at=NOON)
    assert (await queries.finder(CATEGORIES))("lain lain") == roads


@pytest.mark.parametrize(
    ("group", "name"), [("35.27.01", "Lain"), ("35.27.02", "sreseh"), ("", "Lain"), ("35.27.03", "")]
)
async def test_what_is_there_already_or_empty_is_refused(group: str, name: str) -> None:
    await added(DISTRICTS, "35.27.01", "Sreseh")
    with pytest.raises(Refusal):
        await added(DISTRICTS, group, name)
    assert len(await queries.terms(DISTRICTS)) == 1


async def test_another_name_means_one_entry_and_can_be_taken_away() -> None:
    lamp, road = await added(CATEGORIES, "Umum", "Lampu"), await added(CATEGORIES, "Umum", "Jalan")
    await editing.add_alias(CATEGORIES, lamp, "PJU", by=CLERK, at=NOON)
    await editing.add_alias(CATEGORIES, lamp, "p.j.u", by=CLERK, at=NOON)
    with pytest.raises(Refusal, match="sudah berarti Umum · Lampu"):
        await editing.add_alias(CATEGORIES, road, "PJU", by=CLERK, at=NOON)
    with pytest.raises(Refusal, match="sudah berarti"):
        await added(CATEGORIES, "Umum", "PJU")
    alias = (await standing(CATEGORIES, lamp)).aliases[0]
    await editing.remove_alias(CATEGORIES, lamp, alias.id, by=CLERK, at=NOON)
    with pytest.raises(Conflict):
        await editing.remove_alias(CATEGORIES, lamp, alias.id, by=CLERK, at=NOON)
    assert (await queries.finder(CATEGORIES))("PJU") is None


async def test_what_ended_is_still_understood_and_comes_back() -> None:
    key = await added(CATEGORIES, "Umum", "Lampu")
    await editing.end(CATEGORIES, key, by=CLERK, at=NOON)
    with pytest.raises(Conflict):
        await editing.end(CATEGORIES, key, by=CLERK, at=NOON)
    assert (await queries.finder(CATEGORIES))("lampu") == key
    assert [which[2] for which in await queries.counted()] == [0, 0]
    await editing.resume(CATEGORIES, key, by=CLERK, at=NOON)
    assert (await standing(CATEGORIES, key)).is_offered


@pytest.mark.parametrize("which", Which)
async def test_the_lists_of_an_office_are_taken_over_and_again_change_nothing(which: Which) -> None:
    text = (FIXTURES / f"{which}.csv").read_text(encoding="utf-8")
    plan = await loading.plan(which, text.replace("DPUPR", "").replace("DISHUB", ""))
    if which is CATEGORIES:
        # Agencies that are not there yet are named, row by row.
        assert "tidak dikenali" in plan.rows[-1].sentence + plan.rows[5].sentence
        text = "\n".join(",".join(line.split(",")[:2]) for line in text.splitlines())
        plan = await loading.plan(which, text)
    else:
        plan = await loading.plan(which, text)
    assert plan.count("refused") == 0
    await loading.apply(which, text, plan.seal, by=CLERK, at=NOON)
    assert len(await queries.terms(which)) == {CATEGORIES: 31, DISTRICTS: 14}[which]
    again = await loading.plan(which, text)
    assert (again.writes, again.count("unchanged")) == (0, len(plan.rows))
    with pytest.raises(Conflict):
        await loading.apply(which, text, plan.seal, by=CLERK, at=NOON)
    audited = await db.rows("SELECT details FROM audit_event WHERE action LIKE 'regency.%_changed'")
    assert len(audited) == 1


@pytest.mark.parametrize(
    "text",
    ["35.27.01 Sreseh\n35.27.02; Torjun", "kode;kecamatan\n35.27.01;Sreseh\n35.27.02;Torjun",
     "35.27.01\tSreseh\n\n35.27.02\tTorjun\n"],
)  # fmt: skip
async def test_kecamatan_are_pasted_as_offices_write_them(text: str) -> None:
    if ";" in text and not text.startswith("kode"):
        text = text.replace(";", "")
    assert [(line.group, line.name) for line in read(DISTRICTS, text)] == [
        ("35.27.01", "Sreseh"),
        ("35.27.02", "Torjun"),
    ]


async def test_a_list_says_row_by_row_what_is_wrong_with_it() -> None:
    plan = await loading.plan(DISTRICTS, "35.27.01,Sreseh\n35.27.01,Torjun\n,Camplong")
    assert [row.outcome for row in plan.rows] == ["new", "refused", "refused"]
    with pytest.raises(BadInput, match="kosong"):
        await loading.plan(DISTRICTS, "  \n ")


async def test_of_two_rows_with_one_other_name_the_second_is_refused() -> None:
    text = "kategori,topik,nama_lain\nUmum,Lampu,PJU\nUmum,Tiang,PJU"
    plan = await loading.plan(CATEGORIES, text)
    assert [row.sentence for row in plan.rows] == ["", "Namanya sudah ada di baris 2."]
    await loading.apply(CATEGORIES, text, plan.seal, by=CLERK, at=NOON)
    find = await queries.finder(CATEGORIES)
    assert find("PJU") == find("Lampu")
    assert find("Tiang") is None


async def test_an_agency_that_is_not_there_is_refused_in_words() -> None:
    with pytest.raises(Refusal, match="tidak ada"):
        await editing.add(CATEGORIES, NewTerm("Jalan", "Lubang", agency=999_999), by=CLERK, at=NOON)
    assert await queries.terms(CATEGORIES) == []
