"""The rows of one agency with the form over them: read, compared with what stands, made into acts."""

from dataclasses import dataclass, field

from portal.agencies.queries import AgencyRow
from portal.decrees import roster
from portal.decrees.controllers.scene import Here
from portal.decrees.forms import rows as forms
from portal.decrees.forms.people import TeamForm
from portal.decrees.forms.rows import Deed
from portal.decrees.kinds import DecreeKind
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Position


@dataclass(slots=True)
class Sheet:
    """The rows of one agency with the form over them; `changed` are those somebody else changed meanwhile."""

    here: Here
    agency: AgencyRow | None
    rows: list[RosterRow]
    form: TeamForm
    changed: list[RosterRow] = field(default_factory=list)


async def rows_at(here: Here, agency: AgencyRow | None) -> list[RosterRow]:
    """The rows of one agency, or those of the regency; for an SK Perubahan also those that it may change."""
    key = agency.id if agency else None
    found = await roster.rows_of(here.decree.id, agency_id=key)
    if here.decree.kind == DecreeKind.AMENDMENT:
        written = {row.predecessor_id for row in found}
        standing = await roster.in_force(here.at, agency_id=key)
        found += [row for row in standing if row.id not in written and not row.is_stand_in]
    own = [row for row in found if row.per_agency is (agency is not None)]
    return sorted(own, key=lambda row: (row.place, row.id))


async def open_positions(decree_id: int, agency: AgencyRow | None) -> list[tuple[int, str]]:
    """The positions that somebody can be added to there."""
    found = await (
        Position.select(Position.id, Position.name)
        .where(Position.decree == decree_id, Position.per_agency == (agency is not None))
        .order_by(Position.place, Position.id)
    )
    return [(row["id"], row["name"]) for row in found]


async def read_sheet(sheet: Sheet, *, approves: bool = False) -> list[Deed]:
    """What the form asks for; `sheet.changed` tells which rows somebody else changed meanwhile."""
    note_changes(sheet, all_of_them=approves)
    if sheet.changed:
        return []
    agency_id = sheet.agency.id if sheet.agency else None
    seats = {key for key, _ in await open_positions(sheet.here.decree.id, sheet.agency)}
    todo = forms.deeds(sheet.form, sheet.rows, sheet.here.decree.id)
    return todo + forms.addition(sheet.form, sheet.here.decree.id, agency_id, seats)


def note_changes(sheet: Sheet, *, all_of_them: bool) -> None:
    """Find the rows that changed since the form was opened, and make the form ready for the next press."""
    forms.follow(sheet.form, sheet.rows)
    sheet.changed = forms.stale(sheet.form, sheet.rows, all_of_them=all_of_them)
    forms.renew(sheet.form, sheet.changed)
