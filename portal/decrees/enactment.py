"""Putting a signed decree in force: what it would do, said before pressing, and the pressing itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal import db
from portal.decrees import (
    cautions,
    events,
    handovers,
    leavers,
    newcomers,
    outlook,
    rights,
    roster,
    signing,
    terms,
)
from portal.decrees import effects as words
from portal.decrees.effects import Preview
from portal.decrees.kinds import DecreeKind
from portal.decrees.outlook import Outlook
from portal.decrees.roster import RosterRow
from portal.decrees.states import Step
from portal.errors import Refusal
from portal.permissions import Actor, Permission

SAME_PERSON = "Yang mengunggah SK bertanda tangan tidak dapat memberlakukannya. Minta admin lain memeriksa."
DRIFTED = "Susunan yang diubah sudah berganti sejak konsep dibuat: {}. Susun ulang SK Perubahan ini."


async def preview(decree_id: int, *, by: Actor, at: datetime) -> Preview:
    """Exactly what pressing would do now; raises Conflict where the decree is not signed."""
    row = await signing.find(decree_id, Step.ENACT)
    ahead = await outlook.of_enacting(row, at)
    rows = await roster.rows_of(decree_id)
    standing = await roster.in_force(ahead.turn.at)
    refusals = _refusals(row, ahead, rows, standing, by)
    return await words.preview(
        ahead,
        at=at,
        warnings=cautions.of_enacting(row, rows, standing, at),
        refusals=[*refusals, *await raising(ahead, by, at)],
    )


async def enact(decree_id: int, *, by: Actor, at: datetime) -> None:
    """Put a signed decree in force from its date, or from now where that is past.

    Terms, accounts and every assignment are written in one transaction; the dates do the rest.
    """
    async with db.lock(rights.LOCK):
        row = await signing.find(decree_id, Step.ENACT)
        ahead = await outlook.of_enacting(row, at)
        rows = await roster.rows_of(decree_id)
        for sentence in _refusals(row, ahead, rows, await roster.in_force(ahead.turn.at), by):
            raise Refusal(sentence)
        await signing.move(row, Step.ENACT, {"enacted_by": by.key, "enacted_at": at})
        await terms.write(ahead.turn)
        opened = await newcomers.open_accounts(ahead.found, by=by, at=at)
        changes = await rights.settle(by=by, at=at)
        await handovers.begin_for(await roster.rows_of(decree_id), starts_at=ahead.turn.at, at=at)
        await leavers.close_sessions(at)
        await events.record(
            "enacted",
            decree_id,
            by=by,
            at=at,
            permission=Permission.DECREE_ENACT,
            starts_at=ahead.turn.at,
            accounts=opened,
            rights_given=len(changes.begin),
            rights_ended=len(changes.move),
        )


async def raising(ahead: Outlook, by: Actor, at: datetime) -> list[str]:
    """Why this person may not give what would be given, if so."""
    try:
        await rights.ensure_may_grant(ahead.plan.begin, by, at)
    except Refusal as refusal:
        return [refusal.sentence]
    return []


def _refusals(
    row: dict[str, Any],
    ahead: Outlook,
    rows: Sequence[RosterRow],
    standing: Sequence[RosterRow],
    by: Actor,
) -> list[str]:
    found = []
    if by.key == row["uploaded_by"]:
        found.append(SAME_PERSON)
    if ahead.turn.refusal:
        found.append(ahead.turn.refusal)
    if row["kind"] == DecreeKind.AMENDMENT and (gone := cautions.drifted(rows, standing)):
        found.append(DRIFTED.format(", ".join(gone)))
    return found
