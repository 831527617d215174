"""A whole list is looked at first and written once it is confirmed; nothing is taken away."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal import audit, db
from portal.agencies import hooks
from portal.agencies import queries as agencies
from portal.agencies.folding import bare
from portal.agencies.import_plan import Outcome
from portal.agencies.lists import editing, queries, reading
from portal.agencies.lists.kinds import KINDS, NewTerm, Term, Which
from portal.agencies.lists.reading import Line
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission

MOVED = "Daftar ini berubah sejak pratinjau dibuat. Periksa lagi, lalu simpan."


@dataclass(frozen=True, slots=True)
class Planned:
    """A row and what becomes of it; `standing` is the entry that it changes."""

    line: Line
    outcome: Outcome
    new: NewTerm
    standing: Term | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list would do; `seal` stands for exactly this."""

    rows: tuple[Planned, ...]
    seal: str

    def count(self, outcome: str) -> int:
        """How many rows come out so."""
        return Counter(row.outcome for row in self.rows)[Outcome(outcome)]

    @property
    def writes(self) -> int:
        """How many rows would be written."""
        return self.count(Outcome.NEW) + self.count(Outcome.CHANGED)


async def plan(which: Which, text: str) -> Plan:
    """What the text would do; nothing is written. Raises BadInput where it is no list."""
    lines, standing = reading.read(which, text), await queries.terms(which)
    resolve = await agencies.resolver()
    rows: list[Planned] = []
    for line in lines:
        agency = resolve(line.agency) if line.agency else None
        unknown = f"Perangkat daerah “{line.agency}” tidak dikenali." if line.agency and not agency else ""
        new = NewTerm(line.group, line.name, agency, line.lapor_id, line.aliases)
        rows.append(_planned(which, line, new, standing, rows, unknown))
    return Plan(tuple(rows), hashlib.sha256(repr(rows).encode()).hexdigest())


async def apply(which: Which, text: str, seal: str, *, by: Actor, at: datetime) -> Plan:
    """Write what the plan shows; raises Conflict where it has become another one."""
    async with db.lock(which):
        planned = await plan(which, text)
        if planned.seal != seal:
            raise Conflict(MOVED)
        for row in planned.rows:
            await _write(which, row)
        if planned.writes:
            told = f"{planned.count('new')} ditambahkan, {planned.count('changed')} diubah dari sebuah daftar"
            place = Place("regency", permission=Permission.SETTINGS_MANAGE)
            details = {which.value: told}
            await audit.record(f"regency.{which}_changed", by=by, at=at, place=place, details=details)
            await hooks.names_changed(by, at)
    return planned


def _planned(
    which: Which, line: Line, new: NewTerm, standing: Sequence[Term], before: Sequence[Planned], unknown: str
) -> Planned:
    owner = _owner(which, new, standing)
    if unknown:
        return Planned(line, Outcome.REFUSED, new, sentence=unknown)
    if earlier := next((row for row in before if _repeats(which, row, new)), None):
        twice = f"Namanya sudah ada di baris {earlier.line.number}."
        return Planned(line, Outcome.REFUSED, new, sentence=twice)
    try:
        editing.refuse_taken(KINDS[which], new, standing, own=owner.id if owner else None)
    except Refusal as refusal:
        return Planned(line, Outcome.REFUSED, new, sentence=refusal.sentence)
    if owner is None:
        return Planned(line, Outcome.NEW, new)
    outcome = Outcome.CHANGED if _differs(owner, new) else Outcome.UNCHANGED
    return Planned(line, outcome, new, standing=owner)


def _owner(which: Which, new: NewTerm, standing: Sequence[Term]) -> Term | None:
    """The entry that the row speaks of: a code names its kecamatan, category and topic name a topic."""
    return next((each for each in standing if _same(which, each, new)), None)


def _repeats(which: Which, before: Planned, new: NewTerm) -> bool:
    if before.outcome is Outcome.REFUSED:
        return False
    others = {bare(text) for text in before.new.aliases}
    shared = others & {bare(text) for text in (new.name, *new.aliases)}
    return _same(which, before.new, new) or bool(shared) or bare(before.new.name) in map(bare, new.aliases)


def _same(which: Which, first: Term | NewTerm, second: NewTerm) -> bool:
    groups = bare(first.group) == bare(second.group)
    return groups and (which is Which.DISTRICTS or bare(first.name) == bare(second.name))


def _differs(owner: Term, new: NewTerm) -> bool:
    """Whether the row says something else; an empty cell says nothing."""
    renamed = new.name != owner.name
    more = (new.agency not in {None, owner.agency}) or (new.lapor_id not in {"", owner.lapor_id})
    known = {bare(alias.text) for alias in owner.aliases}
    return renamed or more or any(bare(text) not in known for text in new.aliases)


async def _write(which: Which, row: Planned) -> None:
    if row.outcome is Outcome.NEW:
        await editing.insert(which, row.new, await queries.terms(which))
    if row.outcome is Outcome.CHANGED and row.standing is not None:
        await editing.write_over(which, row.standing, row.new)
