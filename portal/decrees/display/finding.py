"""Finding the decree that an address names, as far as the reader may know of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from piccolo.columns.combination import Or

from portal import db
from portal.decrees import states
from portal.decrees.kinds import DecreeKind, DecreeState
from portal.decrees.states import Period, Standing
from portal.decrees.tables import Decree, Term
from portal.permissions import Actor, Permission

PUBLISHED = (DecreeState.SIGNED, DecreeState.IN_FORCE)
"""What agencies may read; before that they see their own rows only."""

LISTED = """
SELECT d.id, d.public_id, d.kind, d.year, d.title, d.number, d.state, d.effective_from,
  d.effective_until, d.enacted_at,
  (SELECT count(*) FROM appointment a WHERE a.decree = d.id AND a.change <> 'end') AS people
FROM decree d ORDER BY d.year DESC, d.id DESC
"""


def reads_all(user: Actor) -> bool:
    """Whether the person reads decrees for all agencies, and so also those not signed yet."""
    return user.agencies_for(Permission.DECREE_READ) is None


def is_visible(user: Actor, state: str, enacted_at: datetime | None) -> bool:
    """Whether a decree may be known to the reader."""
    return reads_all(user) or state in PUBLISHED or enacted_at is not None


async def find_visible(user: Actor, public_id: str) -> Decree | None:
    """The decree of an address, where the reader may see it."""
    found = await Decree.objects().where(Decree.public_id == public_id).first()
    return found if found and is_visible(user, found.state, found.enacted_at) else None


async def find_for(user: Actor, permission: Permission, public_id: str) -> Decree | None:
    """The decree of an address, where the person holds the permission for all agencies."""
    return await find_visible(user, public_id) if user.holds(permission, None) else None


async def standing_of(decree: Decree, at: datetime) -> Standing:
    """What the decree is now."""
    return (await standings([decree.id], {decree.id: decree.state}, at))[decree.id]


async def standings(ids: Sequence[int], state: dict[int, str], at: datetime) -> dict[int, Standing]:
    """What several decrees are now, in one query."""
    terms: dict[int, list[Period]] = {key: [] for key in ids}
    if ids:
        columns = (Term.decree, Term.starts_at, Term.ends_at)
        for row in await Term.select(*columns).where(Term.decree.is_in(list(ids))):
            terms[row["decree"]].append(Period(row["starts_at"], row["ends_at"]))
    return {key: states.standing(state[key], terms[key], at) for key in ids}


async def listed() -> list[dict[str, object]]:
    """All decrees, the newest first."""
    return await db.rows(LISTED)


async def current(at: datetime) -> Decree | None:
    """The main decree in force."""
    over = Or(Term.ends_at.is_null(), Term.ends_at > at)
    found = Term.select(Term.decree).where(Term.kind == DecreeKind.MAIN, Term.starts_at <= at, over)
    term = await found.first()
    return await Decree.objects().where(Decree.id == term["decree"]).first() if term else None
