"""Roles of the office's own: made of rights that their maker holds, in force with the next request."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.accounts import assignments, own_roles, people, queries, role_book, role_pages, sessions
from portal.accounts.assignments import Post
from portal.accounts.current_user import CurrentUser, Held
from portal.accounts.own_roles import RoleValues
from portal.accounts.role_tables import OwnRole, OwnRolePermission
from portal.accounts.roles import BUILT_IN_ONLY
from portal.errors import Conflict, Refusal
from portal.permissions import Permission
from tests.accounts.conftest import HERE, NOON, audited, make_account, make_agency, signed_in, token_for

CREATE, NOTE, READ = Permission.COMPLAINT_CREATE, Permission.COMPLAINT_NOTE, Permission.COMPLAINT_READ
DESK = RoleValues("Petugas Loket", "Mencatat pengaduan di loket.", frozenset({CREATE, READ}))
DAY = timedelta(days=1)


async def rights(account_id: int) -> CurrentUser:
    """The person as the next request knows them."""
    user = await sessions.load(await token_for(account_id), origin=HERE, at=NOON)
    assert user is not None
    return user


async def stored(code: str) -> set[str]:
    rows = await OwnRolePermission.select(OwnRolePermission.permission).where(
        OwnRolePermission.role.code == code
    )
    return {row["permission"] for row in rows}


async def test_a_role_is_made_given_changed_and_taken(database: str) -> None:
    health, roads = await make_agency("DINKES"), await make_agency("DPUPR")
    admin, person = await signed_in(await make_account()), await make_account("reviewer")
    code = await own_roles.create(DESK, by=admin, at=NOON)
    await assignments.add(person, Post(code, health, NOON), by=admin, at=NOON)
    user = await rights(person)
    assert user.holds(CREATE, health)
    assert not user.holds(CREATE, roads)
    assert user.role_for(CREATE, health) == "Petugas Loket"
    newest, _ = (await people.posts_of([person]))[person]
    assert newest.role_name == "Petugas Loket"

    noting = replace(DESK, permissions=frozenset({NOTE, READ}))
    await own_roles.edit(code, noting, version=1, by=admin, at=NOON)
    user = await rights(person)
    assert user.holds(NOTE, health)
    assert not user.holds_somewhere(CREATE)

    await own_roles.end(code, by=admin, at=NOON + DAY)
    assert [held.role for held in await assignments.held_by(person, NOON + DAY)] == ["reviewer"]
    assert await role_book.find(code) is None
    past = [post for post in (await people.posts_of([person]))[person] if post.role == code]
    assert [(post.role_name, post.ends_at) for post in past] == [("Petugas Loket", NOON + DAY)]
    for action in ("role.created", "role.changed", "role.ended"):
        assert await audited(action) == [admin.key]
    with pytest.raises(Refusal, match="diakhiri"):
        await assignments.add(person, Post(code, health, NOON), by=admin, at=NOON + DAY)


async def test_a_changed_role_changes_the_session_id(database: str) -> None:
    admin, person = await signed_in(await make_account()), await make_account("reviewer")
    code = await own_roles.create(DESK, by=admin, at=NOON)
    await assignments.add(person, Post(code, None, NOON), by=admin, at=NOON)
    token = await token_for(person)
    await own_roles.edit(code, replace(DESK, permissions=frozenset({NOTE})), version=1, by=admin, at=NOON)
    found = await sessions.find(token, origin=HERE, at=NOON)
    assert found is not None
    assert found.wants_renewal


@pytest.mark.parametrize("permission", sorted(BUILT_IN_ONLY))
async def test_rights_over_people_are_given_by_built_in_roles_only(
    sqlite_database: str, permission: Permission
) -> None:
    admin = await signed_in(await make_account())
    greedy = replace(DESK, permissions=DESK.permissions | {permission})
    with pytest.raises(Refusal, match="peran bawaan"):
        await own_roles.create(greedy, by=admin, at=NOON)
    code = await own_roles.create(DESK, by=admin, at=NOON)
    with pytest.raises(Refusal, match="peran bawaan"):
        await own_roles.edit(code, greedy, version=1, by=admin, at=NOON)
    assert await stored(code) == {CREATE, READ}


async def test_a_forged_row_gives_nothing_either(database: str) -> None:
    admin, person = await signed_in(await make_account()), await make_account("reviewer")
    code = await own_roles.create(DESK, by=admin, at=NOON)
    await assignments.add(person, Post(code, None, NOON), by=admin, at=NOON)
    row = await OwnRole.select(OwnRole.id).where(OwnRole.code == code).first()
    assert row
    await OwnRolePermission.insert(OwnRolePermission(role=row["id"], permission=Permission.ROLE_MANAGE))
    assert not (await rights(person)).holds_somewhere(Permission.ROLE_MANAGE)


async def test_nobody_shapes_a_role_they_hold_or_one_that_gives_more_than_they_have(database: str) -> None:
    admin, other = await signed_in(await make_account()), await make_account()
    code = await own_roles.create(DESK, by=admin, at=NOON)
    await assignments.add(other, Post(code, None, NOON + DAY), by=admin, at=NOON)
    holder = await signed_in(other)
    with pytest.raises(Refusal, match="memegang peran ini sendiri"):
        await own_roles.edit(code, DESK, version=1, by=holder, at=NOON)
    with pytest.raises(Refusal, match="memegang peran ini sendiri"):
        await own_roles.end(code, by=holder, at=NOON)
    reviewer = await signed_in(await make_account("reviewer"))
    with pytest.raises(Refusal, match="tidak Anda pegang"):
        await own_roles.create(DESK, by=reviewer, at=NOON)
    # A claim to be an admin, carried from before, does not help: rights are read again under the lock.
    boasting = replace(reviewer, held=(Held("admin", None),))
    with pytest.raises(Refusal, match="tidak Anda pegang"):
        await own_roles.edit(code, DESK, version=1, by=boasting, at=NOON)


async def test_of_two_admins_changing_one_role_the_second_is_told(database: str) -> None:
    first, second = await signed_in(await make_account()), await signed_in(await make_account())
    code = await own_roles.create(DESK, by=first, at=NOON)
    results = await asyncio.gather(
        own_roles.edit(code, replace(DESK, name="Loket Satu"), version=1, by=first, at=NOON),
        own_roles.edit(code, replace(DESK, name="Loket Dua"), version=1, by=second, at=NOON),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "NoneType"]
    detail = await role_pages.detail(code)
    assert detail is not None
    assert detail.version == 2
    assert await stored(code) == {CREATE, READ}
    with pytest.raises(Conflict):
        await own_roles.edit(code, DESK, version=1, by=first, at=NOON)


async def test_names_are_unique_also_among_the_built_in_ones(database: str) -> None:
    admin = await signed_in(await make_account())
    await own_roles.create(DESK, by=admin, at=NOON)
    for name in ("petugas  LOKET", "Admin Kominfo", "kepala perangkat daerah"):
        with pytest.raises(Refusal, match="sudah dipakai"):
            await own_roles.create(replace(DESK, name=name), by=admin, at=NOON)


async def test_a_role_given_while_it_ends_is_held_by_nobody(database: str) -> None:
    admin, person = await signed_in(await make_account()), await make_account("reviewer")
    code = await own_roles.create(DESK, by=admin, at=NOON)
    await asyncio.gather(
        own_roles.end(code, by=admin, at=NOON),
        assignments.add(person, Post(code, None, NOON), by=admin, at=NOON),
        return_exceptions=True,
    )
    later = NOON + DAY
    assert [held.role for held in await assignments.held_by(person, later)] == ["reviewer"]
    open_ones = [post for post in (await people.posts_of([person]))[person] if not post.is_over(later)]
    assert [post.role for post in open_ones] == ["reviewer"]


async def test_people_at_an_agency_and_the_roles_page_name_own_roles(database: str) -> None:
    health = await make_agency("DINKES")
    admin, person = await signed_in(await make_account()), await make_account("liaison", "DINKES")
    code = await own_roles.create(DESK, by=admin, at=NOON)
    await assignments.add(person, Post(code, health, NOON, NOON + DAY), by=admin, at=NOON)
    assert [each.role_name for each in await queries.people_at(health, NOON)] == [
        "Pejabat Penghubung",
        "Petugas Loket",
    ]
    built_in, own = await role_pages.cards(NOON)
    assert [(card.name, card.holders) for card in own] == [("Petugas Loket", "1 orang")]
    assert "own-" not in "".join(card.code for card in built_in)
    [holder] = await role_pages.holders(code, NOON)
    assert (holder.where, holder.source) == ("Dinkes", "diberikan admin")
    assert "sampai" in holder.when
