"""Rules and writing that every act on a row shares."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from portal import clock
from portal.agencies import queries as agencies
from portal.decrees import events, people, policies, roster
from portal.decrees.drafting import Stale
from portal.decrees.people import Person
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Appointment, Confirmation, Decree, Position
from portal.errors import Forbidden, Refusal
from portal.permissions import Actor, Permission

STALE = "Baris ini baru saja diubah orang lain. Periksa kedua isinya, lalu simpan lagi."
NOT_NOW = "Susunan ini tidak dapat diubah sekarang: SK bukan konsep lagi, atau jawaban sudah dikirim."
NOT_YOURS = "Susunan ini bukan dari perangkat daerah Anda, jadi tidak dapat diubah oleh Anda."
NO_REASON = "Alasan perubahan belum diisi."
PERSON = (
    "name", "nip", "rank", "post", "is_acting", "email", "phone", "lapor_account", "lapor_role",
    "lapor_checked_on", "account",
)  # fmt: skip
"""The columns that say who somebody is."""


async def insert(decree_id: int, values: dict[str, Any], *, by: Actor, at: datetime) -> int:
    """Write a row, in the caller's transaction and after the caller's checks."""
    row = Appointment(
        public_id=secrets.token_urlsafe(12), decree=decree_id, changed_by=by.key, changed_at=at, **values
    )
    return int((await Appointment.insert(row))[0]["id"])


async def refuse_twice(
    decree_id: int, person: Person, seat: tuple[int, int | None], *, besides: int = 0
) -> None:
    """Raise Refusal where the roster has this person in the seat, or their number for somebody else."""
    others = [row for row in await roster.rows_of(decree_id) if row.appoints and row.id != besides]
    people.check(person, others, seat)


async def refuse_place(position: dict[str, Any], agency_id: int | None, at: datetime) -> None:
    """Raise Refusal where an agency is missing, or is not there any more."""
    if agency_id is None:
        if position["per_agency"]:
            raise Refusal("Pilih perangkat daerah untuk kedudukan ini.")
        return
    agency = await agencies.by_id(agency_id)
    if agency is None or not agency.is_active(at.astimezone(clock.WIB).date()):
        raise Refusal("Perangkat daerah ini tidak ada atau sudah tidak berlaku.")


def required(reason: str) -> str:
    """The reason without blanks around it; raises Refusal where there is none."""
    if not reason.strip():
        raise Refusal(NO_REASON)
    return reason.strip()


async def find(row_id: int, by: Actor) -> RosterRow:
    row = await roster.by_id(row_id)
    if row is None:
        raise Refusal("Baris ini tidak ditemukan.")
    await ensure_may(row.decree_id, row.role_agency_id, by)
    return row


async def ensure_may(decree_id: int, agency_id: int | None, by: Actor) -> None:
    answer = None
    if agency_id is not None:
        asked = Confirmation.select(Confirmation.state).where(
            Confirmation.decree == decree_id, Confirmation.agency == agency_id
        )
        found = await asked.first()
        answer = found["state"] if found else None
    if not policies.may_read_rows(by, agency_id):
        raise Forbidden(NOT_YOURS)
    if not policies.may_edit_row(by, await state_of(decree_id), agency_id, answer):
        raise Refusal(NOT_NOW)


async def save(
    row: RosterRow, changes: dict[Any, Any], version: int, action: str, *, by: Actor, at: datetime
) -> None:
    values = {**changes, "version": version + 1, "changed_by": by.key, "changed_at": at}
    saved = await (
        Appointment.update(values)
        .where(Appointment.id == row.id, Appointment.version == version)
        .returning(Appointment.id)
    )
    if not saved:
        raise Stale(STALE)
    await note(action, row.decree_id, row.agency_id, row.position, by=by, at=at)


async def note(
    action: str, decree_id: int, agency_id: int | None, position: str, *, by: Actor, at: datetime
) -> None:
    permission = Permission.DECREE_MANAGE if policies.manages(by) else Permission.DECREE_CONFIRM
    await events.record(
        action, decree_id, by=by, at=at, agency_id=agency_id, permission=permission, position=position
    )


async def person_of(row_id: int) -> dict[Any, Any]:
    columns = [Appointment._meta.get_column_by_name(name) for name in PERSON]
    row = await Appointment.select(*columns).where(Appointment.id == row_id).first()
    return dict(row or {})


async def position_of(decree_id: int, position_id: int) -> dict[str, Any]:
    row = await Position.select().where(Position.id == position_id, Position.decree == decree_id).first()
    if row is None:
        raise Refusal("Kedudukan ini tidak ada dalam SK ini.")
    return row


async def state_of(decree_id: int) -> str:
    row = await Decree.select(Decree.state).where(Decree.id == decree_id).first()
    return str(row["state"]) if row else ""
