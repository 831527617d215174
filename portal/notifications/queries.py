"""Reads for pages and metrics: how far messages came, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.notifications import kinds, lateness
from portal.notifications.tables import DeliveryState
from portal.notifications.views import CAUSES, MAIN, VIEWS, View
from portal.notifications.words import Said, said_of
from portal.workdays.words import stamp

ROW = """
SELECT d.id, d.public_id, n.dedupe_key, n.kind, d.subject, d.recipient_key, d.recipient_name, d.state,
  d.state_at, d.reason, d.provider, d.due_at, d.recorded_at
FROM delivery d JOIN notification n ON n.id = d.notification
"""
NEWEST = "SELECT max(id) FROM delivery WHERE recipient_key IN ({keys}) GROUP BY recipient_key"
# So many of the others are only history.
UNFINISHED = "'waiting', 'claimed', 'retry', 'unknown', 'failed', 'dead', 'expired', 'held', 'accepted'"


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One message to one person, ready to be shown."""

    id: int
    public_id: str
    dedupe_key: str
    title: str
    subject: str
    recipient_key: str
    recipient_name: str
    state: str
    said: Said
    since: datetime
    reason: str
    due_at: datetime
    recorded_at: datetime

    @property
    def thing(self) -> str:
        """The complaint's number; empty where the message is about something else."""
        about, _, number = self.subject.partition(":")
        return number if about == "complaint" else ""

    @property
    def icon(self) -> str:
        """Icon of the sprite."""
        return self.said.icon

    @property
    def tone(self) -> str:
        """Class beside `.st`."""
        return self.said.tone

    @property
    def word(self) -> str:
        """The state in a word or two."""
        return self.said.word


async def for_subject(*subjects: str) -> list[DeliveryRow]:
    """Everything told about these subjects, oldest first; `dedupe_key` says which act each belongs to."""
    if not subjects:
        return []
    sql = f"{ROW} WHERE d.subject IN ({db.places(subjects)}) ORDER BY d.id"
    return [row_of(row) for row in await db.quick(sql, *subjects)]


async def reach(keys: Iterable[str]) -> dict[str, str]:
    """For each recipient key what the newest message shows about reaching them, as a sentence."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    sql = f"{ROW} WHERE d.id IN ({NEWEST})".replace("{keys}", db.places(wanted))
    found = [row_of(row) for row in await db.rows(sql, *wanted)]
    told = {row.recipient_key: _last_proof(row) for row in found}
    return {key: told.get(key, "Belum pernah dikirimi pesan.") for key in wanted}


async def listed(
    view: str, search: str, before: int | None, limit: int, *, at: datetime
) -> list[DeliveryRow]:
    """A page of a view, newest first; `search` is a number or part of a name."""
    where, args = await condition(view, search, at=at)
    if before is not None:
        where, args = f"{where} AND d.id < {{}}", [*args, before]
    sql = f"{ROW} WHERE {where} ORDER BY d.id DESC LIMIT {{}}"
    return [row_of(row) for row in await db.rows(sql, *args, limit)]


async def condition(view: str, search: str, *, at: datetime) -> tuple[str, list[Any]]:
    """What a view holds, narrowed to what was searched for, as SQL about `delivery d` and its values."""
    where, args = VIEWS[view].where, list[Any](VIEWS[view].args(await lateness.moments(at)))
    if search:
        where += " AND (d.subject = {} OR lower(d.recipient_name) LIKE {})"
        args += [f"complaint:{search.upper()}", f"%{search.lower()}%"]
    return where, args


async def attention_count(*, at: datetime) -> int:
    """How many messages need a person."""
    where, args = await condition("attention", "", at=at)
    return await _count(where, args)


async def counts(*, at: datetime) -> dict[str, int]:
    """How many each view holds, except the one that holds all."""
    main = {code: await _count(*await condition(code, "", at=at)) for code in MAIN if code != "all"}
    return {**main, **await causes(at=at)}


async def causes(*, at: datetime) -> dict[str, int]:
    """How many messages need a person for each cause, in one reading."""
    moments = await lateness.moments(at)
    sums = ", ".join(f"sum(CASE WHEN {view.where} THEN 1 ELSE 0 END) AS n{n}" for n, view in _numbered())
    args = [moment for _, view in _numbered() for moment in view.args(moments)]
    found = await db.rows(f"SELECT {sums} FROM delivery d WHERE d.state IN ({UNFINISHED})", *args)  # noqa: S608
    return {code: int(found[0][f"n{n}"] or 0) for n, code in enumerate(CAUSES)}


def _numbered() -> Iterable[tuple[int, View]]:
    return enumerate(CAUSES.values())


async def since(moment: datetime) -> dict[str, int]:
    """States of what was recorded from a moment on."""
    found = await db.rows(
        "SELECT state, provider, count(*) AS n FROM delivery WHERE recorded_at >= {} "
        "GROUP BY state, provider",
        moment,
    )
    told: dict[str, int] = {}
    for row in found:
        word = said_of(row["state"], row["provider"]).word
        told[word] = told.get(word, 0) + row["n"]
    return told


@dataclass(frozen=True, slots=True)
class Metrics:
    """Figures for `/metrics`."""

    by_state: dict[str, int]
    calls_in_the_last_hour: int
    unknown_in_the_last_hour: int


async def metrics(*, hour_ago: datetime) -> Metrics:
    """How the outbox stands, read from the database because several processes work on it."""
    states = await db.rows("SELECT state, count(*) AS n FROM delivery GROUP BY state")
    calls = await db.rows(
        "SELECT outcome, count(*) AS n FROM attempt WHERE started_at >= {} GROUP BY outcome", hour_ago
    )
    outcomes = {row["outcome"]: row["n"] for row in calls}
    by_state = {row["state"]: row["n"] for row in states}
    return Metrics(by_state, sum(outcomes.values()), outcomes.get("unknown", 0))


def row_of(row: dict[str, Any]) -> DeliveryRow:
    """A database row in words."""
    return DeliveryRow(
        id=row["id"],
        public_id=row["public_id"],
        dedupe_key=row["dedupe_key"],
        title=kinds.find(row["kind"]).title,
        subject=row["subject"],
        recipient_key=row["recipient_key"],
        recipient_name=row["recipient_name"],
        state=row["state"],
        said=said_of(row["state"], row["provider"]),
        since=row["state_at"],
        reason=row["reason"],
        due_at=row["due_at"],
        recorded_at=row["recorded_at"],
    )


def _last_proof(row: DeliveryRow) -> str:
    sentence = f"Pesan terakhir {row.word.lower()} {stamp(row.since)}"
    trouble = row.reason if row.state in {DeliveryState.FAILED, DeliveryState.DEAD} else ""
    return f"{sentence}: {trouble}" if trouble else f"{sentence}."


async def _count(where: str, args: Sequence[Any]) -> int:
    found = await db.rows(f"SELECT count(*) AS n FROM delivery d WHERE {where}", *args)  # noqa: S608 - ours
    return int(found[0]["n"])
