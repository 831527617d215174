"""From draft to signature: coordination initials, number, date and the signed file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal import clock, db
from portal.db import bulk
from portal.decrees import drafting, events, roster
from portal.decrees.kinds import SETTLED_ANSWERS, DecreeState
from portal.decrees.rights import LOCK
from portal.decrees.row_rules import required
from portal.decrees.states import MOVES, Step, check
from portal.decrees.tables import Confirmation, Decree, Initial
from portal.errors import Refusal
from portal.permissions import Actor

LONGEST_NUMBER = 120


@dataclass(frozen=True, slots=True)
class Signed:
    """What comes back from the signer; the file has been checked and kept before."""

    number: str
    dated_on: date
    signed_file: int


async def ready(
    decree_id: int, initials: Sequence[tuple[str, date]], *, version: int, by: Actor, at: datetime
) -> None:
    """Close the roster for the signature, with the coordination initials given so far."""
    async with db.lock(LOCK):
        row = await find(decree_id, Step.READY)
        await _ensure_complete(row)
        await move(row, Step.READY, {}, version=version)
        await _write_initials(decree_id, initials, by=by, at=at)
        await events.record("readied", decree_id, by=by, at=at, initials=[holder for holder, _ in initials])


async def revise(decree_id: int, *, reason: str, version: int, by: Actor, at: datetime) -> None:
    """Take a decree that is not signed back to the draft, because somebody objected."""
    why = required(reason)
    async with db.lock(LOCK):
        row = await find(decree_id, Step.REVISE)
        await move(row, Step.REVISE, {}, version=version)
        await Initial.update({Initial.voided_at: at}).where(
            Initial.decree == decree_id, Initial.voided_at.is_null()
        )
        await events.record("revised", decree_id, by=by, at=at, reason=why)


async def sign(decree_id: int, what: Signed, *, version: int, by: Actor, at: datetime) -> None:
    """Record number, date and the signed file; from here on the text never changes."""
    number = " ".join(what.number.split())
    if not number or len(number) > LONGEST_NUMBER:
        raise Refusal(f"Nomor SK harus diisi, paling banyak {LONGEST_NUMBER} huruf.")
    if what.dated_on > at.astimezone(clock.WIB).date():
        raise Refusal("Tanggal SK tidak boleh di masa depan.")
    async with db.lock(LOCK):
        row = await find(decree_id, Step.SIGN)
        await _ensure_new_number(number, decree_id)
        values = {
            "number": number,
            "dated_on": what.dated_on,
            "signed_file": what.signed_file,
            "uploaded_by": by.key,
            "uploaded_at": at,
        }
        await move(row, Step.SIGN, values, version=version)
        await events.record("signed", decree_id, by=by, at=at, number=number, dated_on=what.dated_on)


async def find(decree_id: int, step: Step) -> dict[str, Any]:
    """The decree, where the step can be taken; raises Conflict where it has moved on."""
    row = await Decree.select().where(Decree.id == decree_id).first()
    check(step, row["state"] if row else "")
    assert row is not None  # noqa: S101 - checked by its state
    return row


async def move(
    row: dict[str, Any], step: Step, values: dict[str, Any], *, version: int | None = None
) -> None:
    """Take the step in one conditional UPDATE; without a version the row as it was read decides."""
    await drafting.save(
        row["id"],
        {**values, "state": MOVES[step].to.value},
        version=row["version"] if version is None else version,
        states=MOVES[step].since,
    )


async def _ensure_complete(row: dict[str, Any]) -> None:
    if row["effective_from"] is None or not row["signer_name"].strip() or not row["signer_title"].strip():
        raise Refusal("Lengkapi tanggal mulai berlaku, nama, dan jabatan penanda tangan dahulu.")
    if row["state"] == DecreeState.CONFIRMATION:
        await _ensure_answered(row["id"])
    if not await roster.rows_of(row["id"]):
        raise Refusal("Susunan tim masih kosong.")


async def _ensure_answered(decree_id: int) -> None:
    open_ones = await Confirmation.count().where(
        Confirmation.decree == decree_id, Confirmation.state.not_in([*SETTLED_ANSWERS])
    )
    if open_ones:
        raise Refusal(f"{open_ones} perangkat daerah belum selesai dikonfirmasi. Putuskan dahulu.")


async def _ensure_new_number(number: str, decree_id: int) -> None:
    taken = await Decree.exists().where(
        Decree.number == number, Decree.id != decree_id, Decree.state != DecreeState.WITHDRAWN
    )
    if taken:
        raise Refusal(f"Nomor {number} sudah dipakai SK lain.")


async def _write_initials(
    decree_id: int, initials: Sequence[tuple[str, date]], *, by: Actor, at: datetime
) -> None:
    row = {"decree": decree_id, "recorded_by": by.key, "recorded_at": at}
    await bulk.insert(
        Initial, [row | {"holder": holder.strip(), "given_on": day} for holder, day in initials]
    )
