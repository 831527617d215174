"""What somebody should know before pressing, though it forbids nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from portal import clock
from portal.decrees.kinds import Change, DecreeKind
from portal.decrees.roster import RosterRow
from portal.workdays.words import long_date

MOST_NAMED = 5


def of_enacting(
    decree: dict[str, Any], rows: Sequence[RosterRow], standing: Sequence[RosterRow], at: datetime
) -> list[str]:
    """Sentences about dates, empty seats, people who changed meanwhile, and numbers that differ."""
    today = at.astimezone(clock.WIB).date()
    found = []
    if decree["effective_from"] < today:
        day = long_date(decree["effective_from"])
        found.append(f"SK ini berlaku surut sejak {day}. Hak akses dan pemberitahuan berubah mulai sekarang.")
    if decree["effective_until"] and decree["effective_until"] < today:
        found.append(f"Masa berlaku yang tertulis sudah lewat ({long_date(decree['effective_until'])}).")
    if decree["kind"] == DecreeKind.MAIN:
        found += _empty_seats(rows)
        if gone := drifted(rows, standing):
            found.append(f"Sudah berganti sejak konsep dibuat, tetapi masih tertulis: {named(gone)}.")
    if differing := [row.name for row in rows if _differs(row)]:
        found.append(
            f"Nomor di SK berbeda dari nomor akunnya: {named(differing)}. Pesan tetap ke nomor akun sampai "
            "nomor baru dibuktikan."
        )
    return found


def drifted(rows: Iterable[RosterRow], standing: Iterable[RosterRow]) -> list[str]:
    """People kept, replaced or ended in a draft whose row is not in force any more."""
    there = {row.id for row in standing}
    return [
        row.was_name or row.name for row in rows if row.predecessor_id and row.predecessor_id not in there
    ]


def named(names: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f", dan {more} lainnya" if more > 0 else "")


def _empty_seats(rows: Sequence[RosterRow]) -> list[str]:
    seats = {(row.position, row.agency or "") for row in rows if row.is_required}
    taken = {(row.position, row.agency or "") for row in rows if row.appoints}
    empty = [f"{position} {agency}".strip() for position, agency in sorted(seats - taken)]
    return [f"Belum terisi: {named(empty)}. Pengaduan tetap berjalan."] if empty else []


def _differs(row: RosterRow) -> bool:
    return bool(
        row.change != Change.END
        and row.account_id
        and row.phone
        and row.account_phone
        and row.phone != row.account_phone
    )
