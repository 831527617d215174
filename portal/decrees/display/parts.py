"""Smaller pieces of the decree's pages: facts, positions, links, warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from portal.accounts.roles import ROLES
from portal.decrees import nip
from portal.decrees.display.marks import spoken_day
from portal.decrees.kinds import Capacity
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Decree, Position

REGENCY = ("kabupaten", "Tingkat kabupaten")
CAPACITY = {Capacity.ACTING_HEAD: "Pj. ", Capacity.ACTING: "Plt. ", Capacity.ON_BEHALF: "a.n. "}


@dataclass(frozen=True, slots=True)
class PositionLine:
    """One position with what it gives."""

    name: str
    small: str
    href: str


def facts(decree: Decree) -> list[tuple[str, str]]:
    """What the decree says about itself, without empty lines."""
    signer = f"{CAPACITY.get(Capacity(decree.signer_capacity), '')}{decree.signer_title}"
    lines = [
        ("Tentang", decree.title),
        ("Nomor", decree.number),
        ("Ditetapkan", spoken_day(decree.dated_on)),
        ("Berlaku mulai", spoken_day(decree.effective_from)),
        ("Sampai dengan", spoken_day(decree.effective_until)),
        ("Penanda tangan", ", ".join(part for part in (signer, decree.signer_name) if part)),
        ("Menimbang", decree.weighing),
        ("Mengingat", decree.recalling),
        ("Memutuskan", decree.deciding),
    ]
    return [(name, value) for name, value in lines if value]


async def positions(decree: Decree, *, linked: bool) -> list[PositionLine]:
    """The positions in the order of the attachment."""
    found = await Position.select().where(Position.decree == decree.id).order_by(Position.place, Position.id)
    base = f"/decrees/{decree.public_id}/positions"
    return [
        PositionLine(
            row["name"],
            _given(row["role"], per_agency=row["per_agency"], is_required=row["is_required"]),
            f"{base}/{row['id']}" if linked else "",
        )
        for row in found
    ]


def edit_link(base: str, codes: Mapping[int, str]) -> Callable[[RosterRow], str]:
    """Where the rows of a line's agency are changed."""

    def link(row: RosterRow) -> str:
        code = codes.get(row.agency_id or 0, "") if row.per_agency else REGENCY[0]
        return f"{base}/agencies/{code}" if code else ""

    return link


def warnings(rows: Iterable[RosterRow]) -> list[str]:
    """What looks wrong in the NIPs of a roster; nothing of it blocks."""
    return [f"{row.name}: {sentence}" for row in rows if row.appoints for sentence in nip.warnings(row.nip)]


def _given(role: str, *, per_agency: bool, is_required: bool) -> str:
    known = ROLES.get(role)
    name = known.name_for(1 if per_agency else None) if known else role
    gives = f"memberi peran {name}" if role else "tidak memberi hak masuk"
    scope = "tiap perangkat daerah" if per_agency else "seluruh kabupaten"
    return f"{scope}, {gives}{', wajib diisi' if is_required else ''}"
