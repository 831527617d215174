"""Refusals that 0.1 wrote beside an act it had permitted: found, and set right by a line of their own.

Where an act took a complaint out of its doer's sight, looking whether they still saw it was written down as
an attempt that had been refused. Nothing is deleted: a correcting line names the false one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal import db
from portal.audit import trail
from portal.audit.tables import AuditEvent
from portal.audit.trail import Place
from portal.permissions import Actor

LOCK = "audit-corrections"
ACTION = "audit.corrected"
REFUSED = "request.refused"
REASON = "Tindakan ini diizinkan dan berhasil; catatan penolakannya keliru (kesalahan versi 0.1)."
SLOWEST = timedelta(seconds=30)
"""The act bears the moment in which its request began, the refusal that in which its answer left."""

WRITES = {"return": "complaint.returned", "new": "complaint.recorded"}
"""The acts it happened to: the end of the address that was posted, and what is written when it is done."""


@dataclass(frozen=True, slots=True)
class FalseRefusal:
    """A refusal that was none, and the act it stands beside; both are lines of the audit."""

    id: int
    act_id: int
    recorded_at: datetime
    actor_key: str
    actor_name: str
    subject: str


async def find() -> list[FalseRefusal]:
    """Every false refusal that was not set right yet, oldest first."""
    refusals = [row for row in await _rows([REFUSED]) if _is_of_old(row["details"])]
    corrected = {row["subject"] for row in await _rows([ACTION])}
    acts = await _rows(sorted(WRITES.values())) if refusals else []
    return [each for each in _paired(refusals, acts) if subject_of(each.id) not in corrected]


async def correct(chosen: AbstractSet[int], *, by: Actor, at: datetime) -> int:
    """Write a correcting line for each chosen one that needs it still; how many. Of two at once one does."""
    async with db.lock(LOCK):
        found = [each for each in await find() if each.id in chosen]
        for each in found:
            details = {"reason": REASON, "act": each.act_id}
            await trail.record(ACTION, by=by, at=at, place=Place(subject_of(each.id)), details=details)
    return len(found)


async def correction_of(entry_id: int) -> int | None:
    """The line that sets this one right, if there is one."""
    named = (AuditEvent.action == ACTION) & (AuditEvent.subject == subject_of(entry_id))
    row = await AuditEvent.select(AuditEvent.id).where(named).first()
    return int(row["id"]) if row else None


def subject_of(entry_id: int) -> str:
    """How a correcting line names the one that it sets right."""
    return f"audit:{entry_id}"


def _paired(refusals: list[dict[str, Any]], acts: list[dict[str, Any]]) -> Iterator[FalseRefusal]:
    """One act wrote one false line, the next after it; whoever pressed twice was refused the second time."""
    left: dict[str, list[dict[str, Any]]] = {}
    for row in refusals:
        left.setdefault(row["actor_key"], []).append(row)
    for act in acts:
        of_actor = left.get(act["actor_key"], [])
        beside = next((row for row in of_actor if _is_beside(row, act)), None)
        if beside:
            of_actor.remove(beside)
            named = {name: beside[name] for name in ("id", "recorded_at", "actor_key", "actor_name")}
            yield FalseRefusal(act_id=act["id"], subject=act["subject"], **named)


def _is_beside(refusal: dict[str, Any], act: dict[str, Any]) -> bool:
    before, _, deed = str(refusal["details"]["path"]).rstrip("/").rpartition("/")
    is_about_it = deed == "new" or act["subject"] == f"complaint:{before.rpartition('/')[2]}"
    later: timedelta = refusal["recorded_at"] - act["recorded_at"]
    return WRITES.get(deed) == act["action"] and is_about_it and timedelta() <= later <= SLOWEST


def _is_of_old(details: dict[str, Any]) -> bool:
    """Later versions write the answer's status beside a refusal, and write none that was not answered."""
    return details.get("method") == "POST" and "status" not in details and bool(details.get("path"))


async def _rows(actions: Iterable[str]) -> list[dict[str, Any]]:
    columns = [
        AuditEvent.id,
        AuditEvent.recorded_at,
        AuditEvent.action,
        AuditEvent.actor_key,
        AuditEvent.actor_name,
        AuditEvent.subject,
        AuditEvent.details,
    ]
    wanted = AuditEvent.action.is_in(list(actions))
    return await AuditEvent.select(*columns).where(wanted).order_by(AuditEvent.id).output(load_json=True)
