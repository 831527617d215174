"""The decree as the town has it, for the walk through every page: the demo's two, with something going on."""

from __future__ import annotations

from datetime import timedelta

from portal import clock
from portal.accounts.roles import RoleCode
from portal.agencies import queries as agencies
from portal.decrees import mutations, notices, roster, rounds
from portal.decrees.kinds import DecreeState
from portal.decrees.people import Person
from portal.decrees.tables import Confirmation, Decree, Handover, Position
from portal.decrees.turnover import Occasion
from portal.permissions import Actor


async def furnish(admin: Actor) -> dict[str, str]:
    """Somebody was replaced, the round runs; addresses by what stands there."""
    agency = await agencies.find("DPUPR")
    assert agency is not None
    await _replace_operator(agency.id, admin)
    decree, draft = await _in_state(DecreeState.IN_FORCE), await _in_state(DecreeState.DRAFT)
    at = clock.now()
    until = at + timedelta(days=7)
    await rounds.open_round(draft.id, deadline=until, asked=[agency.id], by=admin, at=at)
    asked = await Confirmation.objects().get(Confirmation.decree == draft.id)
    position = await Position.objects().where(Position.decree == draft.id).first()
    handover = await Handover.objects().order_by(Handover.id, ascending=False).first()
    seated = await roster.in_force(at, agency_id=agency.id)
    assert asked is not None
    # Outside office hours it would wait, and the town never come to rest.
    await notices.withdraw(asked.id, at=at)
    assert position is not None
    assert handover is not None
    base = f"/decrees/{draft.public_id}"
    return {
        "decree": f"/decrees/{decree.public_id}",
        "draft": base,
        "asked": f"/decrees/confirmations/{asked.public_id}",
        "handover": f"/team/handovers/{handover.public_id}",
        "position": f"{base}/positions/{position.id}",
        "seat": f"/team/{seated[0].public_id}/mutation",
    }


async def _replace_operator(agency_id: int, admin: Actor) -> None:
    """A newcomer at the agency: a second operator, so that the first one's walk goes on."""
    at = clock.now()
    seated = await roster.in_force(at, agency_id=agency_id)
    operator = next(row for row in seated if row.role == RoleCode.OPERATOR)
    newcomer = Person("Operator Cadangan Contoh", post="Pengelola Data", phone="+6281200007002")
    when = Occasion(at, "Pengisian operator cadangan")
    await mutations.add(operator.decree_id, operator.position_id, agency_id, newcomer, when, by=admin, at=at)


async def _in_state(state: DecreeState) -> Decree:
    found = await Decree.objects().where(Decree.state == state).first()
    assert found is not None
    return found
