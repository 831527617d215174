"""Nobody gives themselves a role through the team or a decree; whoever holds it already stands in the SK."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.accounts import assignments
from portal.accounts.assignments import Post
from portal.accounts.current_user import CurrentUser
from portal.accounts.tables import Account
from portal.decrees import contacts, drafting, enactment, mutations, withdrawal
from portal.decrees.people import Contacts, Person
from portal.decrees.tables import Appointment
from portal.decrees.turnover import Occasion
from portal.errors import Forbidden
from tests.decrees import factories
from tests.decrees.factories import DAY, START, Regency

MARCH = date(2026, 3, 1)
JUNE = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)
MOVED = Occasion(JUNE, "Mutasi pegawai")
REFUSED = "Anda sendiri mendapat peran"


async def herself(admin: CurrentUser) -> Person:
    """The admin as a row of a roster names her: by her own name and number."""
    row = await Account.select(Account.name, Account.phone).where(Account.id == admin.id).first()
    assert row
    return Person(row["name"], post="Staf", phone=row["phone"])


async def held_by(admin: CurrentUser, at: datetime) -> set[tuple[str, int | None]]:
    return {(each.role, each.agency_id) for each in await assignments.held_by(admin.id, at)}


ADMIN = {("admin", None)}


async def signed_draft(town: Regency, whom: CurrentUser) -> int:
    """A draft that gives somebody a second seat, signed by the first admin."""
    decree = await factories.first_draft(town)
    await factories.add(town, decree, "Admin Operator", town.agencies[0], await herself(whom))
    await factories.date_it(town, decree, MARCH, at=START)
    await factories.sign(town, decree, at=START)
    return decree


async def test_whoever_gains_by_a_decree_does_not_put_it_in_force(database: str) -> None:
    town = await factories.regency()
    decree = await signed_draft(town, town.second)
    said = await enactment.preview(decree, by=town.second, at=START)
    assert any(REFUSED in sentence for sentence in said.refusals)
    with pytest.raises(Forbidden, match="peran Admin Operator"):
        await enactment.enact(decree, by=town.second, at=START)
    assert await held_by(town.second, START) == ADMIN
    assert await factories.names_in_force(START) == set()


async def test_another_admin_puts_it_in_force(database: str) -> None:
    town = await factories.regency()
    decree = await signed_draft(town, town.first)
    assert (await enactment.preview(decree, by=town.second, at=START)).refusals == ()
    await enactment.enact(decree, by=town.second, at=START)
    assert await held_by(town.first, START) == ADMIN | {("operator", town.agencies[0])}


async def test_an_admin_stands_in_the_yearly_decree_for_what_she_holds(database: str) -> None:
    town = await factories.regency()
    decree = await factories.first_draft(town)
    await factories.add(town, decree, "Koordinator/Admin Instansi", None, await herself(town.second))
    await factories.enact(town, decree, MARCH, at=START)
    assert await held_by(town.second, START) == ADMIN
    row = await factories.row_of(decree, (await herself(town.second)).name)
    assert row.account_id == town.second.id


@pytest.mark.parametrize("way", ["replace", "stand in", "acting", "add", "add from tomorrow"])
async def test_no_change_of_staff_seats_whoever_records_it(database: str, way: str) -> None:
    town = await factories.regency()
    decree = await factories.in_force_since(town, MARCH)
    me, seat = await herself(town.first), (await factories.row_of(decree, "Operator 1")).id
    position, at = await factories.position(decree, "Admin Operator"), {"by": town.first, "at": JUNE}
    tomorrow = Occasion(JUNE + DAY, "Mutasi pegawai")
    acts = {
        "replace": lambda: mutations.replace(seat, me, MOVED, **at),
        "stand in": lambda: mutations.absence(seat, me, MOVED, until=JUNE + DAY, **at),
        "acting": lambda: mutations.vacate(seat, MOVED, acting=me, **at),
        "add": lambda: mutations.add(decree, position, town.agencies[0], me, MOVED, **at),
        "add from tomorrow": lambda: mutations.add(decree, position, town.agencies[0], me, tomorrow, **at),
    }
    with pytest.raises(Forbidden, match=REFUSED):
        await acts[way]()
    assert await held_by(town.first, JUNE + 2 * DAY) == ADMIN
    assert me.name not in await factories.names_in_force(JUNE + 2 * DAY)
    assert await factories.held("Operator 1", JUNE + 2 * DAY) == {("operator", town.agencies[0])}


async def test_a_colleague_is_seated_by_the_other_admin(database: str) -> None:
    town = await factories.regency()
    decree = await factories.in_force_since(town, MARCH)
    seat = (await factories.row_of(decree, "Operator 1")).id
    await mutations.replace(seat, await herself(town.first), MOVED, by=town.second, at=JUNE)
    assert await held_by(town.first, JUNE) == ADMIN | {("operator", town.agencies[0])}


async def test_ones_own_number_on_somebody_of_the_team_gives_nothing(database: str) -> None:
    town = await factories.regency()
    me = await herself(town.first)
    decree = await factories.first_draft(town)
    bare = Person(me.name, post="Staf")
    await factories.add(town, decree, "Admin Operator", town.agencies[0], bare)
    await factories.enact(town, decree, MARCH, at=START)
    row = await factories.row_of(decree, me.name)
    with pytest.raises(Forbidden, match=REFUSED):
        await contacts.change(row.id, Contacts(phone=me.phone), version=row.version, by=town.first, at=JUNE)
    kept = await Appointment.select(Appointment.phone, Appointment.account).where(Appointment.id == row.id)
    assert kept == [{"phone": None, "account": None}]
    assert await held_by(town.first, JUNE) == ADMIN


async def test_taking_a_decree_back_revives_no_role_for_whoever_does_it(database: str) -> None:
    town = await factories.regency()
    former = await signed_draft(town, town.first)
    await enactment.enact(former, by=town.second, at=START)
    later = await drafting.begin(2027, by=town.first, at=JUNE)
    for row in await factories.rows_named(later, (await herself(town.first)).name):
        await Appointment.delete().where(Appointment.id == row.id)
    await factories.enact(town, later, JUNE.date(), at=JUNE)
    first = await factories.actor((await herself(town.first)).name, JUNE)
    assert {(each.role, each.agency_id) for each in first.held} == ADMIN
    with pytest.raises(Forbidden, match=REFUSED):
        await withdrawal.withdraw(later, reason="Keliru", by=first, at=JUNE + DAY)
    await withdrawal.withdraw(later, reason="Keliru", by=town.second, at=JUNE + DAY)
    assert await held_by(town.first, JUNE + DAY) == ADMIN | {("operator", town.agencies[0])}


async def test_a_role_another_admin_gave_beforehand_may_stand_in_the_decree(database: str) -> None:
    town = await factories.regency()
    decree = await signed_draft(town, town.second)
    await assignments.add(town.second.id, Post("operator", town.agencies[0], START), by=town.first, at=START)
    second = await factories.actor((await herself(town.second)).name, START)
    await enactment.enact(decree, by=second, at=START)
    assert await held_by(town.second, START) == ADMIN | {("operator", town.agencies[0])}
