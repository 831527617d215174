"""All checks, and what each finds for somebody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.keeping.data_check import classes, closings, leavers, proofs, refusals, swapped_dates, twins
from portal.keeping.data_check.kinds import Check, Finding
from portal.permissions import Actor

CHECKS: tuple[Check, ...] = (
    classes.CHECK,
    swapped_dates.CHECK,
    twins.CHECK,
    closings.CHECK,
    leavers.CHECK,
    proofs.CHECK,
    refusals.CHECK,
)
AT_ONCE = 500
"""More are not mended by one press; the next takes the rest."""


@dataclass(frozen=True, slots=True)
class Found:
    """A check with what it found."""

    check: Check
    findings: Sequence[Finding]


async def found_for(actor: Actor) -> list[Found]:
    """Every check whose permission the actor holds for all agencies."""
    return [Found(check, await check.find()) for check in CHECKS if actor.holds(check.permission, None)]


def named(code: str, actor: Actor) -> Check | None:
    """The check of that code, as far as the actor may use it."""
    return next(
        (check for check in CHECKS if check.code == code and actor.holds(check.permission, None)), None
    )


async def mend(check: Check, keys: Collection[str], *, by: Actor, at: datetime) -> int:
    """Set the chosen findings right; without any chosen, the first that stand. How many were."""
    if not keys and not check.at_once:
        return 0
    standing = [finding.key for finding in await check.find()]
    chosen = [key for key in standing if key in keys] if keys else standing
    return await check.mend(chosen[:AT_ONCE], by=by, at=at)
