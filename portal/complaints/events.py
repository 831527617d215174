"""The one door for facts: timeline, audit and messages, in the transaction of the act."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from portal import audit
from portal.audit.trail import Place
from portal.complaints import notices
from portal.complaints.acts import Rule
from portal.complaints.tables import Complaint, Entry
from portal.permissions import Actor


@dataclass(frozen=True, slots=True)
class Fact:
    """What an act adds to the timeline. `agency` is the one it is about, `data` holds nothing personal.

    `to` is the key of the one person a message is for, where the act knows; `side` the agency that is told.
    `discloses`: by this act the complaint has become berkadar pengawasan.
    """

    happened_at: datetime | None = None
    agency: int | None = None
    text: str = ""
    is_internal: bool = False
    data: Mapping[str, str] = field(default_factory=dict)
    once: str | None = None
    to: str = ""
    side: int | None = None
    discloses: bool = False


async def record(complaint: Complaint, rule: Rule, *, by: Actor, at: datetime, fact: Fact = Fact()) -> None:
    """Write the act into timeline and audit, and tell whom it concerns; the caller holds the transaction."""
    agency = fact.agency if fact.agency is not None else complaint.agency
    role = by.role_for(rule.permission, agency)
    entry: int | None = None
    if not rule.is_silent:
        entry = await write(complaint.id, rule.entry, by=by, role=role, at=at, fact=fact)
    place = Place(f"complaint:{complaint.number}", agency, rule.permission)
    await audit.record(f"complaint.{rule.entry}", by=by, at=at, place=place, details=fact.data)
    cause = notices.Cause(str(entry), by.key, fact.to, fact.side, discloses=fact.discloses)
    await notices.tell(complaint, rule, cause, at=at)


async def write(complaint_id: int, kind: str, *, by: Actor, role: str, at: datetime, fact: Fact) -> int:
    """Add one line to the timeline and return its key."""
    added = await Entry.insert(
        Entry(
            complaint=complaint_id,
            kind=kind,
            happened_at=fact.happened_at or at,
            recorded_at=at,
            actor_key=by.key,
            actor_name=by.name,
            role=role,
            agency=fact.agency,
            text=fact.text,
            is_internal=fact.is_internal,
            data=json.dumps(dict(fact.data), ensure_ascii=False),
            once=fact.once,
        )
    ).returning(Entry.id)
    return int(added[0]["id"])
