"""Complaints made by the portal's own verbs, where a test is about what comes after."""

from __future__ import annotations

from portal import clock
from portal.accounts.current_user import CurrentUser, Held
from portal.agencies import queries as agencies
from portal.complaints import dispositions, intake, verification
from portal.complaints.intake import NewComplaint
from portal.complaints.kinds import Channel, Classification
from portal.complaints.tables import Complaint
from portal.complaints.verification import Assessment

KOMINFO = CurrentUser(0, "", "Uji Kominfo", 0, (Held("admin", None),))


async def verified() -> Complaint:
    """A complaint that waits for its disposition."""
    at = clock.now()
    new = NewComplaint("Lampu jalan padam", "Sudah seminggu.", Channel.WHATSAPP)
    complaint = await intake.record(new, by=KOMINFO, at=at)
    await verification.verify(complaint, found=Assessment(Classification.COMPLAINT), by=KOMINFO, at=at)
    return complaint


async def disposed() -> Complaint:
    """A complaint that waits for the officers of these tests."""
    complaint = await verified()
    agency = await agencies.find("DPUPR")
    assert agency is not None
    await dispositions.dispose(complaint, to=agency.id, by=KOMINFO, at=clock.now())
    return complaint
