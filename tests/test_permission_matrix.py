"""Route × role × own agency, other agency, signed out: a line for each route, asked of the real thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

import pytest
from httpx import Response

from portal.audit import brake
from portal.audit.tables import AuditEvent
from portal.complaints.approval import OWN_WORK
from portal.complaints.follow_ups import unapproved
from portal.complaints.tables import Complaint
from tests.support import matrix_build
from tests.support.matrix_cases import HIDDEN_WORD
from tests.support.matrix_people import INSPEKTORAT, PEOPLE, STRANGERS, TWO_ROLES, A, B, Post
from tests.support.matrix_table import SUPERVISORY, TABLE, Answer, expected, judge
from tests.support.matrix_visit import Visitor, address, steady, visiting
from tests.support.matrix_world import Thing, World
from tests.test_routes import routes


@pytest.fixture(autouse=True)
def every_refusal_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person asks here in a minute what nobody is refused in a year."""
    monkeypatch.setattr(brake, "ROWS_A_MINUTE", 1_000_000)


@pytest.fixture(scope="session")
def world(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """One regency for all visits."""
    return matrix_build.build(migrated_file, tmp_path_factory.mktemp("matrix"))


@lru_cache(maxsize=1)
def named() -> dict[str, tuple[str, str]]:
    """Method and path of each route by its name."""
    return {str(handler.name): (method, path) for path, method, handler in routes()}


def test_every_route_has_a_line_and_every_line_a_route() -> None:
    assert set(TABLE) == set(named())


def test_lines_and_routes_have_the_same_doors() -> None:
    doors = {name: (line.who.public, line.who.signed_in) for name, line in TABLE.items()}
    assert doors == {
        str(handler.name): (bool(handler.opt.get("public")), bool(handler.opt.get("signed_in")))
        for _, _, handler in routes()
    }


@pytest.mark.parametrize("person", [*PEOPLE, *STRANGERS])
async def test_each_route_answers_everybody_as_the_table_says_and_refusals_are_audited(
    person: str, world: World, tmp_path: Path
) -> None:
    wrong, refused, told = [], Counter[str](), Counter[str]()
    account, before = world.accounts.get(person), 0
    async with visiting(world.whole, tmp_path, account) as visitor:
        for name, thing in visits(world):
            answer = await visit(visitor, name, thing)
            before, known = await refusals_of(account), before
            if answer.status_code < 400 and before != known:
                wrong.append(f"{name} {thing.values}: {answer.status_code}, and a refusal in the audit")
            said, due = judge(TABLE[name], answer), expected(TABLE[name], thing, person, PEOPLE.get(person))
            refused[answer.url.path] += said in {Answer.FORBIDDEN, Answer.ABSENT}
            told[answer.url.path] += answer.status_code in {422, *TABLE[name].answers}
            if said != due:
                wrong.append(f"{name} {thing.values} at {thing.place}: {said}, not {due}")
        assert wrong == []
        written = await audited(account)
        # A rule of right may also refuse within a page, as one's own work; others' forms are only wrong.
        assert refused <= written <= refused + told


async def refusals_of(account_id: int | None) -> int:
    """How often the audit says that the person was refused."""
    return (await audited(account_id)).total()


async def audited(account_id: int | None) -> Counter[str]:
    """The addresses that the audit says were refused to the person."""
    found = (
        await AuditEvent.select(AuditEvent.details)
        .where(AuditEvent.action == "request.refused", AuditEvent.actor_key == f"account:{account_id}")
        .output(load_json=True)
    )
    return Counter(row["details"]["path"] for row in found)


def visits(world: World) -> Iterator[tuple[str, Thing]]:
    """Each route with each thing its address can name."""
    return ((name, thing) for name, line in TABLE.items() for thing in world.things[line.about])


async def visit(visitor: Visitor, name: str, thing: Thing) -> Response:
    """The route's answer about the thing."""
    method, path = named()[name]
    return await visitor.ask(method, address(path, thing.values))


WRITTEN = {"text": "Sudah dibersihkan.", "stage": "final"}
ACTS: tuple[tuple[str, str, dict[str, str], int, int], ...] = (
    # act, on a complaint that is, with, answers at A (operator), at B (liaison)
    ("acceptance", "disposed", {}, 303, 303),
    ("questions", "disposed", {"text": "Siapa lagi?"}, 303, 303),
    ("notes", "disposed", {"text": "Sudah ditelepon."}, 303, 303),
    ("return", "disposed", {"reason": "Bukan wewenang kami."}, 303, 303),
    ("follow-ups", "answered", WRITTEN, 303, 303),
    ("follow-ups/{draft:int}", "sent back", WRITTEN, 303, 303),
    ("follow-ups/{draft:int}/submission", "drafted", {}, 303, 303),
    ("follow-ups/{draft:int}/correction", "whole", {"reason": "Tambah foto."}, 404, 303),
    ("follow-ups/{draft:int}/approval", "waiting", {}, 404, 303),
    ("follow-ups/{draft:int}/approval/stand-in", "waiting", {"reason": "Cuti."}, 403, 403),
    ("follow-ups/{draft:int}/copied", "whole", {"copied_on": "2026-11-24"}, 403, 403),
    ("verification", "received", {"classification": "complaint"}, 403, 403),
    ("disposition/withdrawal", "disposed", {"reason": "Keliru."}, 403, 403),
    ("resolution", "answered", {}, 403, 403),
    ("identity", "whole", {"reason": "Perlu menelepon."}, 403, 403),
)


async def test_whoever_is_operator_here_and_liaison_there_acts_as_each_where_it_is_held(
    world: World, tmp_path: Path
) -> None:
    wrong, account = [], world.accounts[TWO_ROLES]
    async with visiting(world.whole, tmp_path, account) as visitor:
        for act, state, posted, at_a, at_b in ACTS:
            for place, due in ((A, at_a), (B, at_b)):
                where = address(f"/complaints/{{number:str}}/{act}", world.cases[place, state])
                before = await refusals_of(account)
                said = (await visitor.ask("POST", where, posted)).status_code
                if said != due:
                    wrong.append(f"{act} at {place}: {said}, not {due}")
                # What was permitted leaves no word of a refusal, also where it leaves the person's sight.
                if (written := await refusals_of(account) - before) != (due in {403, 404}):
                    wrong.append(f"{act} at {place}: {said}, and {written} refusals in the audit")
    assert wrong == []


async def test_not_even_the_liaison_approves_what_they_wrote(world: World, tmp_path: Path) -> None:
    async with visiting(world.whole, tmp_path, world.accounts[TWO_ROLES]) as visitor:
        number = world.cases[B, "answered"]["number"]
        await visitor.ask("POST", f"/complaints/{number}/follow-ups", {**WRITTEN, "send": "1"})
        complaint = await Complaint.objects().get(Complaint.number == number)
        assert complaint
        draft = await unapproved(complaint.id)
        assert draft
        said = await visitor.ask("POST", f"/complaints/{number}/follow-ups/{draft.id}/approval")
        assert (said.status_code, draft.status) == (422, "submitted")
        assert OWN_WORK in said.text
        await draft.refresh()
        assert draft.status == "submitted"


def knows_supervisory(posts: tuple[Post, ...]) -> bool:
    """Kominfo, the inspector, and the people of the Inspektorat."""
    return any(post.role in SUPERVISORY or post.place == INSPEKTORAT for post in posts)


@pytest.mark.parametrize("person", [who for who, posts in PEOPLE.items() if not knows_supervisory(posts)])
async def test_what_is_berkadar_pengawasan_leaves_no_trace_for_others(
    person: str, world: World, tmp_path: Path
) -> None:
    numbers = [thing.values["number"] for thing in world.things["complaint"] if thing.is_supervisory]
    pages = ["/", "/complaints", f"/complaints?q={HIDDEN_WORD}", *(f"/complaints?q={n}" for n in numbers)]
    pages += ["/complaints?due=overdue", "/complaints?status=answered", "/jobs"]
    if person == "head of A":
        # The regency's own rapor counts them: it is one number for regent and ministry alike.
        pages.append(f"/reports/rapor/{world.things['year'][0].values['year']}")
    shown = []
    for file in (world.calm, world.whole):
        async with visiting(file, tmp_path, world.accounts[person]) as visitor:
            shown.append([line for each in pages for line in steady((await visitor.ask("GET", each)).text)])
    assert [pair for pair in zip_longest(*shown) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("person", [who for who, posts in PEOPLE.items() if knows_supervisory(posts)])
async def test_kominfo_and_the_inspektorat_find_it(person: str, world: World, tmp_path: Path) -> None:
    async with visiting(world.whole, tmp_path, world.accounts[person]) as visitor:
        found = await visitor.ask("GET", f"/complaints?q={HIDDEN_WORD}")
    numbers = [thing.values["number"] for thing in world.things["complaint"] if thing.is_supervisory]
    assert all(number in found.text for number in numbers)
