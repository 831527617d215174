"""The newcomer reads what waits, and says so; nobody can say it for them."""

from __future__ import annotations

import pytest

from portal import clock
from portal.accounts.tables import Account
from portal.agencies import queries
from portal.audit.tables import AuditEvent
from portal.decrees.tables import Handover
from tests.complaints import factories
from tests.complaints.factories import DAY, Office
from tests.decrees.page_world import Client, agencies, draft, in_force, post, read, seat
from tests.support.visits import account, sign_in

NEWCOMER = "Operator Baru Contoh"


@pytest.fixture
async def address(client: Client) -> str:
    """The hand-over of a newcomer who has accepted their invitation."""
    await agencies()
    await sign_in(client, await account("admin"))
    made = await draft(clock.today().year)
    agency = await queries.find("DPUPR")
    assert agency is not None
    await seat(made, "Admin Operator", agency.id, NEWCOMER, phone="+6281230000921")
    await in_force(made)
    found = await Handover.objects().first()
    assert found is not None
    return f"/team/handovers/{found.public_id}"


async def newcomer() -> int:
    await Account.update({Account.state: "active"}).where(Account.name == NEWCOMER)
    found = await Account.select(Account.id).where(Account.name == NEWCOMER).first()
    assert found
    return int(found["id"])


async def test_the_newcomer_reads_and_ticks(client: Client, address: str) -> None:
    waiting = read(await client.get(address))
    assert "Belum ditandai oleh penerimanya." in waiting
    assert "Tidak ada pengaduan yang terbuka di" in waiting
    await sign_in(client, await newcomer())
    assert "Serah terima tugas menunggu Anda" in read(await client.get("/team"))
    assert (await post(client, f"{address}/acceptance", {}, of=address)).status_code == 303
    assert "Diterima" in read(await client.get(address))
    assert "menunggu Anda" not in read(await client.get("/team"))
    assert (await post(client, f"{address}/acceptance", {}, of="/team")).status_code == 409


async def test_open_complaints_stand_there_by_deadline(client: Client, address: str) -> None:
    agency = await queries.find("DPUPR")
    assert agency is not None
    office = Office()
    office.dpupr, office.admin = agency.id, await factories.person("admin")
    await sign_in(client, await newcomer())
    assert "Tidak ada pengaduan" in read(await client.get(address))
    complaint = await factories.disposed(office, at=clock.now() - DAY)
    shown = read(await client.get(address))
    assert complaint.title in shown
    assert "sisa" in shown


async def test_nobody_ticks_for_somebody_else(client: Client, address: str) -> None:
    refused = AuditEvent.action == "request.refused"
    assert (await post(client, f"{address}/acceptance", {}, of="/team")).status_code == 422
    assert await AuditEvent.count().where(refused) == 1
    await sign_in(client, await account("operator", "DPUPR"))
    assert (await client.get(address)).status_code == 404
    assert (await post(client, f"{address}/acceptance", {}, of="/team")).status_code == 404
    assert await AuditEvent.count().where(refused) >= 2
    assert await Handover.count().where(Handover.ticked_at.is_not_null()) == 0
