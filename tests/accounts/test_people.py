"""Who is told, who is where, and finding people in the list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts import assignments, creation, people, queries, registration, sign_in, standing
from portal.accounts.assignments import Post
from portal.accounts.sessions import Browser
from portal.accounts.tables import Account
from portal.errors import BadInput
from portal.notifications import hooks
from portal.permissions import JobActor
from tests.accounts.conftest import HERE, NOON, PASSWORD, make_account, make_agency

JOB = JobActor("job:test")
DAY = timedelta(days=1)


async def keys(role: str, agency_id: int | None, at: object = NOON) -> list[str]:
    return [person.key for person in await queries.recipients(role, agency_id, at)]  # type: ignore[arg-type]


async def test_recipients_are_those_who_hold_the_role_there_and_then(database: str) -> None:
    health, roads = await make_agency("DINKES"), await make_agency("DPUPR")
    liaison = await make_account("liaison", "DINKES")
    leaver = await make_account("reviewer")
    await assignments.add(leaver, Post("liaison", health, NOON, NOON + DAY), by=JOB, at=NOON)
    regent, head = await make_account("leader"), await make_account("leader", "DINKES")
    assert await keys("liaison", health) == [f"account:{liaison}", f"account:{leaver}"]
    assert await keys("liaison", health, NOON + DAY) == [f"account:{liaison}"]
    assert await keys("liaison", roads) == []
    assert await keys("leader", None) == [f"account:{regent}"]
    assert await keys("leader", health) == [f"account:{head}"]
    await make_account()
    await standing.suspend(liaison, by=JOB, at=NOON)
    assert await keys("liaison", health, NOON + DAY) == []
    assert not await queries.has_liaison(health, NOON + DAY)
    assert await queries.has_liaison(health, NOON)


async def test_a_recipient_says_whether_the_number_is_proven(database: str) -> None:
    await make_agency("DINKES")
    account = await make_account("operator", "DINKES", phone="0812 4444 5555")
    key = f"account:{account}"
    person = (await queries.whereabouts([key], NOON))[key]
    assert (person.address, person.proven) == ("+6281244445555", True)
    await Account.update({Account.phone_proven_at: None}).where(Account.id == account)
    person = (await queries.whereabouts([key], NOON))[key]
    assert not person.proven


async def test_whoever_holds_nothing_any_more_is_told_nothing(database: str) -> None:
    await make_agency("DINKES")
    await make_account()
    account = await make_account("operator", "DINKES")
    [row] = (await people.posts_of([account]))[account]
    await assignments.end(row.id, by=JOB, at=NOON)
    keys = [f"account:{account}", "job:import", "account:999"]
    assert await queries.whereabouts(keys, NOON) == {}


async def test_people_at_an_agency_stand_in_the_order_of_their_roles(database: str) -> None:
    health = await make_agency("DINKES")
    for role in ("leader", "operator", "liaison"):
        await make_account(role, "DINKES")
    await make_account("reviewer")
    names = [person.role_name for person in await queries.people_at(health, NOON)]
    assert names == ["Pejabat Penghubung", "Admin Operator", "Kepala Perangkat Daerah"]


async def test_the_list_is_found_by_any_part_and_paged_by_place(database: str) -> None:
    for number in range(5):
        await make_account("reviewer", email=f"kantor-{number}@contoh.go.id", phone=f"0812 6000 000{number}")
    assert [row.email for row in await people.listing(search="KANTOR-3")] == ["kantor-3@contoh.go.id"]
    assert [row.email for row in await people.listing(search="0812-6000-0004")] == ["kantor-4@contoh.go.id"]
    assert await people.listing(search="%") == []
    assert await people.listing(search="_") == []
    assert await people.listing(state="suspended") == []
    first = await people.listing(limit=2)
    rest = await people.listing(after=[first[1].folded, first[1].id], limit=10)
    assert [row.id for row in first[:2] + rest] == [row.id for row in await people.listing()]


async def test_the_command_opens_an_account_that_can_sign_in(database: str) -> None:
    await make_agency("DINKES")
    account = await creation.create_account(
        role="secretary",
        email="",
        phone="0812 3456 7890",
        name="  Sekretaris   Contoh ",
        agency_code="dinkes",
        password=PASSWORD,
        at=NOON,
    )
    await sign_in.sign_in("081234567890", PASSWORD, Browser(HERE), at=NOON)
    [post] = (await people.posts_of([account]))[account]
    assert (post.role_name, post.agency) == ("Pejabat Penghubung", "Dinkes")
    person = await people.by_id(account)
    assert person is not None
    assert (person.name, person.email) == ("Sekretaris Contoh", None)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"role": "king"}, "Peran king tidak dikenal"),
        ({"agency_code": "XX"}, "kode XX tidak ada"),
        ({"phone": "0323 321234"}, "telepon kantor"),
        ({"email": "bukan surel"}, "Surel"),
        ({"email": "", "phone": ""}, "surel atau nomor"),
        ({"name": " "}, "Nama"),
        ({"password": "pendek"}, "paling sedikit"),
    ],
)
async def test_the_command_says_in_a_sentence_what_is_wrong(
    sqlite_database: str, change: dict[str, str], words: str
) -> None:
    options = {
        "role": "admin",
        "email": "orang@contoh.go.id",
        "phone": "0812 3456 7890",
        "name": "Orang",
        "agency_code": "",
        "password": PASSWORD,
    }
    with pytest.raises(BadInput, match=words):
        await creation.create_account(**{**options, **change}, at=NOON)
    assert await Account.count() == 0


def test_the_sender_is_told_whom_to_ask() -> None:
    for register in registration.REGISTER:
        register()
    assert hooks.matching(hooks.secrets, "invitation:12")
    assert hooks.matching(hooks.wanted, "invitation")
    assert hooks.matching(hooks.whereabouts, "account:12")
