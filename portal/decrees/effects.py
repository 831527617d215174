"""What the page before pressing says: people by name, role and agency, nothing left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.accounts import last_admin, role_book
from portal.accounts.roles import Role, RoleCode
from portal.accounts.tables import AccountState
from portal.decrees.outlook import Holding, Outlook, holdings
from portal.decrees.plans import Right
from portal.decrees.states import Period

NO_ADMIN = (
    "Sesudah ini tidak ada lagi Admin Kominfo yang aktif tanpa batas waktu. Tunjuk dahulu seorang yang "
    "akunnya sudah aktif."
)
ALERTED = (RoleCode.LIAISON, RoleCode.OPERATOR, RoleCode.LEADER)
HAND = """
SELECT account, role, agency, starts_at, ends_at FROM assignment
WHERE appointment IS NULL AND (ends_at IS NULL OR ends_at > {})
"""
PEOPLE = "SELECT id, public_id, name, state FROM account WHERE id IN ({ids})"
SESSIONS = """
SELECT account, COUNT(*) AS n FROM account_session
WHERE ended_at IS NULL AND expires_at > {} GROUP BY account
"""
AGENCIES = "SELECT id, short_name FROM agency"


@dataclass(frozen=True, slots=True)
class RightLine:
    """A role somebody gets, loses or keeps; `agency` is "" for all of them."""

    name: str
    role: str
    role_name: str
    agency: str
    agency_id: int | None
    is_new_account: bool = False


@dataclass(frozen=True, slots=True)
class SessionLine:
    """Somebody who can do nothing any more, and how many of their browsers are signed in now."""

    name: str
    sessions: int


@dataclass(frozen=True, slots=True)
class AlertLine:
    """Whom an agency's messages reach by decree, before and after."""

    agency: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly what pressing would do; with a refusal pressing does nothing but say it."""

    starts_at: datetime
    accounts_new: tuple[str, ...]
    accounts_linked: tuple[str, ...]
    without_account: tuple[tuple[str, str], ...]
    granted: tuple[RightLine, ...]
    ended: tuple[RightLine, ...]
    kept: int
    sessions_closed: tuple[SessionLine, ...]
    alerts: tuple[AlertLine, ...]
    warnings: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Names of accounts, agencies and roles, and what is given by hand."""

    people: dict[int, dict[str, Any]]
    agencies: dict[int, str]
    roles: dict[str, Role]
    hand: tuple[Right, ...]
    sessions: dict[int, int]

    def line(self, holding: Holding) -> RightLine:
        """One holding in words."""
        account_id, role, agency_id = holding
        known = self.roles.get(role)
        return RightLine(
            self.people[account_id]["name"],
            role,
            known.name_for(agency_id) if known else role,
            "" if agency_id is None else self.agencies[agency_id],
            agency_id,
            account_id < 0,
        )


async def preview(
    outlook: Outlook, *, at: datetime, warnings: Iterable[str] = (), refusals: Iterable[str] = ()
) -> Preview:
    """The outlook in words; refusals are those of the caller and the last admin's rule."""
    before, after = outlook.held_before(), outlook.held_after()
    words = await _words(outlook, before | after, at)
    said = [*refusals, *([] if admins_last(outlook, words, at) else [NO_ADMIN])]
    return Preview(
        outlook.turn.at,
        tuple(dict.fromkeys(match.name for match in outlook.found if match.is_new)),
        tuple(match.name for match in outlook.found if match.account_id and match.account_id > 0),
        tuple((match.name, match.trouble) for match in outlook.found if match.trouble),
        _lines(after - before, words),
        _lines(before - after, words),
        len(before & after),
        _closed(before, after, words, outlook.turn.at),
        _alerts(before, after, words),
        tuple(warnings),
        tuple(said),
    )


def admins_last(outlook: Outlook, words: Words, at: datetime) -> bool:
    """Whether from now on an active account is admin everywhere at every moment."""
    periods = [
        (right.period.starts_at, right.period.ends_at)
        for right in (*outlook.after, *words.hand)
        if (right.role, right.agency_id) == (RoleCode.ADMIN, None)
        and words.people[right.account_id]["state"] == AccountState.ACTIVE
    ]
    return last_admin.lasts(sorted(periods, key=lambda period: period[0]), at)


async def _words(outlook: Outlook, holding: set[Holding], at: datetime) -> Words:
    hand = tuple(_by_hand(row) for row in await db.rows(HAND, at))
    ids = {held[0] for held in holding} | {right.account_id for right in (*hand, *outlook.after)}
    known = sorted(key for key in ids if key > 0)
    rows = await db.rows(PEOPLE.replace("{ids}", db.places(known)), *known) if known else []
    people = {row["id"]: row for row in rows}
    people |= {m.account_id: {"name": m.name, "state": "invited"} for m in outlook.found if m.is_new}
    agencies = {row["id"]: row["short_name"] for row in await db.rows(AGENCIES)}
    sessions = {row["account"]: int(row["n"]) for row in await db.rows(SESSIONS, at)}
    return Words(people, agencies, await role_book.everything(), hand, sessions)


def _by_hand(row: dict[str, Any]) -> Right:
    return Right(0, row["account"], row["role"], row["agency"], Period(row["starts_at"], row["ends_at"]))


def _lines(held: set[Holding], words: Words) -> tuple[RightLine, ...]:
    return tuple(
        sorted((words.line(each) for each in held), key=lambda line: (line.agency, line.role, line.name))
    )


def _closed(before: set[Holding], after: set[Holding], words: Words, at: datetime) -> tuple[SessionLine, ...]:
    staying = {held[0] for held in after} | {held[0] for held in holdings(words.hand, at)}
    leaving = {held[0] for held in before} - staying
    lines = [SessionLine(words.people[key]["name"], words.sessions.get(key, 0)) for key in leaving]
    return tuple(sorted(lines, key=lambda line: line.name))


def _alerts(before: set[Holding], after: set[Holding], words: Words) -> tuple[AlertLine, ...]:
    was, becomes = _told(before, words), _told(after, words)
    return tuple(
        AlertLine(words.agencies[key], tuple(sorted(was[key])), tuple(sorted(becomes[key])))
        for key in sorted(was.keys() | becomes.keys(), key=lambda key: words.agencies[key])
        if was[key] != becomes[key]
    )


def _told(held: set[Holding], words: Words) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for account_id, role, agency_id in held:
        if agency_id is not None and role in ALERTED:
            found[agency_id].add(words.people[account_id]["name"])
    return found
