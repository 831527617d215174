"""The rows of one agency as somebody changes them in one form, and what comes of each choice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.decrees import amending, rows
from portal.decrees.forms.people import TeamForm, fields_of
from portal.decrees.kinds import Change
from portal.decrees.roster import RosterRow
from portal.errors import Conflict, Refusal
from portal.numbers import whole
from portal.permissions import Actor

ADD = "add_"
CHANGED_SINCE = "Baris ini diubah orang lain sejak Anda membukanya. Periksa, lalu kirim sekali lagi."


class Choice(StrEnum):
    """What is to become of a row."""

    STAY = "stay"
    FIX = "fix"
    REPLACE = "replace"
    END = "end"
    RESTORE = "restore"


PARTS = {Choice.FIX: "fix_", Choice.REPLACE: "new_", Choice.END: "end_"}
AMENDS = {Choice.FIX: Change.KEEP, Choice.REPLACE: Change.REPLACE, Choice.END: Change.END}
CORRECTED = "Pembetulan penulisan"


@dataclass(frozen=True, slots=True)
class Deed:
    """One act on the roster, and the field beside which it is said why it cannot be."""

    field: str
    do: Callable[[Actor, datetime], Awaitable[object]]


class RowRefused(Refusal):
    """A rule said no to one row; nothing of the form is saved."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


async def carry_out(todo: Sequence[Deed], *, by: Actor, at: datetime) -> None:
    """Do all of them in the caller's transaction, or raise RowRefused for the first that cannot be."""
    for deed in todo:
        try:
            await deed.do(by, at)
        except Conflict:
            raise
        except Refusal as refusal:
            raise RowRefused(deed.field, refusal.sentence) from refusal


def prefix_of(row: RosterRow) -> str:
    """How the fields of a row begin."""
    return f"r{row.id}_"


def opened(found: Sequence[RosterRow]) -> TeamForm:
    """The form as it is first shown."""
    form = TeamForm()
    for row in found:
        form.fill(shown(row))
    return form


def shown(row: RosterRow) -> dict[str, str]:
    """The fields of a row as they stand."""
    p = prefix_of(row)
    return {f"{p}change": Choice.STAY, f"{p}version": str(row.version), **fields_of(row, f"{p}fix_")}


def stale(form: TeamForm, found: Sequence[RosterRow], *, all_of_them: bool) -> list[RosterRow]:
    """Rows that changed since the form was opened: those it would change, or all that it would approve."""
    return [
        row
        for row in found
        if form[f"{prefix_of(row)}version"] != str(row.version)
        and (all_of_them or choice_of(form, row) is not Choice.STAY)
    ]


def follow(form: TeamForm, found: Sequence[RosterRow]) -> None:
    """What was chosen for a row that somebody amended since is about the amendment's row, at no version."""
    for row in found:
        old, new = f"r{row.predecessor_id}_", prefix_of(row)
        if f"{old}version" not in form.values or f"{new}version" in form.values:
            continue
        for name in [name for name in form.values if name.startswith(old)]:
            form.values[new + name.removeprefix(old)] = form.values.pop(name)
        form.values[f"{new}version"] = ""


def choice_of(form: TeamForm, row: RosterRow) -> Choice:
    """What was chosen for a row; anything else leaves it as it is."""
    text = form[f"{prefix_of(row)}change"]
    return Choice(text) if text in set(Choice) else Choice.STAY


def renew(form: TeamForm, changed: Sequence[RosterRow]) -> None:
    """What was typed stays; the next press is against what stands now."""
    for row in changed:
        form.fail(f"{prefix_of(row)}change", f"{row.position}: {CHANGED_SINCE}")
        form.values[f"{prefix_of(row)}version"] = str(row.version)
        form.fill(shown(row))


def deeds(form: TeamForm, found: Sequence[RosterRow], decree_id: int) -> list[Deed]:
    """What the choices amount to; what is wrong with them stands in the form's errors.

    A row of another decree is one that an SK Perubahan changes: its choice becomes a row of the amendment.
    """
    made = [_deed(form, row) if row.decree_id == decree_id else _amend(form, row, decree_id) for row in found]
    return [deed for deed in made if deed is not None]


def addition(form: TeamForm, decree_id: int, agency_id: int | None, positions: set[int]) -> list[Deed]:
    """The person to be added, where one is named."""
    if not (form[f"{ADD}name"] or form[f"{ADD}position"]):
        return []
    chosen = form[f"{ADD}position"]
    if whole(chosen) not in positions:
        form.fail(f"{ADD}position", "Pilih kedudukan dalam tim.")
    person = form.person(ADD)
    if person is None or f"{ADD}position" in form.errors:
        return []
    return [
        Deed(f"{ADD}name", lambda by, at: rows.add(decree_id, int(chosen), agency_id, person, by=by, at=at))
    ]


def _deed(form: TeamForm, row: RosterRow) -> Deed | None:
    p, choice = prefix_of(row), choice_of(form, row)
    if choice is Choice.REPLACE:
        return _replace(form, row, f"{p}new_")
    if choice is Choice.FIX:
        return _fix(form, row, f"{p}fix_")
    if choice is Choice.END:
        reason = form.reason(f"{p}end_")
        return Deed(
            f"{p}change", lambda by, at: rows.end(row.id, reason=reason, version=row.version, by=by, at=at)
        )
    if choice is Choice.RESTORE and row.change in {Change.REPLACE, Change.END}:
        return Deed(f"{p}change", lambda by, at: rows.keep(row.id, version=row.version, by=by, at=at))
    return None


def _replace(form: TeamForm, row: RosterRow, p: str) -> Deed | None:
    person, reason = form.person(p), form.reason(p)
    if person is None:
        return None
    return Deed(
        f"{p}name",
        lambda by, at: rows.replace(row.id, person, reason=reason, version=row.version, by=by, at=at),
    )


def _fix(form: TeamForm, row: RosterRow, p: str) -> Deed | None:
    person = form.person(p)
    if person is None:
        return None
    return Deed(f"{p}name", lambda by, at: rows.correct(row.id, person, version=row.version, by=by, at=at))


def _amend(form: TeamForm, row: RosterRow, amendment_id: int) -> Deed | None:
    p, choice = prefix_of(row), choice_of(form, row)
    if choice not in AMENDS:
        return None
    part = PARTS[choice]
    person = None if choice is Choice.END else form.person(f"{p}{part}")
    reason = CORRECTED if choice is Choice.FIX else form.reason(f"{p}{part}")
    if person is None and choice is not Choice.END:
        return None
    change = AMENDS[choice]
    return Deed(
        f"{p}change",
        lambda by, at: amending.amend(
            amendment_id, row.id, change=change, person=person, reason=reason, by=by, at=at
        ),
    )
