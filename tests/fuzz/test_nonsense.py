"""Whatever is typed into any form or query string: never a 500, and a refusal writes nothing.

`make soak` types 20,000 times, `make test` a few hundred.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from portal import clock, db
from portal.accounts import cookies, sessions
from portal.web import csrf
from tests.fuzz.conftest import A_CHUNK
from tests.fuzz.forms import Field, Target, Targets, targets
from tests.support.matrix_visit import Visitor, visiting
from tests.support.matrix_world import World

WHO = ("admin", "operator of A", "liaison of B", "admin", "head of A", "inspector", "admin", "leader", None)

NASTY = (
    "", " ", "0", "-1", "1e9", "9" * 30, "nan", "null", "true", "2026-02-31", "0000-00-00", "31/12/9999",
    "99.99", "' OR 1=1 --", '"; DROP TABLE complaint; --', "<script>alert(1)</script>", "{{ 7*7 }}",
    "{% for %}", "%s%n%x", "../../etc/passwd", "\x00", "\u202egnp.exe", "👍🏽" * 20, "é" * 300, "A" * 25_000,
    "=HYPERLINK(1)", "08123", "+6281234567890", "62812 3456 7890", "Tamba'an", "a@b", "a@" + "b" * 300,
    "\r\nSet-Cookie: a=b", "१२३", "½", "\ufffd", "[]", "{}", "ADU-2026-000001",
)  # fmt: skip

LONGEST_QUERY = 900
"""No server takes an address as long as a form's text."""

ROWS_ASIDE = (
    "audit_%", "account_session", "sign_in_%", "stored_file", "kept_%", "migration", "sqlite_%", "%_fts%",
    "worker%", "clock_offset", "visit%", "step_up%", "%failure%",
)  # fmt: skip
"""What a refusal writes all the same: that it was refused, and what was typed so that nothing is lost."""

HALF_WRITTEN = {
    "a complaint without its text": (
        "SELECT id FROM complaint WHERE id NOT IN (SELECT complaint FROM complaint_text)"
    ),
    "a complaint without a line": "SELECT id FROM complaint WHERE id NOT IN (SELECT complaint FROM entry)",
    "a message to nobody": "SELECT id FROM notification WHERE id NOT IN (SELECT notification FROM delivery)",
    "a key to nothing": "SELECT * FROM pragma_foreign_key_check",
}

_known: dict[str | None, Targets] = {}


class Shot:
    """One request."""

    def __init__(self, target: Target, path: str, typed: list[tuple[str, str]]) -> None:
        self.target, self.path, self.typed = target, path, typed

    def __repr__(self) -> str:
        typed = [
            (name, value if len(value) < 80 else f"{value[:60]}… {len(value)}") for name, value in self.typed
        ]
        return f"{self.target.method} {self.path} {typed}"


def values(field: Field) -> st.SearchStrategy[str]:
    """Mostly what is offered or nearly right, so that inputs get past the first check."""
    offered = st.sampled_from(field.offered) if field.offered else st.just("")
    written = st.text(st.characters(codec="utf-8"), max_size=60)
    number = st.integers(-3, 40).map(str)
    day = st.dates().map(str)
    return st.one_of(offered, offered, st.sampled_from(NASTY), written, number, day)


@st.composite
def shots(draw: Callable[..., Any], aims: Targets) -> Shot:
    """A target, most of its fields, some of them twice, now and then another address."""
    is_forged = not aims.open or draw(st.integers(0, 4)) == 0
    target = draw(st.sampled_from(aims.shut if is_forged else aims.open))
    typed: list[tuple[str, str]] = []
    for field in target.fields:
        times = draw(st.sampled_from((0, 1, 1, 1, 1, 2)))
        typed.extend((field.name, draw(values(field))) for _ in range(times))
    path = target.path
    if draw(st.integers(0, 9)) == 0:
        head, _, last = path.rpartition("/")
        path = f"{head}/{quote(draw(st.sampled_from(NASTY[:28])) or last, safe='')[:200]}"
    return Shot(target, path, typed)


def test_nothing_typed_breaks_anything(chunk: int, world: World, tmp_path: Path) -> None:
    who = WHO[chunk % len(WHO)]
    with asyncio.Runner() as runner:
        visit = visiting(world.whole, tmp_path, world.accounts[who] if who else None)
        visitor = runner.run(visit.__aenter__())
        aims = _known.get(who) or _known.setdefault(who, runner.run(targets(visitor, world)))
        range_ = Range(visitor, world.accounts[who] if who else None)
        runner.run(range_.look())

        @seed(chunk)
        @settings(max_examples=A_CHUNK, database=None, phases=[Phase.generate], deadline=None,
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(shots(aims))
        def fire(shot: Shot) -> None:
            runner.run(range_.fire(shot))

        try:
            fire()
            assert runner.run(half_written()) == {}
            assert {("GET", 2), ("POST", 4)} <= set(range_.answers) if who else range_.answers
        finally:
            runner.run(visit.__aexit__(None, None, None))


class Range:
    """Where shots are fired, and how many rows stood there before."""

    def __init__(self, visitor: Visitor, account_id: int | None) -> None:
        self._visitor, self._account_id = visitor, account_id
        self._counting, self._rows = "", {}  # type: str, dict[str, int]
        self.answers: Counter[tuple[str, int]] = Counter()

    async def look(self) -> None:
        """Learn which tables there are and what is in them."""
        aside = " ".join(f"AND name NOT LIKE '{pattern}'" for pattern in ROWS_ASIDE)
        found = await db.rows(f"SELECT name FROM sqlite_master WHERE type = 'table' {aside}")  # noqa: S608
        self._counting = " UNION ALL ".join(
            f"SELECT '{row['name']}' AS name, count(*) AS n FROM {row['name']}"  # noqa: S608 - our own tables
            for row in found
        )
        self._rows = await self._count()

    async def fire(self, shot: Shot) -> None:
        """Send it, and look at the answer and at what it left behind."""
        await self._signed_in()
        status = await self._send(shot)
        self.answers[shot.target.method, status // 100] += 1
        rows = await self._count()
        changed = {name: n - self._rows.get(name, 0) for name, n in rows.items() if n != self._rows.get(name)}
        before, self._rows = self._rows, rows
        assert status < 500, f"{shot} answers {status}"
        if status >= 400 or (shot.target.method == "GET" and status < 300):
            assert not changed, f"{shot} answers {status} and wrote {changed} over {len(before)} tables"

    async def _send(self, shot: Shot) -> int:
        client = self._visitor.client
        if shot.target.method == "GET":
            asked = [(name, value[:LONGEST_QUERY]) for name, value in shot.typed]
            return (await client.get(shot.path, params=asked, follow_redirects=False)).status_code
        body: dict[str, list[str]] = {}
        for name, value in shot.typed:
            body.setdefault(name, []).append(value)
        headers = {csrf.HEADER: self._visitor.token}
        return (await client.post(shot.path, data=body, headers=headers, follow_redirects=False)).status_code

    async def _count(self) -> dict[str, int]:
        return {row["name"]: row["n"] for row in await db.rows(self._counting)}

    async def _signed_in(self) -> None:
        """A shot may have ended the visit: a password changed, a session closed."""
        if self._account_id is None:
            return
        jar = self._visitor.client.cookies.jar
        tokens = [cookie.value for cookie in jar if cookie.name == cookies.name() and cookie.value]
        if tokens and await sessions.load(tokens[-1], origin="", at=clock.now()):
            return
        for cookie in [cookie for cookie in jar if cookie.name == cookies.name()]:
            jar.clear(cookie.domain, cookie.path, cookie.name)
        opened = await sessions.open_session(self._account_id, sessions.Browser(), at=clock.now())
        self._visitor.client.cookies.set(cookies.name(), opened)


async def half_written() -> dict[str, list[dict[str, Any]]]:
    """Rows that stand without what belongs to them."""
    found = {name: await db.rows(sql) for name, sql in HALF_WRITTEN.items()}
    return {name: rows for name, rows in found.items() if rows}


@pytest.mark.parametrize("who", ["admin", "operator of A"])
async def test_there_is_something_to_type_into(who: str, world: World, tmp_path: Path) -> None:
    async with visiting(world.whole, tmp_path, world.accounts[who]) as visitor:
        found = await targets(visitor, world)
    typed_into = [each for each in found.open if each.method == "POST" and each.fields]
    assert len(typed_into) > 10
    assert any(field.offered for each in typed_into for field in each.fields)
