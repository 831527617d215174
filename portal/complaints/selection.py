"""What somebody sees and asked for, as SQL: the same for a page, its count and its export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from portal.complaints import desk, policies
from portal.complaints.filters import Filters, Moment, clauses
from portal.complaints.policies import NOT_SUPERVISORY, TRUE, Clause, Reach, concerns, joined, sources
from portal.complaints.search import asking
from portal.permissions import Actor

COMPLAINTS = "complaint c"


@dataclass(frozen=True, slots=True)
class Selection:
    """The ways in which complaints are found; each is read along an index of its own and cut early.

    An OR over them would read and sort all that an agency ever had.
    """

    ways: tuple[Clause, ...]
    tables: str = COMPLAINTS
    key: str = "c.id"

    def ids(self, order: str, limit: int, narrower: Clause = TRUE) -> Clause:
        """The keys of the first so many complaints in this order, as a SELECT."""
        cut = [self._cut(way.also(narrower) if narrower != TRUE else way, order, limit) for way in self.ways]
        if len(cut) == 1:
            return cut[0]
        parts = " UNION ".join(f"SELECT id FROM ({each.sql}) AS way" for each in cut)  # noqa: S608
        return Clause(parts, tuple(value for each in cut for value in each.values))

    def counted(self, most: int) -> Clause:
        """How many there are, at most `most`, as a SELECT."""
        found = self.ids("", most)
        sql = f"SELECT count(*) AS n FROM (SELECT 1 FROM ({found.sql}) AS found LIMIT {most}) AS few"  # noqa: S608
        return Clause(sql, found.values)

    def _cut(self, way: Clause, order: str, limit: int) -> Clause:
        sql = f"SELECT c.id AS id FROM {self.tables} WHERE {way.sql} {order} LIMIT {limit}"  # noqa: S608
        return Clause(sql, way.values)


async def selection(actor: Actor, filters: Filters, moment: Moment, reach: Reach | None = None) -> Selection:
    """All that the actor may see and these filters leave."""
    seen = reach or await policies.reach(actor)
    wanted = _all([*_by_number(filters), *clauses(filters, moment)])
    lies_on = await desk.desks(actor, moment) if filters.mine else []
    asked = asking.terms(filters.q) if not asking.number(filters.q) else ()
    if asked:
        return _of_words(asked, _all([policies.visible(seen), *_any(lies_on), wanted]))
    if lies_on:
        return Selection(tuple(_all([each, policies.visible(seen), wanted]) for each in lies_on))
    return Selection(tuple(_all([way, wanted]) for way in _ways(seen)))


def _of_words(asked: Sequence[asking.Term], wanted: Clause) -> Selection:
    source = asking.source()
    return Selection((_all([asking.condition(tuple(asked)), wanted]),), source.tables, source.key)


def _by_number(filters: Filters) -> list[Clause]:
    asked = asking.number(filters.q)
    return [Clause("c.number = {}", (asked,))] if asked else []


def _ways(seen: Reach) -> list[Clause]:
    if seen.ordinary is None:
        return [policies.visible(seen)]
    open_to = joined([NOT_SUPERVISORY, concerns(seen.supervisory)])
    return [source.also(open_to) for source in sources(seen.ordinary)]


def _any(lies_on: list[Clause]) -> list[Clause]:
    return [joined(lies_on)] if lies_on else []


def _all(clauses: Iterable[Clause]) -> Clause:
    wanted = [clause for clause in clauses if clause != TRUE]
    return reduce(Clause.also, wanted) if wanted else TRUE
