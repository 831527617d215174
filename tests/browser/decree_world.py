"""The decree as the town has it, for the walk through every page."""

from __future__ import annotations

from portal import clock
from portal.agencies import queries as agencies
from portal.decrees import drafting, rows
from portal.decrees.people import Person
from portal.decrees.tables import Decree, Position
from portal.permissions import Actor


async def furnish(admin: Actor) -> dict[str, str]:
    """A draft with two people of one agency."""
    at = clock.now()
    key = await drafting.begin(clock.today().year + 1, by=admin, at=at)
    decree = await Decree.objects().get(Decree.id == key)
    agency = await agencies.find("DPUPR")
    assert decree is not None
    assert agency is not None
    seats = {row["name"]: row["id"] for row in await Position.select().where(Position.decree == key)}
    sits = Person("Sekretaris Contoh", nip="198001012005011003", post="Sekretaris", phone="+6281200007001")
    works = Person("Operator Contoh", post="Pengelola Data", lapor_account="dpupr.contoh")
    await rows.add(key, seats["Pejabat Penghubung"], agency.id, sits, by=admin, at=at)
    await rows.add(key, seats["Admin Operator"], agency.id, works, by=admin, at=at)
    base = f"/decrees/{decree.public_id}"
    return {"draft": base, "position": f"{base}/positions/{seats['Admin Operator']}"}
