"""The roster by agency: what each row changes, who stands there, whether WhatsApp reaches them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

from portal.accounts.roles import RoleCode
from portal.agencies.folding import fold
from portal.decrees.display.marks import CHANGES, QUIET, Mark, phone_mark, tally
from portal.decrees.kinds import Change
from portal.decrees.roster import RosterRow
from portal.workdays.words import dated

REGENCY_LEVEL = "Tingkat kabupaten"
Link = Callable[[RosterRow], str]


@dataclass(frozen=True, slots=True)
class Row:
    """One appointment as a line of the page."""

    position: str
    change: Mark
    was: str
    name: str
    is_new: bool
    small: str
    phone: Mark | None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One agency's lines."""

    name: str
    tally: str
    rows: tuple[Row, ...]
    flag: Mark | None = None
    href: str = ""
    link: str = "Ubah susunan"


@dataclass(frozen=True, slots=True)
class Summary:
    """How the whole roster differs from the one before."""

    changed: int
    sentence: str
    marks: tuple[Mark, ...]


def ordered(found: Iterable[RosterRow]) -> list[RosterRow]:
    """Rows of the regency first, by their place in the attachment; then by agency."""
    return sorted(
        found, key=lambda row: (row.per_agency, row.per_agency and (row.agency_name or ""), row.place, row.id)
    )


def summary(found: Iterable[RosterRow], year: int) -> Summary | None:
    """The difference to the roster before; None for an empty roster."""
    counts = Counter(row.change for row in found)
    total, kept = sum(counts.values()), counts[Change.KEEP]
    if not total:
        return None
    marks = tuple(Mark(f"{counts[key]} {mark.word}", mark.icon, mark.tone) for key, mark in CHANGES.items())
    return Summary(total - kept, f"dari {total} kedudukan berubah dibanding {year}", marks)


def matching(found: Iterable[RosterRow], search: str, *, only_changed: bool = False) -> list[RosterRow]:
    """Rows in which a name of person or agency contains the search."""
    wanted = fold(search)
    return [
        row
        for row in found
        if (not wanted or wanted in fold(_names(row))) and not (only_changed and row.change == Change.KEEP)
    ]


def groups(
    found: Iterable[RosterRow], *, edit: Link | None = None, of: Iterable[RosterRow] | None = None
) -> list[Group]:
    """The lines of a decree by agency, with what they change; `edit` leads to an agency's form.

    `of` is the whole roster, where only some of it is shown: who is missing is asked of all of it.
    """
    shown = list(found)
    flags = _flags(shown if of is None else of)
    return [
        Group(
            name=(own[0].agency_name or "") if agency_id else REGENCY_LEVEL,
            tally=tally(Counter(row.change for row in own)),
            rows=tuple(map(line, own)),
            flag=flags.get(agency_id),
            href=edit(own[0]) if edit else "",
        )
        for agency_id, own in by_agency(shown)
    ]


def standing(found: Iterable[RosterRow], *, of: Iterable[RosterRow], acts: Link | None = None) -> list[Group]:
    """The roster in force by agency, whoever was there before; `acts` leads to what changes one seat."""
    flags = _flags(of)
    return [
        Group(
            name=(own[0].agency_name or "") if agency_id else REGENCY_LEVEL,
            tally="",
            rows=tuple(_seated(row, acts(row) if acts else "") for row in own),
            flag=flags.get(agency_id),
        )
        for agency_id, own in by_agency(found)
    ]


def _seated(row: RosterRow, href: str) -> Row:
    return replace(line(row), was="", is_new=False, href=href)


def by_agency(found: Iterable[RosterRow]) -> list[tuple[int | None, list[RosterRow]]]:
    """Rows in their order, those of one agency together; None is the regency."""
    return [(key, list(own)) for key, own in groupby(found, key=lambda row: row.role_agency_id)]


def line(row: RosterRow) -> Row:
    """One appointment as a line."""
    was = row.name if not row.appoints else row.was_name if row.change == Change.REPLACE else ""
    return Row(
        position=row.position,
        change=CHANGES[row.change],
        was=was or "",
        name=row.name if row.appoints else "",
        is_new=row.change in {Change.NEW, Change.REPLACE},
        small=described(row),
        phone=phone_mark(row.phone, is_proven=row.is_proven) if row.appoints else None,
    )


def described(row: RosterRow) -> str:
    """Post, NIP, dates of its own and why it changed, in one line."""
    nip = f"NIP {row.masked_nip}" if row.nip and row.appoints else ""
    sits = row.agency or "" if not row.per_agency else ""
    first = ", ".join(part for part in (titled(row), sits, nip) if part)
    reason = f"Alasan: {row.reason}" if row.reason and row.change != Change.KEEP else ""
    return ". ".join(part for part in (first, period(row), reason) if part)


def titled(row: RosterRow) -> str:
    """The post with Plt. or Plh. before it."""
    prefix = "Plh. " if row.is_stand_in else "Plt. " if row.is_acting else ""
    return f"{prefix}{row.post}".strip()


def period(row: RosterRow) -> str:
    """Dates that narrow the decree's own."""
    since = f"sejak {dated(row.starts_at)}" if row.starts_at else ""
    # A row ends with the first moment of the next day.
    until = f"sampai {dated(row.ends_at - timedelta(seconds=1))}" if row.ends_at else ""
    return " ".join(part for part in (since, until) if part)


def spoken_change(row: RosterRow) -> Mark:
    """What approving the row means, as one line of the box."""
    mark = CHANGES[row.change]
    is_replaced = row.change == Change.REPLACE
    sentence = f"diganti: {row.was_name} menjadi {row.name}" if is_replaced else f"{mark.word}: {row.name}"
    return Mark(sentence, mark.icon, mark.tone or QUIET)


def _flags(rows: Iterable[RosterRow]) -> dict[int | None, Mark | None]:
    return {agency_id: _flag(own) for agency_id, own in by_agency(ordered(rows)) if agency_id}


def _flag(own: list[RosterRow]) -> Mark | None:
    seated = {row.role for row in own if row.appoints}
    if RoleCode.OPERATOR not in seated:
        return Mark("tanpa operator", "alert-circle", "late")
    return None if RoleCode.LIAISON in seated else Mark("tanpa penghubung", "alert-circle", "late")


def _names(row: RosterRow) -> str:
    return " ".join((row.name, row.was_name or "", row.agency_name or "", row.agency or ""))
