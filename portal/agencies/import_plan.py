"""What an import would do, row by row, without doing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from portal.agencies import import_rules, naming
from portal.agencies.folding import fold
from portal.agencies.import_file import ImportRow
from portal.agencies.import_rules import LABELS, Planning
from portal.agencies.queries import AgencyRow


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that would change, with what stands there now."""

    column: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of the file and what would become of it."""

    row: ImportRow
    outcome: Outcome
    agency: AgencyRow | None = None
    changes: tuple[FieldChange, ...] = ()
    aliases: tuple[str, ...] = ()
    sentence: str = ""


def plan(rows: Sequence[ImportRow], standing: Sequence[AgencyRow], *, on: date) -> list[PlannedRow]:
    """New, changed (which fields), unchanged or refused (why) for every row, in the order of the file."""
    planning = _planning(standing, on=on)
    rows = [replace(row, code=row.code.upper(), parent=row.parent.upper()) for row in rows]
    # Names first and aliases after, so that an alias never takes the name of an agency further down.
    for rule in (import_rules.values, import_rules.names, import_rules.aliases):
        for row in rows:
            planning.check(row, rule)
    # A refused parent leaves its children without one, so this goes on until nothing more is refused.
    while [row for row in rows if planning.check(row, import_rules.parent)]:
        pass
    return [_planned(planning, row) for row in rows]


def _planning(standing: Sequence[AgencyRow], *, on: date) -> Planning:
    owned = naming.owners(standing, on=on)
    return Planning(
        standing={row.code: row for row in standing},
        codes={row.id: row.code for row in standing},
        owned={name: row.code for name, row in owned.items()},
    )


def _planned(planning: Planning, row: ImportRow) -> PlannedRow:
    if sentence := planning.refused.get(row.number):
        return PlannedRow(row, Outcome.REFUSED, sentence=sentence)
    agency = planning.standing.get(row.code)
    aliases = _new_aliases(row, agency)
    if agency is None:
        return PlannedRow(row, Outcome.NEW, aliases=aliases)
    changes = _changes(planning, row, agency)
    outcome = Outcome.CHANGED if changes or aliases else Outcome.UNCHANGED
    return PlannedRow(row, outcome, agency, changes, aliases)


def _new_aliases(row: ImportRow, agency: AgencyRow | None) -> tuple[str, ...]:
    known = {fold(text) for text in (row.code, row.name, row.short_name)}
    known.update(agency.folded_names if agency else ())
    fresh = {fold(alias): alias for alias in reversed(row.aliases) if fold(alias)}
    return tuple(alias for folded, alias in reversed(fresh.items()) if folded not in known)


def _changes(planning: Planning, row: ImportRow, agency: AgencyRow) -> tuple[FieldChange, ...]:
    now = {
        "name": agency.name,
        "short_name": agency.short_name,
        "kind": agency.kind,
        "parent": planning.codes.get(agency.parent or 0, ""),
    }
    said = {"name": row.name, "short_name": row.short_name, "kind": row.kind.casefold(), "parent": row.parent}
    return tuple(
        FieldChange(column, LABELS[column], old, said[column])
        for column, old in now.items()
        if said[column] and said[column] != old
    )
