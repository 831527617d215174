"""The round: an agency answers for itself only, Kominfo decides, silence is reminded and passed on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.tables import Account
from portal.agencies import queries
from portal.audit.tables import AuditEvent
from portal.decrees import rounds
from portal.decrees.tables import Appointment, Confirmation, Decree
from portal.notifications.tables import Delivery
from tests.decrees.page_world import (
    MAKER,
    Client,
    agencies,
    decree,
    draft,
    pdf,
    post,
    read,
    row,
    seat,
    shown,
)
from tests.support.visits import account, sign_in

LIAISON, OPERATOR = "Penghubung Contoh", "Operator Contoh"


class Town:
    """A draft with two agencies, their people, and who asks."""

    decree: Decree
    liaison: int
    operator: int
    people: dict[str, int]


@pytest.fixture
async def town(client: Client) -> Town:
    await agencies()
    made = Town()
    made.people = {
        "admin": await account("admin"),
        "liaison": await account("liaison", "DPUPR"),
        "head": await account("leader", "DPUPR"),
        "other": await account("liaison", "DLH"),
    }
    await sign_in(client, made.people["admin"])
    made.decree = await draft()
    made.liaison = await seat(made.decree, "Pejabat Penghubung", await agency_id("DPUPR"), LIAISON)
    made.operator = await seat(made.decree, "Admin Operator", await agency_id("DPUPR"), OPERATOR)
    await seat(made.decree, "Admin Operator", await agency_id("DLH"), "Operator DLH Contoh")
    return made


async def agency_id(code: str) -> int:
    found = await queries.find(code)
    assert found is not None
    return found.id


async def opened(town: Town) -> None:
    """The round runs for both agencies."""
    both = [await agency_id("DPUPR"), await agency_id("DLH")]
    until = clock.now() + timedelta(days=7)
    await rounds.open_round(town.decree.id, deadline=until, asked=both, by=MAKER, at=clock.now())


async def asked(code: str) -> str:
    """The address of an agency's question."""
    found = await Confirmation.objects().get(Confirmation.agency == await agency_id(code))
    assert found is not None
    return f"/decrees/confirmations/{found.public_id}"


async def test_kominfo_asks_everybody_and_sees_who_has_no_recipient(client: Client, town: Town) -> None:
    page = f"/decrees/{town.decree.public_id}/round"
    before = read(await client.get(page))
    assert "belum ada penghubung" in before
    late = await post(client, page, {"deadline": "1/1/2020"})
    assert "Batas menjawab sudah lewat." in read(late)
    assert (await post(client, page, shown(await client.get(page)))).status_code == 303
    board = read(await client.get(f"/decrees/{town.decree.public_id}/board"))
    assert "perangkat daerah sudah menjawab" in board
    assert "Belum ada penerima di" in board
    assert await Delivery.exists().where(Delivery.subject.like("confirmation:%"))


async def test_an_agency_answers_on_one_page_and_kominfo_takes_it(client: Client, town: Town) -> None:
    await opened(town)
    page = await asked("DPUPR")
    await sign_in(client, town.people["liaison"])
    assert "Apakah tim DPUPR untuk 2027 sudah benar?" in read(await client.get("/decrees"))
    first = await client.get(page)
    assert "Operator DLH Contoh" not in first.text
    p = f"r{town.operator}_"
    fields = shown(first) | {f"{p}change": "replace", f"{p}new_name": "Pengganti Contoh", "send": "1"}
    unsure = await post(client, page, fields)
    assert unsure.status_code == 422
    for sentence in ("Isi jabatan.", "Pilih alasan.", "Periksa nama dan nomor, lalu centang."):
        assert sentence in read(unsure)
    fields |= {f"{p}new_post": "Staf", f"{p}new_why": "Pensiun", "sure": "1"}
    letter = {"letter": ("usulan.pdf", pdf(), "application/pdf")}
    answer = await post(client, page, fields, files=letter)
    assert answer.status_code == 303
    assert "jawaban terkirim, diperiksa Kominfo" in read(await client.get(page))
    assert (await client.get(f"{page}/letter")).content.startswith(b"%PDF-")
    again = await post(client, page, fields, of="/decrees")
    assert again.status_code == 409

    await sign_in(client, town.people["admin"])
    told = read(await client.get(f"{page}/answer"))
    assert "Pengganti Contoh" in told
    assert "Surat usulan: usulan.pdf" in told
    version = shown(await client.get(f"{page}/answer"))["version"]
    reason = {"version": version, "reason": "Sertakan nomor WhatsApp"}
    assert (await post(client, f"{page}/return", reason, of=f"{page}/answer")).status_code == 303
    await sign_in(client, town.people["liaison"])
    assert "Dikembalikan oleh Kominfo: Sertakan nomor WhatsApp" in read(await client.get(page))
    fields = shown(await client.get(page)) | {"send": "1", "sure": "1"}
    assert (await post(client, page, fields)).status_code == 303
    await sign_in(client, town.people["admin"])
    fields = shown(await client.get(f"{page}/answer"))
    stale = await post(client, f"{page}/acceptance", {"version": "1"}, of=f"{page}/answer")
    assert stale.status_code == 409
    assert (await post(client, f"{page}/acceptance", fields, of=f"{page}/answer")).status_code == 303
    assert "1 selesai" in read(await client.get(f"/decrees/{town.decree.public_id}/board"))


async def test_a_forged_request_for_another_agency_is_not_there_and_is_audited(
    client: Client, town: Town
) -> None:
    await opened(town)
    page = await asked("DPUPR")
    await sign_in(client, town.people["other"])
    assert (await client.get(page)).status_code == 404
    forged = {f"r{town.operator}_change": "end", f"r{town.operator}_version": "1", "send": "1", "sure": "1"}
    assert (await post(client, page, forged, of="/profile")).status_code == 404
    assert (await client.get(f"{page}/letter")).status_code == 404
    own = await asked("DLH")
    smuggled = shown(await client.get(own)) | forged | {f"r{town.operator}_end_why": "Mutasi"}
    assert (await post(client, own, smuggled)).status_code == 303
    assert (await row(town.operator)).change == "new"
    refused = await AuditEvent.count().where(
        AuditEvent.action == "request.refused", AuditEvent.actor_key == f"account:{town.people['other']}"
    )
    assert refused == 3


async def test_whoever_approves_second_sees_both_versions_and_loses_nothing(
    client: Client, town: Town
) -> None:
    await opened(town)
    page = await asked("DPUPR")
    await sign_in(client, town.people["head"])
    mine = shown(await client.get(page))
    await sign_in(client, town.people["liaison"])
    p = f"r{town.operator}_"
    change = {f"{p}change": "replace", f"{p}new_post": "Staf", f"{p}new_why": "Mutasi"}
    theirs = shown(await client.get(page)) | change | {f"{p}new_name": "Pilihan Penghubung"}
    assert (await post(client, page, theirs)).status_code == 303
    await sign_in(client, town.people["head"])
    second = await post(
        client, page, mine | change | {f"{p}new_name": "Pilihan Kepala", "send": "1", "sure": "1"}
    )
    assert second.status_code == 409
    assert "Pilihan Penghubung" in read(second)
    assert "ganti dengan Pilihan Kepala" in read(second)
    assert (await row(town.operator)).name == "Pilihan Penghubung"
    kept = shown(second) | {f"{p}new_why": "Mutasi", "send": "1", "sure": "1"}
    assert (await post(client, page, kept)).status_code == 303
    assert (await row(town.operator)).name == "Pilihan Kepala"


async def test_removing_oneself_needs_the_head(client: Client, town: Town) -> None:
    await _sits(town)
    await opened(town)
    page = await asked("DPUPR")
    await sign_in(client, town.people["liaison"])
    first = await client.get(page)
    assert "(Anda)" in read(first)
    p = f"r{town.liaison}_"
    fields = shown(first) | {f"{p}change": "end", f"{p}end_why": "Pensiun", "send": "1", "sure": "1"}
    assert (await post(client, page, fields)).status_code == 303
    assert "kepala perangkat daerah perlu menyetujui" in read(await client.get(page))
    await sign_in(client, town.people["head"])
    fields = shown(await client.get(page)) | {"send": "1", "sure": "1"}
    assert (await post(client, page, fields)).status_code == 303
    assert "jawaban terkirim" in read(await client.get(page))


async def test_silence_is_reminded_passed_on_and_decided(client: Client, town: Town) -> None:
    await opened(town)
    page, board = await asked("DPUPR"), f"/decrees/{town.decree.public_id}/board"
    assert (await post(client, f"{board}/reminders", {}, of=board)).status_code == 303
    assert (await post(client, f"{page}/reminder", {}, of=f"{page}/answer")).status_code == 303
    assert (await post(client, f"{page}/escalation", {}, of=f"{page}/answer")).status_code == 303
    assert "sudah naik ke kepala" in read(await client.get(board))
    bad = {"name": "", "phone": "0323 321000"}
    assert "nomor telepon kantor" in read(await post(client, f"{page}/addressee", bad, of=f"{page}/answer"))
    whom = {"name": "Orang Contoh", "phone": "0812 3000 0777"}
    assert (await post(client, f"{page}/addressee", whom, of=f"{page}/answer")).status_code == 303
    assert await Account.exists().where(Account.name == "Orang Contoh")
    fields = shown(await client.get(f"{page}/answer")) | {"reason": "Sudah ditelepon"}
    assert (await post(client, f"{page}/decision", fields, of=f"{page}/answer")).status_code == 303
    assert "diputuskan Kominfo" in read(await client.get(board))
    closed = await post(client, f"{page}/reminder", {}, of=board)
    assert closed.status_code == 422
    assert (await decree(town.decree.id)).state == "confirmation"


async def test_somebody_in_no_decree_answers_after_being_asked(client: Client, town: Town) -> None:
    await opened(town)
    page = await asked("DPUPR")
    whom = {"name": "Orang Contoh", "phone": "0812 3000 0778"}
    await post(client, f"{page}/addressee", whom, of=f"{page}/answer")
    found = await Account.select(Account.id).where(Account.name == "Orang Contoh").first()
    assert found
    await Account.update({Account.state: "active"}).where(Account.id == found["id"])
    await sign_in(client, found["id"])
    answer = await client.get(page)
    assert answer.status_code == 200
    assert f'href="{page}"' in (await client.get("/decrees/confirmations")).text
    assert 'href="/decrees/confirmations"' in (await client.get("/")).text
    assert (await client.get("/complaints")).status_code == 403


async def _sits(town: Town) -> None:
    """The liaison's own row belongs to the liaison's account and to last year's roster."""
    before = await seat(town.decree, "Pejabat Penghubung", await agency_id("DLH"), "Baris Lama Contoh")
    values = {Appointment.account: town.people["liaison"], Appointment.change: "keep"}
    await Appointment.update({Appointment.account: town.people["liaison"]}).where(Appointment.id == before)
    await Appointment.update({**values, Appointment.predecessor: before}).where(
        Appointment.id == town.liaison
    )
