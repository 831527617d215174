"""The rows of one agency as its form shows them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from portal.decrees.display.marks import CHANGES, Mark, phone_mark
from portal.decrees.display.roster import described
from portal.decrees.forms.people import TeamForm
from portal.decrees.forms.rows import Choice, choice_of, prefix_of
from portal.decrees.kinds import Change
from portal.decrees.roster import RosterRow
from portal.workdays.words import stamp

MINE = {
    Choice.STAY: "tetap seperti saat Anda membukanya",
    Choice.FIX: "betulkan menjadi {fix}",
    Choice.REPLACE: "ganti dengan {new}",
    Choice.END: "berakhir tanpa pengganti",
    Choice.RESTORE: "kembali ke orang semula",
}


@dataclass(frozen=True, slots=True)
class Both:
    """A row that somebody else changed: what stands now, and what the reader typed."""

    heading: str
    now: str
    mine: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row above its choices."""

    p: str
    position: str
    name: str
    small: str
    phone: Mark | None
    stay_label: str
    restore_label: str
    may_end: bool
    is_self: bool
    both: Both | None


def form_rows(
    found: Sequence[RosterRow], form: TeamForm, *, changed: Collection[int] = (), reader: int | None = None
) -> list[FormRow]:
    """All rows; `changed` are those that somebody else changed meanwhile."""
    return [_form_row(row, form, is_stale=row.id in changed, reader=reader) for row in found]


def _form_row(row: RosterRow, form: TeamForm, *, is_stale: bool, reader: int | None) -> FormRow:
    replaced = row.change in {Change.REPLACE, Change.END} and row.was_name
    return FormRow(
        p=prefix_of(row),
        position=row.position,
        name=_name(row),
        small=described(row),
        phone=phone_mark(row.phone, is_proven=row.is_proven) if row.appoints else None,
        stay_label="Masih benar" if row.change == Change.KEEP else f"Biarkan: {CHANGES[row.change].word}",
        restore_label=f"Kembali ke {row.was_name}" if replaced else "",
        may_end=row.appoints,
        is_self=reader is not None and row.account_id == reader,
        both=_both(row, form) if is_stale else None,
    )


def _name(row: RosterRow) -> str:
    if row.change == Change.REPLACE and row.was_name:
        return f"{row.name}, menggantikan {row.was_name}"
    return row.name if row.appoints else f"{row.name}, berakhir"


def _both(row: RosterRow, form: TeamForm) -> Both:
    p = prefix_of(row)
    names = {"fix": form[f"{p}fix_name"], "new": form[f"{p}new_name"]}
    now = ", ".join(part for part in (CHANGES[row.change].word, _name(row), described(row)) if part)
    return Both(
        f"Baris ini diubah orang lain pada {stamp(row.changed_at)}",
        now,
        MINE[choice_of(form, row)].format(**names),
    )
