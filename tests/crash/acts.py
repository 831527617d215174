"""A small office that exists only here, and what it does in a round: several messages in one commit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portal import clock, db
from portal.accounts import creation
from portal.accounts.current_user import CurrentUser, Held
from portal.agencies import editing
from portal.agencies.editing import AgencyValues
from portal.agencies.tables import Kind
from portal.complaints import dispositions, inquiries, intake, verification
from portal.complaints.intake import NewComplaint
from portal.complaints.kinds import Channel, Classification
from portal.complaints.tables import Complaint
from portal.complaints.verification import Assessment
from portal.permissions import JobActor
from tests.support.proofs import answered

TESTER = JobActor("job:crash-test", "Uji coba")
TEAM = ("liaison", "operator", "operator", "operator")
DISPOSED = 2
MESSAGES = len(TEAM) * (DISPOSED + 1)
"""Sent in a round: two dispositions and a question, each to everybody of the agency."""

WITHDRAWN = len(TEAM)
"""Withdrawn in the transaction that wrote them, so never to be sent."""


@dataclass
class Office:
    """An agency with its people, and a complaint that it has had for long and is asked about."""

    agency: int
    admin: CurrentUser
    standing: Complaint = field(init=False)


async def found() -> Office:
    """Set up the office with the portal's own verbs."""
    at = clock.now()
    values = AgencyValues("Dinas Contoh", "Discon", Kind.DINAS)
    agency = await editing.add("CONTOH", values, by=TESTER, at=at)
    for number, role in enumerate(TEAM):
        await _person(role, number, "CONTOH")
    admin = await _person("admin", len(TEAM), "")
    office = Office(agency, CurrentUser(admin, "", "Admin", 0, (Held("admin", None),)))
    office.standing = await verified(office)
    await dispositions.dispose(office.standing, to=agency, by=office.admin, at=clock.now())
    return office


async def prepare(office: Office) -> list[Complaint]:
    """The complaints of a round, so far without a message."""
    return [await verified(office) for _ in range(DISPOSED + 1)]


async def act(office: Office, complaints: list[Complaint]) -> None:
    """Dispose, ask, and take one disposition back, so that the messages appear with one commit."""
    whose: dict[str, Any] = {"by": office.admin, "at": clock.now()}
    async with db.transaction():
        for complaint in complaints:
            await dispositions.dispose(complaint, to=office.agency, **whose)
        await inquiries.ask(office.standing, question="Sudah sampai mana?", **whose)
        await dispositions.withdraw(complaints[-1], reason="Salah alamat.", **whose)


async def _person(role: str, number: int, agency: str) -> int:
    return await answered(
        await creation.create_account(
            role=role,
            email=f"orang{number}@contoh.example",
            phone=f"0812 7000 {number:04}",
            name=f"Petugas {number}",
            agency_code=agency,
            password="hanya untuk uji coba",
            at=clock.now(),
        ),
        clock.now(),
    )


async def verified(office: Office) -> Complaint:
    """One more complaint that waits for its disposition."""
    at = clock.now()
    new = NewComplaint("Lampu jalan padam", "Sudah seminggu.", Channel.WHATSAPP)
    complaint = await intake.record(new, by=office.admin, at=at)
    await verification.verify(complaint, found=Assessment(Classification.COMPLAINT), by=office.admin, at=at)
    return complaint
