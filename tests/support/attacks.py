"""What the red team's attempts have in common: who tries what, and proof that nothing came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from piccolo.table import TABLE_REGISTRY

from portal import db
from portal.audit.tables import AuditEvent
from tests.support.matrix_people import A, B
from tests.support.matrix_world import World

FORBIDDEN, ABSENT = frozenset({403}), frozenset({404})
RESTLESS = {"audit_event", "sign_in_failure", "account_session", "counter"}
"""Tables that a refused attempt may write: what was tried, by whom, and when they were last seen."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try by somebody who is signed in; `path` and the data name things of the world in braces."""

    name: str
    who: str
    path: str
    data: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    refused: frozenset[int] = ABSENT
    is_audited: bool = True

    def __str__(self) -> str:
        return self.name


def reading(name: str, who: str, path: str, refused: frozenset[int] = ABSENT) -> Attempt:
    """A try to look at something."""
    return Attempt(name, who, path, method="GET", refused=refused)


def names(world: World) -> dict[str, str]:
    """What attempts call the things of the world: `a_whole`, `b_waiting_draft`, `other_session` …"""
    named: dict[str, str] = {}
    for (place, state), values in world.cases.items():
        key = f"{'a' if place == A else 'b' if place == B else 'i'}_{state.replace(' ', '_')}"
        named[key] = values["number"]
        named |= {f"{key}_{name}": value for name, value in values.items() if name != "number"}
    for kind in ("account", "message", "job", "batch", "agency", "decree", "draft"):
        first = world.things[kind][0]
        named |= {f"{kind}_{name}": value for name, value in first.values.items()}
    named["supervisory"] = next(t.values["number"] for t in world.things["complaint"] if t.is_supervisory)
    named["session"] = world.things["session"][0].values["session_id"]
    named["role"] = world.things["role"][0].values["code"]
    return named


async def fingerprint() -> str:
    """A print of all rows but those that a refusal may write."""
    made = hashlib.sha256()
    for table in sorted({table._meta.tablename for table in TABLE_REGISTRY} - RESTLESS):
        found = await db.rows(f"SELECT * FROM {table}")  # noqa: S608 - our own names
        made.update(f"{table}{[tuple(row.values()) for row in found]}".encode())
    return made.hexdigest()


async def refusals_of(account_id: int) -> list[str]:
    """The addresses that the audit says were refused to a person, oldest first."""
    rows = (
        await AuditEvent.select(AuditEvent.details)
        .where(AuditEvent.action == "request.refused", AuditEvent.actor_key == f"account:{account_id}")
        .order_by(AuditEvent.id)
        .output(load_json=True)
    )
    return [row["details"]["path"] for row in rows]
