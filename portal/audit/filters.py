"""What the audit is narrowed to, as its address says it and as its rows know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from piccolo.columns.combination import WhereRaw

from portal import clock, dates
from portal.audit.tables import AuditEvent
from portal.audit.words import THINGS

NAMES = ("action", "actor", "about", "subject", "outcome", "since", "until")
NO_DATE = "Tulis tanggal seperti 2026-11-24."
UPSIDE_DOWN = "“Sampai” lebih awal daripada “sejak”."
COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty means all. `actor` is part of a name, `about` a kind of thing, `until` is not included."""

    action: str = ""
    actor: str = ""
    about: str = ""
    subject: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """An address's filters: what was written, what it means, what could not be read, by field."""

    given: Mapping[str, str]
    filters: Filters
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str]:
        """As the address carries them."""
        return {name: value for name, value in self.given.items() if value}


def read(query: Mapping[str, str]) -> Asked:
    """Read an address; a date that is none narrows nothing and is said beside its field."""
    given = {name: str(query.get(name, "")).strip()[:200] for name in NAMES}
    problems: dict[str, str] = {}
    since, until = _midnight(given, "since", problems), _midnight(given, "until", problems, days=1)
    if since and until and until <= since:
        problems["until"] = UPSIDE_DOWN
    filters = Filters(
        action=given["action"],
        actor=given["actor"],
        about=given["about"] if given["about"] in (*THINGS, COMPLAINT) else "",
        subject=_subject(given["subject"]),
        outcome=given["outcome"],
        since=since,
        until=until,
    )
    return Asked(given, filters, problems)


def conditions(filters: Filters, before: int | None) -> list[Any]:
    """The same for the database; `before` is the key that a page goes on below."""
    wanted = [
        (filters.action, AuditEvent.action == filters.action),
        (filters.actor, WhereRaw("lower(actor_name) LIKE {}", f"%{_literally(filters.actor)}%")),
        # A range instead of LIKE, so that the index on subjects serves on both engines.
        (filters.about, AuditEvent.subject >= f"{filters.about}:"),
        (filters.about, AuditEvent.subject < f"{filters.about};"),
        (filters.subject, AuditEvent.subject == filters.subject),
        (filters.outcome, AuditEvent.outcome == filters.outcome),
        (filters.since, AuditEvent.recorded_at >= filters.since),
        (filters.until, AuditEvent.recorded_at < filters.until),
        (before, AuditEvent.id < before),
    ]
    return [condition for value, condition in wanted if value]


def _literally(text: str) -> str:
    """Small letters; one that would stand for any number of others stands for one."""
    return text.lower().replace("\\", "_").replace("%", "_")


def _subject(text: str) -> str:
    """A complaint's number is enough to find its lines."""
    return f"{COMPLAINT}:{text.upper()}" if text.upper().startswith("ADU-") else text


def _midnight(
    given: Mapping[str, str], name: str, problems: dict[str, str], days: int = 0
) -> datetime | None:
    if not given[name]:
        return None
    try:
        day = dates.parse_date(given[name])
    except ValueError:
        problems[name] = NO_DATE
        return None
    return datetime.combine(day + timedelta(days=days), time(), clock.WIB).astimezone(UTC)
