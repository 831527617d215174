"""The list is written once it is confirmed, as it was shown, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal import db
from portal.agencies import imports, queries, seeding
from portal.agencies.imports import Summary
from portal.agencies.tables import Category
from portal.errors import BadInput, Conflict
from tests.agencies.conftest import AGENCIES, CLERK, FIXTURES, NOON, agency

LIST = AGENCIES.read_bytes()
pytestmark = pytest.mark.usefixtures("database")


async def audited(action: str) -> int:
    found = await db.rows("SELECT count(*) AS n FROM audit_event WHERE action = {}", action)
    return int(found[0]["n"])


async def test_looking_writes_nothing() -> None:
    preview = await imports.preview(LIST)
    assert preview.count("new") == 44
    assert await queries.every() == []


async def test_the_list_is_created_once_and_unchanged_after() -> None:
    first = await imports.apply_file(AGENCIES, by=CLERK, at=NOON)
    again = await imports.apply_file(AGENCIES, by=CLERK, at=NOON)
    assert first == Summary(44, created=44, updated=0, unchanged=0, refused=())
    assert again == Summary(44, created=0, updated=0, unchanged=44, refused=())
    assert await audited("agency.imported") == 1


async def test_names_parents_and_aliases_survive_as_written() -> None:
    await imports.apply(LIST, by=CLERK, at=NOON)
    social, health = await agency("DINSOS"), await agency("DINKES")
    assert social.name == "Dinas Sosial, Pemberdayaan Perempuan dan Perlindungan Anak"
    assert (await agency("PKM-KAMONING")).parent == health.id
    assert (await agency("KEL-DALPENANG")).parent == (await agency("KEC-SAMPANG")).id
    assert [alias.text for alias in health.aliases] == [
        "Dinas Kesehatan",
        "Dinas Kesehatan Kabupaten Sampang",
    ]
    assert [child.code for child in await queries.children_of(health.id)] == ["PKM-KAMONING"]


async def test_refused_rows_keep_nobody_else_out() -> None:
    data = b"kode,nama,induk\nTAMBAAN,Desa Tamba'an,\nX,Unit X,TIDAK-ADA\n"
    summary = await imports.apply(data, by=CLERK, at=NOON)
    assert (summary.created, [number for number, _ in summary.refused]) == (1, [3])
    assert (await agency("tambaan")).name == "Desa Tamba'an"


async def test_a_changed_row_moves_the_version_on() -> None:
    await imports.apply(LIST, by=CLERK, at=NOON)
    summary = await imports.apply(b"kode,nama,induk\nDLH,Dinas Lingkungan,SETDA\n", by=CLERK, at=NOON)
    changed = await agency("DLH")
    assert summary.updated == 1
    assert (changed.name, changed.short_name, changed.version) == ("Dinas Lingkungan", "DLH", 2)
    assert changed.parent == (await agency("SETDA")).id


async def test_what_was_not_shown_is_not_written() -> None:
    seal = (await imports.preview(LIST)).seal
    await imports.apply(b"kode,nama\nDLH,Dinas Lingkungan\n", by=CLERK, at=NOON)
    with pytest.raises(Conflict):
        await imports.apply(LIST, by=CLERK, at=NOON, seal=seal)
    assert len(await queries.every()) == 1


async def test_a_missing_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="tidak dapat dibaca"):
        await imports.apply_file(tmp_path / "tidak-ada.csv", by=CLERK, at=NOON)


async def test_districts_and_categories_load_again_without_doubling() -> None:
    await imports.apply(LIST, by=CLERK, at=NOON)
    for _ in range(2):
        assert await seeding.load_districts(FIXTURES / "districts.csv") == 14
        assert await seeding.load_categories(FIXTURES / "categories.csv") == 31
    assert len(await queries.districts()) == 14
    assert await Category.count() == 31


async def test_a_category_for_an_unknown_agency_loads_nothing() -> None:
    with pytest.raises(BadInput, match="DPUPR"):
        await seeding.load_categories(FIXTURES / "categories.csv")
    assert await Category.count() == 0


async def test_a_topic_suggests_its_agency() -> None:
    await imports.apply(LIST, by=CLERK, at=NOON)
    await seeding.load_categories(FIXTURES / "categories.csv")
    by_topic = {row.topic: row.agency for row in await queries.categories()}
    assert by_topic["Jalan Berlubang"] == (await agency("DPUPR")).id
    assert by_topic["Lainnya"] is None
