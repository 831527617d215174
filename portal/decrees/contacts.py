"""How people of a roster are reached: no part of the signed text, so it may change after the signature."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from portal import db
from portal.decrees import newcomers, policies, roster, row_rules
from portal.decrees.kinds import DecreeState
from portal.decrees.people import Contacts, Person
from portal.decrees.rights import LOCK, settle
from portal.errors import Forbidden, Refusal
from portal.permissions import Actor


async def change(row_id: int, to: Contacts, *, version: int, by: Actor, at: datetime) -> None:
    """Change how somebody is reached, also after the signature; rights follow where they can now be given.

    Raises Stale where somebody changed the row since this version, Refusal for a number of somebody else.
    """
    async with db.lock(LOCK):
        row = await roster.by_id(row_id)
        state = await row_rules.state_of(row.decree_id) if row else ""
        if not policies.manages(by):
            raise Forbidden(row_rules.NOT_YOURS)
        if row is None or state == DecreeState.WITHDRAWN:
            raise Refusal(row_rules.NOT_NOW)
        person = Person(row.name, row.nip, row.rank, row.post, row.is_acting, **asdict(to))
        await row_rules.refuse_twice(row.decree_id, person, (row.position_id, row.agency_id), besides=row_id)
        await row_rules.save(row, dict(asdict(to)), version, "contacts_changed", by=by, at=at)
        if state == DecreeState.IN_FORCE:
            await newcomers.open_accounts(await newcomers.matches([row.decree_id], at), by=by, at=at)
            await settle(by=by, at=at)
