"""Changes in the middle of the year: rights end and begin on the day, drafts and later decrees follow."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from portal.accounts import sessions
from portal.accounts.tables import Account, Assignment
from portal.agencies import hooks
from portal.app import assemble
from portal.decrees import amending, drafting, enactment, handovers, mutations, roster, withdrawal
from portal.decrees.kinds import Change, MutationKind
from portal.decrees.tables import Handover, Mutation
from portal.decrees.turnover import Occasion
from portal.errors import Conflict, Forbidden, Refusal
from tests.decrees import factories
from tests.decrees.factories import DAY, START

MARCH = date(2026, 3, 1)
JUNE = START + 90 * DAY
MOVED = Occasion(JUNE, "Mutasi")


async def appointment(name: str, at=JUNE) -> int:  # type: ignore[no-untyped-def]
    """The row in force of a person."""
    [row] = [row for row in await roster.in_force(at) if row.name == name]
    return row.id


async def test_replacing_ends_the_leavers_rights_and_begins_the_newcomers(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    await factories.actor("Operator 1", JUNE)
    newcomer = town.person("Operator Baru")
    mutation = await mutations.replace(
        await appointment("Operator 1"), newcomer, MOVED, by=town.first, at=JUNE
    )
    seat = ("operator", town.agencies[0])
    assert await factories.held("Operator 1", JUNE - DAY) == {seat}
    assert await factories.held("Operator 1", JUNE) == set()
    assert await factories.held("Operator Baru", JUNE) == {seat}
    assert await sessions.open_for(await factories.account_of("Operator 1"), JUNE) == []
    written = await Mutation.select().where(Mutation.id == mutation)
    assert written[0]["lapor_switched_at"] is None
    await mutations.lapor_switched(mutation, by=town.first, at=JUNE)
    with pytest.raises(Conflict):
        await mutations.lapor_switched(mutation, by=town.first, at=JUNE)


async def test_the_newcomer_ticks_the_handover(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    newcomer = town.person("Operator Baru")
    await mutations.replace(await appointment("Operator 1"), newcomer, MOVED, by=town.first, at=JUNE)
    user = await factories.actor("Operator Baru", JUNE)
    [waiting] = await handovers.waiting_for(user.id, JUNE)
    assert (waiting.name, waiting.former) == ("Operator Baru", "Operator 1")
    stranger = await factories.actor("Operator 2", JUNE)
    assert await handovers.find_for(stranger, waiting.public_id) is None
    with pytest.raises(Forbidden, match="penerimanya"):
        await handovers.tick(waiting, by=town.first, at=JUNE)
    await handovers.tick(waiting, by=user, at=JUNE)
    with pytest.raises(Conflict):
        await handovers.tick(waiting, by=user, at=JUNE)
    assert await handovers.waiting_for(user.id, JUNE) == []


async def test_a_vacant_seat_may_be_held_by_a_plt(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    await mutations.vacate(await appointment("Operator 2"), MOVED, by=town.first, at=JUNE)
    assert await factories.held("Operator 2", JUNE) == set()
    plt = town.person("Penghubung Plt")
    await mutations.vacate(await appointment("Penghubung 1"), MOVED, acting=plt, by=town.first, at=JUNE)
    [row] = [row for row in await roster.in_force(JUNE) if row.name == "Penghubung Plt"]
    assert row.is_acting
    assert await factories.held("Penghubung Plt", JUNE) == {("liaison", town.agencies[0])}


async def test_a_plh_stands_in_from_until_and_the_absent_keeps_the_seat(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    plh = town.person("Penghubung Plh")
    liaison = await appointment("Penghubung 1")
    with pytest.raises(Refusal, match="Tanggal akhir"):
        await mutations.absence(liaison, plh, MOVED, until=JUNE, by=town.first, at=JUNE)
    await mutations.absence(liaison, plh, MOVED, until=JUNE + 5 * DAY, by=town.first, at=JUNE)
    seat = ("liaison", town.agencies[0])
    assert await factories.held("Penghubung Plh", JUNE) == {seat}
    assert await factories.held("Penghubung Plh", JUNE + 5 * DAY) == set()
    assert await factories.held("Penghubung 1", JUNE) == {seat}
    assert await Handover.count() == 4
    following = await drafting.begin(2027, by=town.first, at=JUNE)
    assert "Penghubung Plh" not in {row.name for row in await roster.rows_of(following)}


async def test_a_second_contact_joins_and_nobody_is_there_twice(database: str) -> None:
    town = await factories.regency()
    decree = await factories.in_force_since(town, MARCH)
    seat = await factories.position(decree, "Admin Operator")
    second = town.person("Operator Kedua")
    await mutations.add(decree, seat, town.agencies[0], second, MOVED, by=town.first, at=JUNE)
    assert await factories.held("Operator Kedua", JUNE) == {("operator", town.agencies[0])}
    with pytest.raises(Refusal, match="sudah memegang"):
        await mutations.add(decree, seat, town.agencies[0], second, MOVED, by=town.first, at=JUNE)
    row = await factories.row_of(decree, "Operator 1")
    stolen = town.person("Orang Lain", phone=row.phone)
    with pytest.raises(Refusal, match="Satu nomor"):
        await mutations.add(decree, seat, town.agencies[0], stolen, MOVED, by=town.first, at=JUNE)


async def test_a_change_of_tomorrow_waits_for_tomorrow(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    tomorrow = Occasion(JUNE + DAY, "Pensiun")
    newcomer = town.person("Operator Baru")
    await mutations.replace(await appointment("Operator 1"), newcomer, tomorrow, by=town.first, at=JUNE)
    assert await factories.held("Operator 1", JUNE) != set()
    assert await factories.held("Operator Baru", JUNE) == set()
    assert await factories.held("Operator 1", JUNE + DAY) == set()
    assert await factories.held("Operator Baru", JUNE + DAY) != set()


async def test_drafts_and_later_decrees_do_not_give_the_seat_back(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    following = await drafting.begin(2027, by=town.first, at=JUNE)
    newcomer = town.person("Operator Baru")
    await mutations.replace(await appointment("Operator 1"), newcomer, MOVED, by=town.first, at=JUNE)
    assert "Operator Baru" in {row.name for row in await roster.rows_of(following)}
    await factories.enact(town, following, date(2027, 1, 1), at=JUNE)
    later = JUNE + 30 * DAY
    gone = Occasion(later, "Pensiun")
    await mutations.vacate(await appointment("Operator 2", later), gone, by=town.first, at=later)
    third = town.person("Operator Ketiga")
    await mutations.replace(await appointment("Operator Baru", later), third, gone, by=town.first, at=later)
    new_year = START + 310 * DAY
    assert await factories.held("Operator 2", new_year) == set()
    assert await factories.held("Operator Baru", new_year) == set()
    assert await factories.held("Operator Ketiga", new_year) == {("operator", town.agencies[0])}
    assert "Operator Ketiga" in await factories.names_in_force(new_year)


async def test_an_amendment_stands_in_the_place_of_rows_while_the_decree_stays(database: str) -> None:
    town = await factories.regency()
    base = await factories.in_force_since(town, MARCH)
    amendment = await drafting.begin_amendment(base, by=town.first, at=JUNE)
    newcomer = town.person("Operator Baru")
    leaving = await appointment("Operator 1")
    ending = await appointment("Penghubung 2")
    more = {"reason": "Mutasi", "by": town.first, "at": JUNE}
    await amending.amend(amendment, leaving, change=Change.REPLACE, person=newcomer, **more)
    await amending.amend(amendment, ending, change=Change.END, person=None, **more)
    with pytest.raises(Refusal, match="sudah diubah"):
        await amending.amend(amendment, leaving, change=Change.END, person=None, **more)
    await factories.enact(town, amendment, date(2026, 5, 1), at=JUNE)
    assert await factories.names_in_force(JUNE) == {"Operator Baru", "Operator 2", "Penghubung 1"}
    assert await factories.held("Operator 1", JUNE) == set()
    assert await factories.held("Penghubung 2", JUNE) == set()
    await withdrawal.withdraw(amendment, reason="Keliru", by=town.second, at=JUNE + DAY)
    after = JUNE + DAY
    assert await factories.names_in_force(after) == {
        "Operator 1", "Operator 2", "Penghubung 1", "Penghubung 2",
    }  # fmt: skip
    assert await factories.held("Operator 1", after) == {("operator", town.agencies[0])}
    assert await factories.held("Operator Baru", after) == set()


async def test_an_amendment_of_rows_that_changed_meanwhile_is_refused(database: str) -> None:
    town = await factories.regency()
    base = await factories.in_force_since(town, MARCH)
    amendment = await drafting.begin_amendment(base, by=town.first, at=JUNE)
    more = {"reason": "Mutasi", "by": town.first, "at": JUNE}
    row = await appointment("Operator 1")
    await amending.amend(amendment, row, change=Change.END, person=None, **more)
    await mutations.replace(row, town.person("Operator Baru"), MOVED, by=town.first, at=JUNE)
    with pytest.raises(Refusal, match="sudah berganti"):
        await factories.enact(town, amendment, date(2026, 5, 1), at=JUNE)
    seen = await enactment.preview(amendment, by=town.second, at=JUNE)
    assert len(seen.refusals) == 1


async def test_of_two_who_replace_the_same_person_one_wins(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    row = await appointment("Operator 1")
    ended = await asyncio.gather(
        mutations.replace(row, town.person("Baru Satu"), MOVED, by=town.first, at=JUNE),
        mutations.replace(row, town.person("Baru Dua"), MOVED, by=town.second, at=JUNE),
        return_exceptions=True,
    )
    assert [type(each) for each in ended].count(Conflict) == 1
    assert await Mutation.count().where(Mutation.kind == MutationKind.REPLACE) == 1
    running = Assignment.ends_at.is_null() & (Assignment.source == "appointment")
    assert await Assignment.count().where(running) == 4
    assert await Account.count().where(Account.name.like("Baru %")) == 1


async def test_an_agency_about_to_end_tells_whom_the_decree_seats_there(database: str) -> None:
    assemble()
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    held = {each.noun: each for each in await hooks.held_at(town.agencies[0], JUNE)}
    seats = held["kedudukan dalam SK Tim"]
    assert (seats.count, seats.unfinished) == (2, False)
    assert {each.text for each in seats.examples} == {
        "Operator 1, Admin Operator",
        "Penghubung 1, Pejabat Penghubung",
    }
