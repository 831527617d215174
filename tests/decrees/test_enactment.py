"""Putting a decree in force, by dates alone; and taking it back."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from portal.accounts import sessions
from portal.accounts.tables import Account, Assignment
from portal.decrees import drafting, effects, enactment, roster, rows, withdrawal
from portal.decrees.kinds import DecreeState
from portal.decrees.tables import Decree, Handover, Term
from portal.errors import Conflict, Refusal
from tests.decrees import factories
from tests.decrees.factories import DAY, START, Regency

MARCH = date(2026, 3, 1)
NEW_YEAR = date(2027, 1, 1)
DECEMBER = START + 290 * DAY
NEXT_YEAR = START + 330 * DAY


async def next_years(town: Regency, *, at=DECEMBER) -> int:  # type: ignore[no-untyped-def]
    """Next year's draft, in which one operator is replaced and another seat ends."""
    draft = await drafting.begin(2027, by=town.first, at=at)
    leaving = await factories.row_of(draft, "Operator 1")
    newcomer = town.person("Operator Baru")
    await rows.replace(leaving.id, newcomer, reason="Mutasi", version=1, by=town.first, at=at)
    ending = await factories.row_of(draft, "Operator 2")
    await rows.end(ending.id, reason="Pensiun", version=1, by=town.first, at=at)
    return draft


async def test_the_first_decree_gives_everybody_their_role(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    agency = town.agencies[0]
    assert await factories.held("Operator 1", START) == {("operator", agency)}
    assert await factories.held("Penghubung 2", START) == {("liaison", town.agencies[1])}
    written = await Assignment.select().where(Assignment.source == "appointment")
    assert len(written) == 4
    assert all(row["appointment"] and row["starts_at"] == START and row["ends_at"] is None for row in written)
    assert await Handover.count() == 4


async def test_a_future_decree_takes_over_at_midnight_with_nothing_running(database: str) -> None:
    town = await factories.regency()
    first = await factories.in_force_since(town, MARCH)
    draft = await next_years(town)
    await factories.enact(town, draft, NEW_YEAR, at=DECEMBER)
    midnight = (await Term.select().where(Term.decree == draft))[0]["starts_at"]
    assert midnight.astimezone(START.tzinfo) == DECEMBER.replace(month=12, day=31, hour=17)
    before, after = midnight - timedelta(seconds=1), midnight
    agency = town.agencies[0]
    assert await factories.held("Operator 1", before) == {("operator", agency)}
    assert await factories.held("Operator Baru", before) == set()
    assert await factories.held("Operator 1", after) == set()
    assert await factories.held("Operator Baru", after) == {("operator", agency)}
    assert await factories.held("Penghubung 1", before) == await factories.held("Penghubung 1", after)
    assert await factories.held("Operator 2", after) == set()
    assert {row.decree_id for row in await roster.in_force(before)} == {first}
    assert {row.decree_id for row in await roster.in_force(after)} == {draft}


async def test_a_decree_stays_in_force_past_its_written_end(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town)
    await factories.enact(town, draft, MARCH, at=START, until=date(2026, 12, 31))
    assert await factories.held("Operator 1", NEXT_YEAR) == {("operator", town.agencies[0])}


async def test_backdating_gives_no_rights_before_the_pressing(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, date(2026, 1, 2))
    assert await factories.held("Operator 1", START - timedelta(seconds=1)) == set()
    assert await factories.held("Operator 1", START) == {("operator", town.agencies[0])}


async def test_who_uploads_does_not_put_in_force(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town)
    await factories.date_it(town, draft, MARCH, at=START)
    await factories.sign(town, draft, at=START)
    seen = await enactment.preview(draft, by=town.first, at=START)
    assert seen.refusals == (enactment.SAME_PERSON,)
    with pytest.raises(Refusal, match="tidak dapat memberlakukannya"):
        await enactment.enact(draft, by=town.first, at=START)
    assert (await factories.decree(draft))["state"] == DecreeState.SIGNED
    assert await Account.count() == 2


async def test_the_page_before_pressing_says_exactly_what_happens(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    await factories.actor("Operator 1", DECEMBER)
    draft = await next_years(town)
    await factories.date_it(town, draft, NEW_YEAR, at=DECEMBER)
    await factories.sign(town, draft, at=DECEMBER)
    seen = await enactment.preview(draft, by=town.second, at=DECEMBER)
    assert seen.refusals == ()
    assert seen.accounts_new == ("Operator Baru",)
    assert [(line.name, line.role, line.agency) for line in seen.granted] == [
        ("Operator Baru", "operator", "OPD 1")
    ]
    assert [(line.name, line.agency) for line in seen.ended] == [
        ("Operator 1", "OPD 1"),
        ("Operator 2", "OPD 2"),
    ]
    assert seen.kept == 2
    assert [(line.name, line.sessions) for line in seen.sessions_closed] == [
        ("Operator 1", 1),
        ("Operator 2", 0),
    ]
    assert [(line.agency, line.before, line.after) for line in seen.alerts] == [
        ("OPD 1", ("Operator 1", "Penghubung 1"), ("Operator Baru", "Penghubung 1")),
        ("OPD 2", ("Operator 2", "Penghubung 2"), ("Penghubung 2",)),
    ]
    assert seen.warnings == ("Belum terisi: Admin Operator OPD 2. Pengaduan tetap berjalan.",)
    await enactment.enact(draft, by=town.second, at=DECEMBER)
    for line in seen.granted:
        assert (line.role, line.agency_id) in await factories.held(line.name, seen.starts_at)
    for line in seen.ended:
        assert (line.role, line.agency_id) not in await factories.held(line.name, seen.starts_at)


async def test_somebody_without_number_or_with_anothers_number_is_named(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town)
    taken = (await Account.select(Account.phone).where(Account.id == town.first.id))[0]["phone"]
    agency = town.agencies[0]
    await factories.add(town, draft, "Admin Operator", agency, town.person("Tanpa Nomor", phone=None))
    await factories.add(town, draft, "Admin Operator", agency, town.person("Nomor Orang", phone=taken))
    await factories.date_it(town, draft, MARCH, at=START)
    await factories.sign(town, draft, at=START)
    seen = await enactment.preview(draft, by=town.second, at=START)
    assert [name for name, _ in seen.without_account] == ["Tanpa Nomor", "Nomor Orang"]
    await enactment.enact(draft, by=town.second, at=START)
    assert not await Account.exists().where(Account.name.is_in(["Tanpa Nomor", "Nomor Orang"]))
    assert await factories.held("Operator 1", START)


async def test_pressing_at_once_puts_in_force_once(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town)
    await factories.date_it(town, draft, MARCH, at=START)
    await factories.sign(town, draft, at=START)
    ended = await asyncio.gather(
        *(enactment.enact(draft, by=town.second, at=START) for _ in range(3)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in ended) == ["Conflict", "Conflict", "NoneType"]
    assert await Term.count() == 1
    assert await Assignment.count().where(Assignment.source == "appointment") == 4


async def test_withdrawing_restores_the_predecessor_and_deletes_nothing(database: str) -> None:
    town = await factories.regency()
    first = await factories.in_force_since(town, MARCH)
    draft = await next_years(town)
    await factories.enact(town, draft, NEW_YEAR, at=DECEMBER)
    rows_before = await Assignment.count()
    seen = await withdrawal.preview(draft, by=town.second, at=NEXT_YEAR)
    assert {line.name for line in seen.granted} == {"Operator 1", "Operator 2"}
    assert {line.name for line in seen.ended} == {"Operator Baru"}
    await withdrawal.withdraw(draft, reason="Digugat", by=town.second, at=NEXT_YEAR)
    agency = town.agencies[0]
    assert await factories.held("Operator 1", NEXT_YEAR) == {("operator", agency)}
    assert await factories.held("Operator Baru", NEXT_YEAR) == set()
    assert await factories.held("Operator Baru", NEXT_YEAR - DAY) == {("operator", agency)}
    assert {row.decree_id for row in await roster.in_force(NEXT_YEAR)} == {first}
    assert {row.decree_id for row in await roster.in_force(NEXT_YEAR - DAY)} == {draft}
    assert await Assignment.count() > rows_before
    assert [row["decree"] for row in await Term.select().order_by(Term.id)] == [first, draft, first]


async def test_withdrawing_before_the_date_leaves_everything_as_it_was(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    draft = await next_years(town)
    await factories.enact(town, draft, NEW_YEAR, at=DECEMBER)
    await withdrawal.withdraw(draft, reason="Keliru", by=town.second, at=DECEMBER + DAY)
    assert await factories.held("Operator 1", NEXT_YEAR) == {("operator", town.agencies[0])}
    assert await factories.held("Operator Baru", NEXT_YEAR) == set()
    assert (
        await Assignment.count().where(Assignment.ends_at.is_null(), Assignment.source == "appointment") == 4
    )


async def test_a_decree_behind_an_enacted_one_is_refused(database: str) -> None:
    town = await factories.regency()
    first = await factories.in_force_since(town, MARCH)
    draft = await next_years(town)
    await factories.enact(town, draft, NEW_YEAR, at=DECEMBER)
    other = await drafting.begin(2026, by=town.first, at=DECEMBER)
    with pytest.raises(Refusal, match="sudah ditetapkan berlaku"):
        await factories.enact(town, other, NEW_YEAR, at=DECEMBER)
    with pytest.raises(Refusal, match="Cabut dahulu"):
        await withdrawal.withdraw(first, reason="Keliru", by=town.second, at=DECEMBER)
    assert (await factories.decree(first))["state"] == DecreeState.IN_FORCE


async def test_the_leavers_browsers_are_signed_out(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    await factories.actor("Operator 2", DECEMBER)
    draft = await next_years(town)
    await factories.enact(town, draft, date(2026, 12, 1), at=DECEMBER)
    assert await sessions.open_for(await factories.account_of("Operator 2"), DECEMBER) == []
    assert await sessions.open_for(town.second.id, START) != []


async def test_the_last_admin_is_not_lost_by_a_decree(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town)
    admins = "Koordinator/Admin Instansi"
    await factories.add(town, draft, admins, None, town.person("Admin Lama"))
    await factories.enact(town, draft, MARCH, at=START)
    await factories.accept_invitations()
    town.second = await factories.actor("Admin Lama", START)
    await Assignment.update({Assignment.ends_at: DECEMBER - DAY}).where(Assignment.source == "hand")
    following = await drafting.begin(2027, by=town.first, at=DECEMBER - DAY)
    row = await factories.row_of(following, "Admin Lama")
    newcomer = town.person("Admin Baru")
    await rows.replace(row.id, newcomer, reason="Mutasi", version=1, by=town.first, at=DECEMBER - DAY)
    with pytest.raises(Refusal, match="Harus selalu ada"):
        await factories.enact(town, following, NEW_YEAR, at=DECEMBER - DAY)
    assert (await factories.decree(following))["state"] == DecreeState.SIGNED
    assert not await Account.exists().where(Account.name == "Admin Baru")
    seen = await enactment.preview(following, by=town.second, at=DECEMBER - DAY)
    assert seen.refusals == (effects.NO_ADMIN,)


async def test_a_deputy_makes_no_lasting_admin_by_decree(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town)
    await factories.add(town, draft, "Koordinator/Admin Instansi", None, town.person("Admin Baru"))
    own = Assignment.account == town.second.id
    await Assignment.update({Assignment.ends_at: DECEMBER}).where(own)
    with pytest.raises(Refusal, match="berakhir lebih dahulu"):
        await factories.enact(town, draft, MARCH, at=START)
    seen = await enactment.preview(draft, by=town.second, at=START)
    assert len(seen.refusals) == 1
    assert await Assignment.count().where(Assignment.source == "appointment") == 0


async def test_a_decree_that_moved_on_is_a_conflict(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town)
    with pytest.raises(Conflict):
        await enactment.enact(draft, by=town.second, at=START)
    await withdrawal.withdraw(draft, reason="Batal", by=town.first, at=START)
    with pytest.raises(Conflict):
        await withdrawal.withdraw(draft, reason="Batal", by=town.first, at=START)
    assert await Decree.count().where(Decree.state == DecreeState.WITHDRAWN) == 1
