"""Numbers that do not carry: missing, a landline, shared by two, unproven, or failing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from portal.accounts import phones
from portal.decrees.gaps.facts import Facts, Place, Seat
from portal.decrees.gaps.kinds import Act, Check, Gap, Severity
from portal.decrees.gaps.seats import gap
from portal.decrees.roster import RosterRow

Shared = dict[str, dict[object, str]]


def shared(facts: Facts) -> Shared:
    """Numbers that more than one person is written with, and the names of those people by who they are."""
    names: Shared = defaultdict(dict)
    for seats in facts.seats.values():
        for seat in seats:
            names[seat.phone or ""][seat.account_id] = seat.name
    for rows in facts.rows.values():
        for row in rows:
            names[row.phone or ""].setdefault(row.account_id or row.name, row.name)
    return {number: people for number, people in names.items() if number and len(people) > 1}


def silent(facts: Facts, place: Place, twice: Shared) -> Iterator[Gap]:
    """One gap for each person whose number does not carry."""
    seats = facts.seats.get(place.id, [])
    severity = Severity.RISK if any(seat.is_reached for seat in seats) else Severity.UNREACHABLE
    seen: set[int] = set()
    for seat in seats:
        if seat.account_id not in seen and (trouble := _of_seat(seat, twice)):
            seen.add(seat.account_id)
            yield gap(place, severity, Check.NUMBERS, *trouble)
    accounts = {seat.account_id for seat in seats}
    for row in facts.rows.get(place.id, []):
        if row.role and row.account_id not in accounts and (trouble := _of_row(row)):
            yield gap(place, severity, Check.NUMBERS, *trouble)


def _of_seat(seat: Seat, twice: Shared) -> tuple[str, Act] | None:
    edit = Act("Ganti nomor", f"/accounts/{seat.public_id}/edit")
    if not seat.phone:
        return f"{seat.name} belum punya nomor WhatsApp.", edit
    if phones.find(seat.phone) is None:
        return f"Nomor {seat.name} nomor telepon kantor, yang tidak menerima WhatsApp.", edit
    if seat.phone in twice:
        others = ", ".join(name for key, name in twice[seat.phone].items() if key != seat.account_id)
        return f"Nomor {seat.name} ({phones.masked(seat.phone)}) dipakai juga oleh {others}.", edit
    if seat.is_failing:
        return f"Tiga pesan terakhir kepada {seat.name} gagal. Nomornya mungkin mati.", edit
    if not seat.is_proven:
        invite = Act("Kirim undangan", f"/accounts/{seat.public_id}")
        return f"Nomor {seat.name} belum dibuktikan pemiliknya.", invite
    return None


def _of_row(row: RosterRow) -> tuple[str, Act]:
    """Somebody of the decree who has no account in the portal yet."""
    act = Act("Lengkapi data", f"/team/{row.public_id}/contacts")
    if not row.phone:
        return f"{row.name} tercantum dalam SK tanpa nomor WhatsApp.", act
    if phones.find(row.phone) is None:
        return f"{row.name} tercantum dalam SK dengan nomor telepon kantor.", act
    return f"{row.name} tercantum dalam SK, tetapi belum punya akun di sini.", act
