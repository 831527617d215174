"""The decree as the town has it, for the walk through every page: one in force, the next being drafted."""

from __future__ import annotations

from datetime import timedelta

from portal import clock
from portal.agencies import queries as agencies
from portal.decrees import mutations, roster, rounds
from portal.decrees.people import Person
from portal.decrees.tables import Confirmation, Decree, Handover, Position
from portal.decrees.turnover import Occasion
from portal.permissions import Actor
from tests.decrees import page_world


async def furnish(admin: Actor) -> dict[str, str]:
    """Addresses by what stands there."""
    at = clock.now()
    decree = await _in_force(admin)
    draft = await page_world.draft(clock.today().year + 1)
    position = await Position.select(Position.id).where(Position.decree == draft.id).first()
    assert position is not None
    seated = (await roster.in_force(clock.now()))[0]
    await mutations.absence(
        seated.id,
        Person("Wakil Contoh", post="Staf"),
        Occasion(at, "Cuti"),
        until=at.replace(year=at.year + 1),
        by=admin,
        at=at,
    )
    until = at + timedelta(days=7)
    await rounds.open_round(draft.id, deadline=until, by=admin, at=at)
    asked = await Confirmation.objects().get(
        (Confirmation.decree == draft.id) & (Confirmation.agency == seated.agency_id)
    )
    assert asked is not None
    handover = await Handover.objects().order_by(Handover.id, ascending=False).first()
    assert handover is not None
    base = f"/decrees/{draft.public_id}"
    return {
        "decree": f"/decrees/{decree.public_id}",
        "handover": f"/team/handovers/{handover.public_id}",
        "draft": base,
        "asked": f"/decrees/confirmations/{asked.public_id}",
        "position": f"{base}/positions/{position['id']}",
        "seat": f"/team/{seated.public_id}/mutation",
    }


async def _in_force(admin: Actor) -> Decree:
    """This year's decree with two people of one agency; one of them was replaced since."""
    at = clock.now()
    decree = await page_world.draft(clock.today().year)
    agency = await agencies.find("DPUPR")
    assert agency is not None
    sits = {"nip": "198001012005011003", "post": "Sekretaris", "phone": "+6281200007001"}
    await page_world.seat(decree, "Pejabat Penghubung", agency.id, "Sekretaris Contoh", **sits)
    key = await page_world.seat(decree, "Admin Operator", agency.id, "Operator Contoh", lapor_account="dpupr")
    await page_world.in_force(decree)
    newcomer = Person("Operator Pengganti Contoh", post="Pengelola Data", phone="+6281200007002")
    await mutations.replace(key, newcomer, Occasion(at, "Mutasi"), by=admin, at=clock.now())
    return decree
