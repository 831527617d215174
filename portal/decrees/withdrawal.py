"""Taking a decree back: before it was in force it simply stops; after, its predecessor holds again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import db
from portal.decrees import effects as words
from portal.decrees import enactment, events, leavers, newcomers, outlook, rights, signing, terms
from portal.decrees.effects import Preview
from portal.decrees.kinds import DecreeKind, DecreeState
from portal.decrees.outlook import Outlook
from portal.decrees.row_rules import required
from portal.decrees.states import Step
from portal.decrees.tables import Decree
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission

BUILT_UPON = "SK Perubahan yang lebih baru mengubah baris SK ini. Cabut dahulu SK Perubahan itu."
UPON = """
SELECT COUNT(*) AS n FROM appointment x JOIN appointment y ON y.predecessor = x.id AND y.decree <> x.decree
JOIN decree d ON d.id = y.decree
WHERE x.decree = {} AND d.kind = 'amendment' AND d.state = 'in_force'
"""


async def preview(decree_id: int, *, by: Actor, at: datetime) -> Preview:
    """What withdrawing a decree that was put in force would do now."""
    row = await signing.find(decree_id, Step.WITHDRAW)
    if row["state"] != DecreeState.IN_FORCE:
        raise Conflict("SK ini belum diberlakukan, jadi pencabutannya tidak mengubah hak siapa pun.")
    back = await outlook.of_withdrawing(row, at)
    return await words.preview(
        back, at=at, refusals=[*await _refusals(row, back), *await enactment.raising(back, by, at)]
    )


async def withdraw(decree_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw a decree. Its rows end and stay; what it had superseded is in force again from now on."""
    why = required(reason)
    async with db.lock(rights.LOCK):
        row = await signing.find(decree_id, Step.WITHDRAW)
        values = {"withdrawn_by": by.key, "withdrawn_at": at, "withdrawn_reason": why}
        if row["state"] == DecreeState.IN_FORCE:
            await _take_back(row, values, by=by, at=at)
        await signing.move(row, Step.WITHDRAW, values)
        await events.record("withdrawn", decree_id, by=by, at=at, permission=Permission.DECREE_ENACT)


async def _take_back(row: dict[str, Any], values: dict[str, Any], *, by: Actor, at: datetime) -> None:
    back = await outlook.of_withdrawing(row, at)
    for sentence in await _refusals(row, back):
        raise Refusal(sentence)
    await terms.write(back.turn)
    await newcomers.open_accounts(back.found, by=by, at=at)
    await _withdraw_amendments(row["id"], values)
    await rights.settle(by=by, at=at)
    await leavers.close_sessions(at)


async def _withdraw_amendments(decree_id: int, values: dict[str, Any]) -> None:
    """What changed a decree goes with it, drafts too."""
    changes: dict[Any, Any] = {**values, "state": DecreeState.WITHDRAWN.value}
    await Decree.update(changes).where(
        Decree.predecessor == decree_id,
        Decree.kind == DecreeKind.AMENDMENT,
        Decree.state != DecreeState.WITHDRAWN,
    )


async def _refusals(row: dict[str, Any], back: Outlook) -> list[str]:
    if back.turn.refusal:
        return [back.turn.refusal]
    if row["kind"] == DecreeKind.AMENDMENT and (await db.rows(UPON, row["id"]))[0]["n"]:
        return [BUILT_UPON]
    return []
