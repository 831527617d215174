"""Whether a disposition would reach anybody at an agency, asked before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.decrees.gaps import facts

NOBODY = "Belum ada petugas di perangkat daerah ini, jadi tidak seorang pun akan menerima pemberitahuan."
NO_NUMBER = "Tidak seorang pun petugasnya punya nomor WhatsApp, jadi pemberitahuan tidak akan sampai."
NOT_PROVEN = "Nomor WhatsApp petugasnya belum dibuktikan, jadi pemberitahuan belum dapat dikirim."
FAILING = "Pesan-pesan terakhir kepada petugasnya gagal, jadi pemberitahuan mungkin tidak sampai."


@dataclass(frozen=True, slots=True)
class Reachability:
    """Whether somebody would be told, and if not, why; a warning, never an obstacle."""

    is_reachable: bool
    sentence: str = ""


async def reachability(agency_id: int, at: datetime) -> Reachability:
    """How an agency is reached at the moment, in one query."""
    found = await facts.seats(at, agency_id)
    if any(seat.is_reached for seat in found):
        return Reachability(is_reachable=True)
    return Reachability(is_reachable=False, sentence=_why(found))


def _why(found: list[facts.Seat]) -> str:
    if not found:
        return NOBODY
    if not any(seat.phone for seat in found):
        return NO_NUMBER
    return FAILING if any(seat.is_proven for seat in found) else NOT_PROVEN
