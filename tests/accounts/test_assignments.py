"""Roles from–until by hand: given, moved, ended; nobody raises rights, and an admin always stays."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from portal.accounts import assignments, last_admin, people, rights, standing
from portal.accounts.assignments import Post
from portal.accounts.current_user import Held
from portal.accounts.people import Holding, PostRow
from portal.accounts.tables import Assignment, AssignmentSource
from portal.errors import Conflict, Refusal
from portal.permissions import JobActor
from tests.accounts.conftest import NOON, audited, make_account, make_agency, signed_in

JOB = JobActor("job:test")
DAY = timedelta(days=1)


async def newest(account_id: int) -> PostRow:
    return (await people.posts_of([account_id]))[account_id][0]


async def move(row: PostRow, ends_at: datetime | None, **more: object) -> None:
    asked = {"starts_at": row.starts_at, "version": row.version, "by": JOB, "at": NOON, **more}
    await assignments.change(row.id, ends_at=ends_at, **asked)  # type: ignore[arg-type]


async def test_dates_are_moved_and_rights_follow_on_the_second(database: str) -> None:
    await make_account()
    person = await make_account("reviewer")
    row = await newest(person)
    await move(row, NOON + DAY)
    assert await assignments.held_by(person, NOON + DAY - timedelta(seconds=1)) == (Held("reviewer", None),)
    assert await assignments.held_by(person, NOON + DAY) == ()
    with pytest.raises(Conflict, match="diubah orang lain"):
        await move(row, None)
    row = await newest(person)
    await move(row, None)
    assert (await newest(person)).version == 3
    assert len(await audited("assignment.changed")) == 2
    with pytest.raises(Refusal, match="sudah berlaku"):
        await move(await newest(person), None, starts_at=NOON + DAY)
    with pytest.raises(Refusal, match="Tanggal akhir"):
        await move(await newest(person), NOON)


async def test_one_to_come_can_be_moved_before_it_begins(database: str) -> None:
    await make_account()
    person = await make_account("reviewer")
    await assignments.add(person, Post("leader", None, NOON + DAY), by=JOB, at=NOON)
    row = await newest(person)
    await move(row, NOON + 5 * DAY, starts_at=NOON + 3 * DAY)
    held = {each.role for each in await assignments.held_by(person, NOON + 2 * DAY)}
    assert held == {"reviewer"}
    row = await newest(person)
    with pytest.raises(Refusal, match="sudah berlaku"):
        await move(row, None, starts_at=NOON - DAY)
    await assignments.end(row.id, by=JOB, at=NOON)
    # Ended before it began: it stands in nobody's way.
    await assignments.add(person, Post("leader", None, NOON + DAY), by=JOB, at=NOON)


async def test_what_the_decree_gives_is_not_changed_beside_it(database: str) -> None:
    person = await make_account("reviewer")
    await Assignment.insert(
        Assignment(
            account=person,
            role="leader",
            starts_at=NOON,
            source=AssignmentSource.APPOINTMENT,
            appointment=7,
            recorded_at=NOON,
            recorded_by=JOB.key,
        )
    )
    row = await newest(person)
    assert not row.is_by_hand
    with pytest.raises(Refusal, match="SK Tim"):
        await move(row, NOON + DAY)
    with pytest.raises(Refusal, match="SK Tim"):
        await assignments.end(row.id, by=JOB, at=NOON)


async def test_nobody_gives_or_extends_a_role_of_their_own(database: str) -> None:
    health = await make_agency("DINKES")
    account = await make_account()
    admin = await signed_in(account)
    for post in (Post("liaison", health, NOON), Post("reviewer", None, NOON)):
        with pytest.raises(Refusal, match="diri sendiri"):
            await assignments.add(account, post, by=admin, at=NOON)
    with pytest.raises(Refusal, match="diri sendiri"):
        await move(await newest(account), NOON + DAY, by=admin)
    assert await assignments.held_by(account, NOON) == (Held("admin", None),)


async def test_a_deputy_for_a_time_makes_no_admin_beyond_that_time(database: str) -> None:
    chief, deputy, friend = [await make_account(role) for role in ("admin", "reviewer", "reviewer")]
    by_chief = await signed_in(chief)
    await assignments.add(deputy, Post("admin", None, NOON, NOON + 7 * DAY), by=by_chief, at=NOON)
    by_deputy = await signed_in(deputy)
    for ends_at in (None, NOON + 8 * DAY):
        with pytest.raises(Refusal, match="berakhir lebih dahulu"):
            await assignments.add(friend, Post("admin", None, NOON, ends_at), by=by_deputy, at=NOON)
    await assignments.add(friend, Post("admin", None, NOON, NOON + 7 * DAY), by=by_deputy, at=NOON)
    with pytest.raises(Refusal, match="berakhir lebih dahulu"):
        await move(await newest(friend), None, by=by_deputy)
    # Ordinary roles may outlast a deputy: an office does not stand still meanwhile.
    await assignments.add(friend, Post("leader", None, NOON), by=by_deputy, at=NOON)


async def test_rights_taken_a_moment_ago_give_nothing_any_more(database: str) -> None:
    chief, other, friend = [await make_account(role) for role in ("admin", "admin", "reviewer")]
    by_chief, by_other = await signed_in(chief), await signed_in(other)
    await assignments.end((await newest(other)).id, by=by_chief, at=NOON)
    with pytest.raises(Refusal, match="tidak Anda pegang"):
        await assignments.add(friend, Post("leader", None, NOON), by=by_other, at=NOON)
    with pytest.raises(Refusal, match="tidak Anda pegang"):
        await assignments.end((await newest(friend)).id, by=by_other, at=NOON)
    locked = await signed_in(await make_account())
    await standing.suspend(locked.id, by=by_chief, at=NOON)
    with pytest.raises(Refusal, match="tidak Anda pegang"):
        await assignments.add(friend, Post("leader", None, NOON), by=locked, at=NOON)
    boasting = replace(await signed_in(friend), held=(Held("admin", None),))
    with pytest.raises(Refusal, match="tidak Anda pegang"):
        await assignments.add(other, Post("leader", None, NOON), by=boasting, at=NOON)


async def test_the_last_admin_cannot_be_given_an_end(database: str) -> None:
    account = await make_account()
    with pytest.raises(Refusal, match="Harus selalu ada"):
        await move(await newest(account), NOON + 30 * DAY)
    assert (await newest(account)).ends_at is None


async def test_of_two_admins_given_an_end_at_once_one_stays(database: str) -> None:
    first, second = await make_account(), await make_account()
    rows = [await newest(first), await newest(second)]
    by_first, by_second = await signed_in(first), await signed_in(second)
    results = await asyncio.gather(
        move(rows[1], NOON + DAY, by=by_first),
        move(rows[0], NOON + DAY, by=by_second),
        return_exceptions=True,
    )
    assert [type(each) for each in results].count(Refusal) == 1
    await last_admin.ensure_one_stays(NOON)


async def test_of_two_gifts_of_one_role_at_once_one_holds(database: str) -> None:
    person = await make_account("reviewer")
    results = await asyncio.gather(
        *(assignments.add(person, Post("leader", None, NOON), by=JOB, at=NOON) for _ in range(2)),
        return_exceptions=True,
    )
    assert [type(each) for each in results].count(Refusal) == 1
    assert len(await assignments.held_by(person, NOON)) == 2


async def test_a_closed_account_and_an_unknown_role_get_nothing(database: str) -> None:
    person = await make_account("reviewer")
    with pytest.raises(Refusal, match="tidak dikenal"):
        await assignments.add(person, Post("king", None, NOON), by=JOB, at=NOON)
    await make_account()
    await standing.end(person, by=JOB, at=NOON)
    with pytest.raises(Refusal, match="sudah berakhir"):
        await assignments.add(person, Post("leader", None, NOON), by=JOB, at=NOON)


async def test_the_page_of_rights_says_role_place_source_and_dates(database: str) -> None:
    health = await make_agency("DINKES")
    person = await make_account("operator", "DINKES")
    await assignments.add(person, Post("liaison", health, NOON + DAY, NOON + 9 * DAY), by=JOB, at=NOON)
    found = await rights.of(person, "active", NOON)
    told = {right.words: right.reasons for _, members in found.groups for right in members}
    both = told["Membaca pengaduan"]
    assert [(each.role, each.where, each.is_in_force) for each in both] == [
        ("Pejabat Penghubung", "Dinkes", False),
        ("Admin Operator", "Dinkes", True),
    ]
    [coming] = told["Menyetujui tindak lanjut"]
    assert coming.source == "diberikan admin"
    assert coming.when.startswith("mulai 25 Nov 2026 sampai")
    assert "Membuka identitas pelapor" not in told
    assert found.locked == ""
    assert "ditangguhkan" in (await rights.of(person, "suspended", NOON)).locked


async def test_the_list_is_narrowed_by_role_and_agency_together(database: str) -> None:
    health, roads = await make_agency("DINKES"), await make_agency("DPUPR")
    operator = await make_account("operator", "DINKES")
    await assignments.add(operator, Post("liaison", roads, NOON + DAY), by=JOB, at=NOON)
    reviewer = await make_account("reviewer")

    async def found(role: str = "", agency: str = "") -> set[int]:
        return {row.id for row in await people.listing(holding=Holding(role, agency, NOON))}

    assert await found("operator", str(health)) == {operator}
    assert await found("operator", str(roads)) == set()
    assert await found("liaison") == {operator}
    assert await found(agency=people.EVERYWHERE) == {reviewer}
    assert await found("", "bukan angka") == set()
    assert await found() == {operator, reviewer}
