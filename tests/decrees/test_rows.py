"""Rows and positions of a draft, and contacts that may change after the signature."""

from __future__ import annotations

from datetime import date

import pytest

from portal.accounts.tables import Account
from portal.decrees import contacts, drafting, enactment, positions, roster, rows, signing
from portal.decrees.drafting import Particulars, Stale
from portal.decrees.kinds import Change
from portal.decrees.people import Contacts, Person, folded, is_same
from portal.decrees.positions import PositionValues
from portal.decrees.tables import Initial, Position
from portal.errors import Conflict, Refusal
from tests.decrees import factories
from tests.decrees.factories import DAY, START

MARCH = date(2026, 3, 1)
LATER = START + 30 * DAY


async def test_the_next_draft_keeps_everybody_and_each_change_can_be_taken_back(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    draft = await drafting.begin(2027, by=town.first, at=LATER)
    assert {row.change for row in await roster.rows_of(draft)} == {Change.KEEP}
    row = await factories.row_of(draft, "Operator 1")
    assert row.account_id == await factories.account_of("Operator 1")
    newcomer = town.person("Operator Baru")
    await rows.replace(row.id, newcomer, reason="Mutasi", version=1, by=town.first, at=LATER)
    changed = await roster.by_id(row.id)
    assert changed is not None
    assert (changed.change, changed.was_name, changed.account_id) == ("replace", "Operator 1", None)
    await rows.keep(row.id, version=2, by=town.first, at=LATER)
    kept = await roster.by_id(row.id)
    assert kept is not None
    assert (kept.change, kept.name, kept.account_id) == ("keep", "Operator 1", row.account_id)
    with pytest.raises(Refusal, match="Masih ada SK Tim"):
        await drafting.begin(2028, by=town.first, at=LATER)


async def test_what_cannot_stand_in_a_roster_is_refused(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town)
    seat = await factories.position(draft, "Admin Operator")
    agency, by = town.agencies[0], {"by": town.first, "at": START}
    row = await factories.row_of(draft, "Operator 1")
    for person, sentence in (
        (Person(" "), "Nama harus diisi"),
        (Person("Operator 1", phone=row.phone), "sudah memegang"),
        (Person("Orang Lain", phone=row.phone), "Satu nomor untuk satu orang"),
        (Person("Orang Lain", nip="1.98E+17"), "rusak oleh Excel"),
    ):
        with pytest.raises(Refusal, match=sentence):
            await rows.add(draft, seat, agency, person, **by)
    with pytest.raises(Refusal, match="Pilih perangkat daerah"):
        await rows.add(draft, seat, None, town.person("Tanpa OPD"), **by)
    with pytest.raises(Refusal, match="tidak ada atau"):
        await rows.add(draft, seat, 999_999, town.person("OPD Hilang"), **by)
    with pytest.raises(Refusal, match="Alasan"):
        await rows.end(row.id, reason=" ", version=1, **by)
    with pytest.raises(Refusal, match="tidak ada susunan lama"):
        await rows.keep(row.id, version=1, **by)
    assert len(await roster.rows_of(draft)) == 4


async def test_one_person_may_sit_in_two_seats_with_one_number(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town)
    row = await factories.row_of(draft, "Penghubung 1")
    again = Person("Penghubung 1", phone=row.phone)
    await factories.add(town, draft, "Sekretaris", None, again)
    await factories.enact(town, draft, MARCH, at=START)
    assert await Account.count().where(Account.name == "Penghubung 1") == 1


async def test_nothing_is_edited_once_signed_but_contacts_are(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town)
    nobody = Person("Tanpa Nomor")
    key = await factories.add(town, draft, "Admin Operator", town.agencies[0], nobody)
    await factories.date_it(town, draft, MARCH, at=START)
    await factories.sign(town, draft, at=START)
    version = await factories.version_of(draft)
    by = {"by": town.first, "at": START}
    with pytest.raises(Refusal):
        await rows.correct(key, nobody, version=1, **by)
    with pytest.raises(Stale):
        await drafting.change(draft, Particulars(2026, "Lain"), version=version, **by)
    with pytest.raises(Refusal):
        await positions.add(draft, PositionValues("Anggota"), **by)
    await enactment.enact(draft, by=town.second, at=START)
    assert not await Account.exists().where(Account.name == "Tanpa Nomor")
    await contacts.change(key, Contacts(phone="+6281299990000"), version=1, **by)
    assert await factories.held("Tanpa Nomor", START) == {("operator", town.agencies[0])}


async def test_a_signature_needs_words_a_roster_and_a_number_of_its_own(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town)
    by = {"by": town.first, "at": START}
    with pytest.raises(Refusal, match="Lengkapi tanggal mulai"):
        await signing.ready(draft, [], version=1, **by)
    await factories.enact(town, draft, MARCH, at=START)
    other = await drafting.begin(2027, by=town.first, at=LATER)
    await factories.date_it(town, other, date(2027, 1, 1), at=LATER)
    await signing.ready(other, [("Sekda", MARCH)], version=2, by=town.first, at=LATER)
    taken = signing.Signed(str((await factories.decree(draft))["number"]), MARCH, 1)
    with pytest.raises(Refusal, match="sudah dipakai SK lain"):
        await signing.sign(other, taken, version=3, by=town.first, at=LATER)
    ahead = signing.Signed("188/2", date(2028, 1, 1), 1)
    with pytest.raises(Refusal, match="masa depan"):
        await signing.sign(other, ahead, version=3, by=town.first, at=LATER)
    await signing.revise(other, reason="Salah nama", version=3, by=town.first, at=LATER)
    assert await Initial.count().where(Initial.voided_at.is_null()) == 1
    with pytest.raises(Conflict):
        await signing.revise(other, reason="Salah nama", version=4, by=town.first, at=LATER)


async def test_positions_have_an_order_names_and_roles_that_may_be_granted(database: str) -> None:
    town = await factories.regency()
    draft = await drafting.begin(2026, by=town.first, at=START)
    by = {"by": town.first, "at": START}
    added = await positions.add(draft, PositionValues("Kepala OPD", "leader", per_agency=True), **by)
    await positions.move(added, up=True, **by)
    order = await Position.select(Position.name).where(Position.decree == draft).order_by(Position.place)
    assert [row["name"] for row in order][-2:] == ["Kepala OPD", "Admin Operator"]
    with pytest.raises(Refusal, match="sudah ada"):
        await positions.add(draft, PositionValues("kepala opd"), **by)
    with pytest.raises(Refusal, match="tidak dikenal"):
        await positions.add(draft, PositionValues("Lain", "raja"), **by)
    await factories.add(town, draft, "Kepala OPD", town.agencies[0], town.person("Kepala"))
    with pytest.raises(Refusal, match="sudah terisi"):
        await positions.change(added, PositionValues("Kepala OPD", "leader"), **by)


def test_a_person_is_known_by_nip_else_by_name_without_titles() -> None:
    assert folded("Dr. H. Siti Aminah, S.Sos., M.Si.") == folded("SITI AMINAH")
    assert is_same("Siti Aminah", "", "Hj. Siti Aminah, S.E.", "")
    assert not is_same("Siti Aminah", "198001012005011001", "Siti Aminah", "198001012005011002")
    assert is_same("Siti A.", "19800101 200501 1 001", "Siti Aminah", "198001012005011001")
