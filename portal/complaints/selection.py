"""What somebody sees and asked for, as SQL: the same for a page, its count and its export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from portal.complaints import desk, policies
from portal.complaints.filters import Filters, Moment, clauses
from portal.complaints.policies import (
    RESTRICTED_ALONE,
    TRUE,
    UNRESTRICTED,
    Clause,
    Reach,
    concerns,
    joined,
    sources,
)
from portal.complaints.search import asking, places
from portal.permissions import Actor

COMPLAINTS = "complaint c"


@dataclass(frozen=True, slots=True)
class Selection:
    """The ways in which complaints are found; each is read along an index of its own and cut early.

    An OR over them would read and sort all that an agency ever had. `counting` finds the same with less,
    where nothing has to be ordered.
    """

    ways: tuple[Clause, ...]
    tables: str = COMPLAINTS
    key: str = "c.id"
    counting: Selection | None = None

    def ids(self, order: str, limit: int, narrower: Clause = TRUE) -> Clause:
        """The keys of the first so many complaints in this order, as a SELECT."""
        ways = [way.also(narrower) if narrower != TRUE else way for way in self.ways]
        return _together("UNION", [self._cut(way, f"{order} LIMIT {limit}") for way in ways])

    def counted(self, most: int) -> Clause:
        """How many there are, at most `most`, as a SELECT."""
        if self.counting:
            return self.counting.counted(most)
        cut = [self._cut(way, f"LIMIT {most}") for way in self.ways]
        found = _together("UNION ALL", cut)
        # On SQLite each way is read only while those before it are too few; UNION reads all to their end.
        each = "1" if len(cut) == 1 else "DISTINCT id"
        sql = f"SELECT count(*) AS n FROM (SELECT {each} FROM ({found.sql}) AS found LIMIT {most}) AS few"  # noqa: S608
        return Clause(sql, found.values)

    def _cut(self, way: Clause, end: str) -> Clause:
        sql = f"SELECT {self.key} AS id FROM {self.tables} WHERE {way.sql} {end}"  # noqa: S608
        return Clause(sql, way.values)


def _together(how: str, cut: list[Clause]) -> Clause:
    if len(cut) == 1:
        return cut[0]
    parts = f" {how} ".join(f"SELECT id FROM ({each.sql}) AS way" for each in cut)  # noqa: S608
    return Clause(parts, tuple(value for each in cut for value in each.values))


async def selection(actor: Actor, filters: Filters, moment: Moment, reach: Reach | None = None) -> Selection:
    """All that the actor may see and these filters leave."""
    seen = reach or await policies.reach(actor)
    wanted = _all([*_by_number(filters), *clauses(filters, moment)])
    lies_on = await desk.desks(actor, moment) if filters.mine else []
    asked = asking.terms(filters.q) if not asking.number(filters.q) else ()
    if asked:
        return _of_words(asked, filters.agency, seen, _all([*_any(lies_on), wanted]))
    if lies_on:
        return Selection(tuple(_all([each, policies.visible(seen), wanted]) for each in lies_on))
    return Selection(tuple(_all([way, wanted]) for way in _ways(seen)))


def _of_words(asked: tuple[asking.Term, ...], agency: int | None, seen: Reach, wanted: Clause) -> Selection:
    source, visible, of_reader = asking.source(), policies.visible(seen), places.seen_by(seen)
    of_agency = () if agency is None else places.held_by(agency)
    words = asking.condition(asked, of_reader, of_agency)
    says_all = wanted == TRUE and (of_reader or visible == TRUE)
    counting = Selection((words,), source.words, source.key) if says_all else None
    return Selection((_all([words, visible, wanted]),), source.tables, source.key, counting)


def _by_number(filters: Filters) -> list[Clause]:
    asked = asking.number(filters.q)
    return [Clause("c.number = {}", (asked,))] if asked else []


def _ways(seen: Reach) -> list[Clause]:
    if seen.ordinary is None:
        return [policies.visible(seen)]
    if seen.supervisory is None:
        return [*(source.also(UNRESTRICTED) for source in sources(seen.ordinary)), RESTRICTED_ALONE]
    open_to = joined([UNRESTRICTED, concerns(seen.supervisory)])
    return [source.also(open_to) for source in sources(seen.ordinary)]


def _any(lies_on: list[Clause]) -> list[Clause]:
    return [joined(lies_on)] if lies_on else []


def _all(clauses: Iterable[Clause]) -> Clause:
    wanted = [clause for clause in clauses if clause != TRUE]
    return reduce(Clause.also, wanted) if wanted else TRUE
