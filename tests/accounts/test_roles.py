"""What people may do, where, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts import assignments, roles
from portal.accounts.assignments import Post
from portal.accounts.current_user import CurrentUser, Held
from portal.accounts.permission_words import WORDS
from portal.accounts.tables import Assignment
from portal.errors import Refusal
from portal.permissions import Actor, JobActor, Permission
from tests.accounts.conftest import NOON, make_account, make_agency, signed_in

READ, WRITE, APPROVE = Permission.COMPLAINT_READ, Permission.FOLLOW_UP_WRITE, Permission.FOLLOW_UP_APPROVE
HEALTH, ROADS, ELSEWHERE = 1, 2, 3
JOB = JobActor("job:test")


def somebody(*held: Held) -> CurrentUser:
    return CurrentUser(7, "abc", "Orang", 1, held)


def test_every_permission_is_put_in_words() -> None:
    assert set(WORDS) == set(Permission)


def test_admin_may_do_everything_everywhere() -> None:
    admin = somebody(Held("admin", None))
    assert all(admin.holds(permission, ELSEWHERE) for permission in Permission)
    assert admin.agencies_for(READ) is None


def test_two_roles_at_two_agencies_do_not_mix() -> None:
    both = somebody(Held("operator", HEALTH), Held("liaison", ROADS))
    assert both.agencies_for(WRITE) == frozenset({HEALTH, ROADS})
    assert both.agencies_for(APPROVE) == frozenset({ROADS})
    assert both.holds(APPROVE, ROADS)
    assert not both.holds(APPROVE, HEALTH)
    assert not both.holds(WRITE, ELSEWHERE)
    assert not both.holds(READ, None)
    assert both.holds_somewhere(APPROVE)
    assert both.role_for(WRITE, HEALTH) == "Admin Operator"
    assert both.role_for(APPROVE, ROADS) == "Pejabat Penghubung"
    assert both.role_for(APPROVE, HEALTH) == ""


def test_head_of_an_agency_stands_in_there_and_the_regent_nowhere() -> None:
    stand_in = Permission.FOLLOW_UP_STAND_IN
    head, regent = somebody(Held("leader", HEALTH)), somebody(Held("leader", None))
    assert head.holds(stand_in, HEALTH)
    assert head.role_for(stand_in, HEALTH) == "Kepala Perangkat Daerah"
    assert not head.holds(stand_in, ROADS)
    assert not regent.holds_somewhere(stand_in)
    assert regent.role_for(READ, HEALTH) == "Pimpinan"


def test_the_role_at_the_agency_itself_is_named_first() -> None:
    person = somebody(Held("reviewer", None), Held("operator", HEALTH))
    assert person.role_for(READ, HEALTH) == "Admin Operator"
    assert person.role_for(READ, ROADS) == "Peninjau"


def test_a_user_is_an_actor_and_secretary_is_the_liaison() -> None:
    assert isinstance(somebody(), Actor)
    assert roles.find("secretary") is roles.ROLES["liaison"]
    assert roles.find("king") is None


async def test_rights_begin_and_end_on_the_second(database: str) -> None:
    agency_id = await make_agency("DINKES")
    person = await make_account("operator", "DINKES")
    post = Post("liaison", agency_id, NOON + timedelta(days=1), NOON + timedelta(days=2))
    await assignments.add(person, post, by=JOB, at=NOON)
    for moment, held in [
        (timedelta(days=1, seconds=-1), {"operator"}),
        (timedelta(days=1), {"operator", "liaison"}),
        (timedelta(days=2, seconds=-1), {"operator", "liaison"}),
        (timedelta(days=2), {"operator"}),
    ]:
        found = await assignments.held_by(person, NOON + moment)
        assert {each.role for each in found} == held


async def test_nobody_grants_what_they_do_not_hold(database: str) -> None:
    agency_id = await make_agency("DINKES")
    liaison = await signed_in(await make_account("liaison", "DINKES"))
    other = await make_account("operator", "DINKES")
    before = await Assignment.count()
    for role in ("operator", "liaison", "admin"):
        with pytest.raises(Refusal):
            await assignments.add(other, Post(role, agency_id, NOON), by=liaison, at=NOON)
    assert await Assignment.count() == before


async def test_the_same_role_is_not_held_twice_at_once(database: str) -> None:
    agency_id = await make_agency("DINKES")
    admin = await signed_in(await make_account())
    person = await make_account("operator", "DINKES")
    with pytest.raises(Refusal, match="sudah memegang"):
        await assignments.add(person, Post("operator", agency_id, NOON), by=admin, at=NOON)
    [row] = await Assignment.select().where(Assignment.account == person)
    await assignments.end(row["id"], by=admin, at=NOON + timedelta(hours=1))
    later = NOON + timedelta(hours=2)
    await assignments.add(person, Post("operator", agency_id, later), by=admin, at=later)
    with pytest.raises(Refusal, match="sudah berakhir"):
        await assignments.end(row["id"], by=admin, at=later)


async def test_an_end_before_the_start_is_refused(database: str) -> None:
    person = await make_account("reviewer")
    with pytest.raises(Refusal, match="Tanggal akhir"):
        await assignments.add(person, Post("leader", None, NOON, NOON), by=JOB, at=NOON)
