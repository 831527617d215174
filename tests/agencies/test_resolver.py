"""Files spell agencies as they like; the right one is found, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.agencies import aliases, editing, profile, queries
from portal.agencies.editing import AgencyValues
from tests.agencies.conftest import CLERK, NOON, agency


@pytest.fixture
async def sampang(agencies: None) -> None:
    known = await queries.regency()
    await profile.change(replace(known, name="Kabupaten Sampang"), by=CLERK, at=NOON)


@pytest.mark.usefixtures("sampang")
async def test_messy_spellings_find_their_agency(subtests: pytest.Subtests) -> None:
    resolve = await queries.resolver()
    codes = {row.id: row.code for row in await queries.every()}
    for spelling, code in {
        "DINAS  Pendidikan": "DISDIK",
        "Dinas Pendidikan Kabupaten Sampang": "DISDIK",
        "disdik": "DISDIK",
        "Dinas PU dan Tata Ruang": "DPUPR",
        "Dinas Perhubungan Kab. Sampang": "DISHUB",
        "dinas sosial pemberdayaan perempuan & perlindungan anak": "DINSOS",
        "KEC. SAMPANG": "KEC-SAMPANG",
        "Kecamatan Karang Penang": "KEC-KARANGPENANG",
        "rsud dr mohammad zyn": "RSUD",
        "setda-org": "SETDA-ORG",
    }.items():
        with subtests.test(spelling):
            assert codes.get(resolve(spelling) or 0) == code


@pytest.mark.usefixtures("sampang")
async def test_a_name_nobody_has_finds_nothing() -> None:
    for stranger in ("", "  ", "Dinas", "Dinas Pendidikan Provinsi Jawa Timur", "Kabupaten Sampang"):
        assert await queries.match(stranger) is None


@pytest.mark.usefixtures("agencies")
async def test_a_new_alias_is_found_at_once() -> None:
    education = await agency("disdik")
    await aliases.add(education.id, "Diknas", by=CLERK, at=NOON)
    assert await queries.match("DIKNAS") == education.id


@pytest.mark.usefixtures("database")
async def test_the_successor_answers_to_a_name_that_has_ended() -> None:
    old = AgencyValues("Dinas Pasar", "Dispasar", "dinas", valid_until=date(2025, 12, 31))
    new = AgencyValues("Dinas Pasar", "Dispasar", "dinas", valid_from=date(2026, 1, 1))
    await editing.add("PASAR", old, by=CLERK, at=NOON)
    successor = await editing.add("PASAR-2026", new, by=CLERK, at=NOON)
    assert await queries.match("dinas pasar") == successor


@pytest.mark.usefixtures("database")
async def test_an_ended_agency_is_still_found_in_old_files_but_cannot_be_chosen() -> None:
    ended = AgencyValues("Dinas Pasar", "Dispasar", "dinas", valid_until=date(2025, 12, 31))
    agency_id = await editing.add("PASAR", ended, by=CLERK, at=NOON)
    assert await queries.match("dispasar") == agency_id
    assert await queries.choices(date(2026, 1, 1)) == []
    assert [choice.id for choice in await queries.choices(date(2025, 12, 31))] == [agency_id]
    assert await queries.names() == {agency_id: "Dispasar"}
