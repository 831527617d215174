"""The roster as a workbook, and an empty one to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portal.accounts import phones
from portal.decrees import workbooks
from portal.decrees.roster import RosterRow
from portal.decrees.roster_files.columns import HEADINGS
from portal.decrees.workbooks import Table

SPARE_ROWS = 200


def exported(rows: Iterable[RosterRow]) -> bytes:
    """Everybody who is appointed, in the order of the attachment; what is read back gives the same roster."""
    lines = [_line(row) for row in rows if row.appoints]
    return workbooks.packed([Table("Susunan Tim", list(HEADINGS.values()), lines)])


def template(agencies: Iterable[str], positions: Iterable[str]) -> bytes:
    """Headings over empty text cells, and beside them the names that may be used."""
    return workbooks.packed(
        [
            Table("Susunan Tim", list(HEADINGS.values()), [], spare=SPARE_ROWS),
            Table("Perangkat Daerah", [("Nama yang dikenal", 60)], [[name] for name in agencies]),
            Table("Kedudukan", [("Nama yang dikenal", 40)], [[name] for name in positions]),
        ]
    )


def _line(row: RosterRow) -> Sequence[str]:
    return (
        row.agency_name or "",
        row.position,
        row.name,
        row.nip,
        row.rank,
        row.post,
        "ya" if row.is_acting else "",
        row.email or "",
        phones.spoken(row.phone) if row.phone else "",
        row.lapor_account,
        row.lapor_role,
        row.reason,
    )
