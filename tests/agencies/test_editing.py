"""Agencies changed by hand: one name means one agency, and two people do not overwrite each other."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from portal import db
from portal.agencies import aliases, editing, profile, queries
from portal.agencies.editing import AgencyValues
from portal.agencies.queries import AgencyRow
from portal.errors import Conflict, Refusal
from tests.agencies.conftest import CLERK, NOON, agency

pytestmark = pytest.mark.usefixtures("database")
MARKET = AgencyValues("Dinas Pasar", "Dispasar", "dinas")
TOWN = AgencyValues("Desa Tamba'an", "Tamba'an", "kelurahan")


async def added(code: str, values: AgencyValues) -> AgencyRow:
    await editing.add(code, values, by=CLERK, at=NOON)
    return await agency(code)


async def test_a_code_is_kept_in_capitals_and_counts_once() -> None:
    market = await added(" pasar ", MARKET)
    assert market.code == "PASAR"
    with pytest.raises(Refusal, match="Kode PASAR sudah dipakai"):
        await editing.add("Pasar", TOWN, by=CLERK, at=NOON)


async def test_a_code_that_could_not_stand_in_an_address_is_refused() -> None:
    for code in ("", "A/B", "KODE ANEH", "-A", "X" * 41):
        with pytest.raises(Refusal, match="Kode hanya"):
            await editing.add(code, MARKET, by=CLERK, at=NOON)


async def test_a_name_means_one_agency() -> None:
    await editing.add("PASAR", MARKET, by=CLERK, at=NOON)
    for values in (replace(TOWN, name="DINAS PASAR"), replace(TOWN, short_name="pasar")):
        with pytest.raises(Refusal, match="sudah dipakai oleh Dinas Pasar"):
            await editing.add("TAMBAAN", values, by=CLERK, at=NOON)


async def test_the_second_editor_is_told_and_overwrites_nothing() -> None:
    market = await added("PASAR", MARKET)
    await editing.change(market, replace(MARKET, short_name="DP"), version=1, by=CLERK, at=NOON)
    with pytest.raises(Conflict):
        await editing.change(market, replace(MARKET, short_name="Pasar"), version=1, by=CLERK, at=NOON)
    assert await queries.names() == {market.id: "DP"}


async def test_parents_form_no_circle_and_exist() -> None:
    top = await added("PASAR", MARKET)
    below = await added("TAMBAAN", replace(TOWN, parent=top.id))
    with pytest.raises(Refusal, match="dirinya sendiri"):
        await editing.change(top, replace(MARKET, parent=below.id), version=1, by=CLERK, at=NOON)
    with pytest.raises(Refusal, match="Induk ini tidak ada"):
        await editing.add("X", AgencyValues("Unit X", "X", "upt", parent=99), by=CLERK, at=NOON)


async def test_an_agency_does_not_end_before_it_begins() -> None:
    values = replace(MARKET, valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 31))
    with pytest.raises(Refusal, match="sebelum tanggal mulai"):
        await editing.add("PASAR", values, by=CLERK, at=NOON)


async def test_an_alias_added_twice_is_there_once() -> None:
    market = await added("PASAR", MARKET)
    for text in ("Pasar  Daerah", "pasar daerah", "Dinas Pasar"):
        await aliases.add(market.id, text, by=CLERK, at=NOON)
    found = await agency("PASAR")
    assert [alias.text for alias in found.aliases] == ["Pasar Daerah"]


async def test_an_alias_of_another_agency_is_refused_until_it_is_removed() -> None:
    market, town = await added("PASAR", MARKET), await added("TAMBAAN", TOWN)
    await aliases.add(market.id, "Pasar Desa", by=CLERK, at=NOON)
    with pytest.raises(Refusal, match="sudah dipakai oleh Dinas Pasar"):
        await aliases.add(town.id, "PASAR desa", by=CLERK, at=NOON)
    found = await agency("PASAR")
    await aliases.remove(market.id, found.aliases[0].id, by=CLERK, at=NOON)
    await aliases.add(town.id, "PASAR desa", by=CLERK, at=NOON)
    assert await queries.match("pasar desa") == town.id
    with pytest.raises(Conflict):
        await aliases.remove(market.id, found.aliases[0].id, by=CLERK, at=NOON)


async def test_an_alias_must_say_something() -> None:
    market = await added("PASAR", MARKET)
    for text in ("", " . ", "x" * 201):
        with pytest.raises(Refusal):
            await aliases.add(market.id, text, by=CLERK, at=NOON)


async def test_two_people_giving_one_alias_to_two_agencies() -> None:
    market, town = await added("PASAR", MARKET), await added("TAMBAAN", TOWN)
    told = await asyncio.gather(
        aliases.add(market.id, "Pasar Desa", by=CLERK, at=NOON),
        aliases.add(town.id, "Pasar Desa", by=CLERK, at=NOON),
        return_exceptions=True,
    )
    assert [type(answer) for answer in told if answer is not None] == [Refusal]


async def test_every_act_is_in_the_audit_with_the_agency() -> None:
    market = await added("PASAR", MARKET)
    await aliases.add(market.id, "Pasar Desa", by=CLERK, at=NOON)
    await editing.change(market, replace(MARKET, kind="badan"), version=1, by=CLERK, at=NOON)
    found = await db.rows("SELECT action, subject, agency_id FROM audit_event ORDER BY id")
    assert [row["action"] for row in found] == ["agency.added", "agency.alias_added", "agency.changed"]
    assert {(row["subject"], row["agency_id"]) for row in found} == {("agency:PASAR", market.id)}


async def test_the_regency_is_data_and_neutral_until_somebody_says_more() -> None:
    neutral = await queries.regency()
    assert (neutral.name, neutral.zone) == ("Kabupaten", "Asia/Jakarta")
    await profile.change(replace(neutral, name="Kabupaten Contoh"), by=CLERK, at=NOON)
    await profile.change(await profile.fresh(), by=CLERK, at=NOON)
    with pytest.raises(Conflict):
        await profile.change(replace(neutral, name="Kabupaten Lain"), by=CLERK, at=NOON)
    assert (await queries.regency()).name == "Kabupaten Contoh"
    found = await db.rows("SELECT details FROM audit_event WHERE action = 'regency.changed'")
    assert len(found) == 1
