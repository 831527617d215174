"""That nothing is missing: rows in every table, and of every kind that later releases have to mend."""

from __future__ import annotations

from portal import db
from portal.complaints.kinds import Channel, Classification, Outcome, Status
from portal.notifications.tables import DeliveryState

OWN = ("migration", "sqlite_sequence", "clock_offset", "counter", "complaint_search")
"""Piccolo's, SQLite's, and the search index's shadow tables."""

KINDS: dict[tuple[str, str], set[str]] = {
    ("complaint", "status"): {*Status},
    ("complaint", "classification"): {*Classification},
    ("complaint", "channel"): {*Channel},
    ("disposition", "outcome"): {*Outcome},
    ("follow_up", "status"): {"draft", "submitted", "approved", "returned", "dropped"},
    ("follow_up", "stage"): {"first", "interim", "final"},
    ("decree", "state"): {"draft", "confirmation", "ready", "signed", "in_force", "withdrawn"},
    ("decree", "kind"): {"main", "amendment"},
    ("decree_confirmation", "state"): {"asked", "answered", "returned", "accepted", "decided"},
    ("decree_mutation", "kind"): {"replace", "vacate", "absence", "add"},
    ("access_decision", "decision"): {"keep", "end"},
    ("account", "state"): {"invited", "active", "suspended", "ended"},
    ("assignment", "source"): {"hand", "appointment"},
    ("lapor_batch", "state"): {"reading", "preview", "confirmed", "done", "failed", "withdrawn"}
    - {"preview"},
    ("lapor_batch", "kind"): {"export", "history"},
    ("lapor_row", "outcome"): {"new", "changed", "unchanged", "refused"},
    ("job", "state"): {"waiting", "running", "done", "failed", "cancelled"},
    ("delivery", "state"): {*DeliveryState},
    ("attempt", "outcome"): {"open", "accepted", "rejected", "unknown"},
    ("backup_run", "state"): {"running", "done", "failed"},
    ("audit_event", "outcome"): {"done", "refused", "failed"},
}
CASES = {
    "class NONE at an agency": "SELECT 1 FROM complaint WHERE classification = '' AND agency IS NOT NULL",
    "closed, yet open": "SELECT 1 FROM complaint WHERE resolved_at > received_at AND status = 'answered'",
    "by hand, without Tracking ID": "SELECT 1 FROM complaint WHERE tracking_id = '' AND channel <> 'lapor'",
    "met twice": "SELECT 1 FROM complaint GROUP BY title HAVING title LIKE 'Lampu jalan %' AND count(*) > 1",
    "a false refusal": (
        "SELECT 1 FROM audit_event WHERE outcome = 'refused' AND CAST(details AS TEXT) LIKE '%/return%'"
    ),
    "a clock that runs": "SELECT 1 FROM clock WHERE stopped_at IS NULL",
    "a clock that stopped": "SELECT 1 FROM clock WHERE stopped_at IS NOT NULL",
    "a hand-over read": "SELECT 1 FROM handover WHERE ticked_at IS NOT NULL",
    "a hand-over not read": "SELECT 1 FROM handover WHERE ticked_at IS NULL",
    "a second factor that is on": "SELECT 1 FROM second_factor WHERE confirmed_at IS NOT NULL",
    "a second factor that was begun": "SELECT 1 FROM second_factor WHERE pending_salt IS NOT NULL",
    "a reset that is open": "SELECT 1 FROM password_reset WHERE used_at IS NULL",
    "a reset that was used": "SELECT 1 FROM password_reset WHERE used_at IS NOT NULL",
    "a status the office settled": "SELECT 1 FROM lapor_status WHERE text = 'Sedang Dikaji'",
    "a merge that was undone": "SELECT 1 FROM agency_merge WHERE undone_at IS NOT NULL",
    "a merge that stands": "SELECT 1 FROM agency_merge WHERE undone_at IS NULL",
    "days of the office taken back": "SELECT 1 FROM office_week WHERE withdrawn_at IS NOT NULL",
}


async def missing() -> list[str]:
    """What the fixture lacks, in words; empty where it is whole."""
    return [*await _empty(), *await _kinds(), *await _cases()]


async def tables() -> list[str]:
    """The release's own tables."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if db.is_postgres():
        names = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    return sorted(row["name"] for row in await db.rows(names) if not row["name"].startswith(OWN))


async def _empty() -> list[str]:
    return [f"no row in {name}" for name in await tables() if not await _any(f'SELECT 1 FROM "{name}"')]  # noqa: S608


async def _kinds() -> list[str]:
    found = []
    for (table, column), wanted in KINDS.items():
        rows = await db.rows(f"SELECT DISTINCT {column} AS kind FROM {table}")  # noqa: S608 - names of our own
        lacking = {str(kind) for kind in wanted} - {row["kind"] for row in rows}
        found += [f"no {table} with {column} {kind!r}" for kind in sorted(lacking)]
    return found


async def _cases() -> list[str]:
    return [f"not there: {name}" for name, sql in CASES.items() if not await _any(sql)]


async def _any(sql: str) -> bool:
    return bool(await db.rows(f"{sql} LIMIT 1"))
