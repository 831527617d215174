"""Kelengkapan Tim: each thing that can be missing is found, and only then."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

import pytest

from portal.accounts.tables import Account, Assignment
from portal.audit.tables import AuditEvent
from portal.decrees.briefings.tables import Briefing, BriefingGuest, LessonReading
from portal.decrees.gaps import mending, radar
from portal.decrees.gaps.kinds import Check, Gap, Mend, Severity
from portal.decrees.gaps.radar import Radar
from portal.decrees.gaps.reachability import FAILING, NO_NUMBER, NOBODY, NOT_PROVEN, reachability
from portal.decrees.gaps.seats import is_structural
from portal.decrees.tables import Appointment
from portal.errors import Refusal
from portal.notifications import outbox
from portal.notifications.message import Message, Recipient
from portal.notifications.tables import Delivery
from tests.decrees.staff import (
    CLERK,
    DAY,
    LONG_AGO,
    NOON,
    agency,
    appointed,
    assigned,
    decree,
    named,
    person,
    position,
    seen,
)


async def look(**changes: Any) -> Radar:
    return await radar.radar(changes.get("at", NOON), only=changes.get("only"))


def gaps(found: Radar, check: Check | None) -> list[Gap]:
    return [gap for gap in found.gaps if gap.check == check]


async def staffed(code: str = "DINAS-A") -> tuple[int, int, int]:
    """An agency where nothing is missing: a liaison and an operator, seen today, with the lesson read."""
    place = await agency(code)
    people = [await person("liaison", code), await person("operator", code)]
    for account_id in people:
        await seen(account_id, NOON - DAY)
        await LessonReading.insert(LessonReading(account=account_id, read_at=NOON))
    return place, people[0], people[1]


async def in_order() -> tuple[int, int, int]:
    await decree()
    return await staffed()


async def test_a_whole_team_has_no_gap_and_every_check_is_well(database: str) -> None:
    await in_order()
    found = await look()
    assert found.gaps == ()
    assert (found.reachable, found.places) == (1, 1)
    assert {(line.well, line.gaps) for line in found.checks} == {(1, 0)}


async def test_an_agency_without_anybody_cannot_be_reached(database: str) -> None:
    await in_order()
    await agency("DINAS-B")
    found = await look()
    (gap,) = found.gaps
    assert gap.why == "Tidak ada pejabat penghubung dan admin operator."
    assert (gap.severity, gap.code) == (Severity.UNREACHABLE, "DINAS-B")
    assert gap.act.href.endswith("agency=DINAS-B")
    assert (found.reachable, found.places) == (1, 2)


async def test_a_lonely_liaison_lacks_an_operator_and_a_second_person(database: str) -> None:
    place, _, operator = await in_order()
    await Assignment.update({Assignment.ends_at: NOON}).where(Assignment.account == operator)
    found = await look()
    (gap,) = gaps(found, Check.SEATS)
    assert (gap.why, gap.severity) == ("Tidak ada admin operator.", Severity.RISK)
    (alone,) = gaps(found, Check.SECOND)
    assert "Hanya satu orang" in alone.why
    assert alone.agency_id == place


async def test_a_unit_counts_once_somebody_works_there(database: str) -> None:
    place, *_ = await in_order()
    await agency("UNIT-A", parent=place)
    assert (await look()).places == 1
    await person("operator", "UNIT-A")
    assert (await look()).places == 2


async def test_one_agency_sees_itself_and_not_the_decree(database: str) -> None:
    place, *_ = await staffed()
    await agency("DINAS-B")
    assert len((await look()).gaps) == 2
    assert (await look(only={place})).gaps == ()


async def test_a_team_of_structural_officers_is_told(database: str) -> None:
    place, liaison, operator = await in_order()
    of = await position(await current())
    for account_id, post in ((liaison, "Plt. Sekretaris"), (operator, "Kepala Bidang Umum")):
        await appointed(of, place, (await named(account_id))["name"], post=post, account=account_id)
    assert len(gaps(await look(), Check.OPERATOR)) == 1
    await appointed(of, place, "Orang Uji", post="Pranata Komputer", account=operator)
    assert gaps(await look(), Check.OPERATOR) == []


async def current() -> int:
    rows = await Appointment.raw("SELECT id FROM decree ORDER BY id DESC LIMIT 1")
    return int(rows[0]["id"])


@pytest.mark.parametrize(
    ("post", "wanted"),
    [
        ("Sekretaris", True),
        ("Plt. Kepala Dinas", True),
        ("Sekcam", True),
        ("Pengelola Data", False),
        ("", False),
    ],
)
def test_structural_posts_are_known_by_their_beginning(post: str, wanted: bool) -> None:
    assert is_structural(post) is wanted


async def test_numbers_missing_landline_and_unproven_are_named(database: str) -> None:
    _, _, operator = await in_order()
    who = await named(operator)
    for change, words in (
        ({Account.phone: None}, "belum punya nomor WhatsApp"),
        ({Account.phone: "+62323321000"}, "nomor telepon kantor"),
        ({Account.phone: "+6281340009999", Account.phone_proven_at: None}, "belum dibuktikan"),
    ):
        await Account.update(change).where(Account.id == operator)
        (gap,) = gaps(await look(), Check.NUMBERS)
        assert who["name"] in gap.why
        assert words in gap.why
        assert gap.severity == Severity.RISK


async def test_one_number_for_two_people_is_told_of_both(database: str) -> None:
    place, liaison, _ = await in_order()
    number = (await named(liaison))["phone"]
    of = await position(await current())
    await appointed(of, place, "Orang Uji Kedua", phone=number)
    told = " ".join(gap.why for gap in gaps(await look(), Check.NUMBERS))
    assert "dipakai juga oleh Orang Uji Kedua" in told
    assert number not in told


async def test_somebody_of_the_decree_without_account_or_number_is_told(database: str) -> None:
    place, *_ = await in_order()
    of = await position(await current())
    key = await appointed(of, place, "Orang Uji, S.T.")
    (gap,) = gaps(await look(), Check.NUMBERS)
    assert "tanpa nomor WhatsApp" in gap.why
    await Appointment.update({Appointment.phone: "+6281340008888"}).where(Appointment.id == key)
    (gap,) = gaps(await look(), Check.NUMBERS)
    assert "belum punya akun" in gap.why


async def failed(account_id: int, times: int) -> None:
    who = await named(account_id)
    to = Recipient(f"account:{account_id}", who["name"], who["phone"], True)
    for _ in range(times):
        message = Message("lesson", secrets.token_hex(4), "agency:1", link="/")
        (key,) = await outbox.enqueue(message, [to], at=NOON)
        await Delivery.update({Delivery.state: "failed", Delivery.attempts: 1}).where(Delivery.id == key)


async def test_three_messages_that_failed_in_a_row_are_a_dead_number(database: str) -> None:
    place, liaison, operator = await in_order()
    await failed(operator, 2)
    assert gaps(await look(), Check.NUMBERS) == []
    await failed(operator, 1)
    (gap,) = gaps(await look(), Check.NUMBERS)
    assert "Tiga pesan terakhir" in gap.why
    assert (await reachability(place, NOON)).is_reachable
    await failed(liaison, 3)
    assert (await reachability(place, NOON)).sentence == FAILING
    assert {gap.severity for gap in gaps(await look(), Check.NUMBERS)} == {Severity.UNREACHABLE}


async def test_a_new_number_is_not_blamed_for_the_old_one(database: str) -> None:
    _, _, operator = await in_order()
    await failed(operator, 3)
    await Account.update({Account.phone: "+6281340007777"}).where(Account.id == operator)
    assert gaps(await look(), Check.NUMBERS) == []


async def test_how_an_agency_is_reached_is_said_before_anything_is_sent(database: str) -> None:
    place, liaison, operator = await in_order()
    empty = await agency("DINAS-B")
    assert (await reachability(place, NOON)).sentence == ""
    assert (await reachability(empty, NOON)).sentence == NOBODY
    await Account.update({Account.phone_proven_at: None}).where(Account.id.is_in([liaison, operator]))
    assert (await reachability(place, NOON)).sentence == NOT_PROVEN
    await Account.update({Account.phone: None}).where(Account.id.is_in([liaison, operator]))
    assert (await reachability(place, NOON)).sentence == NO_NUMBER


async def test_thirty_quiet_days_are_told_and_a_visit_ends_them(database: str) -> None:
    _, liaison, _ = await in_order()
    later = NOON + 40 * DAY
    (gap,) = gaps(await look(at=later), Check.SEEN)
    assert "selama 41 hari" in gap.why
    assert gap.act.mend == Mend.REMIND
    await seen(liaison, later - DAY)
    assert gaps(await look(at=later), Check.SEEN) == []


async def test_newcomers_need_the_lesson_or_a_briefing(database: str) -> None:
    await in_order()
    newcomer = await person("operator", "DINAS-A", at=NOON - DAY)
    (gap,) = gaps(await look(), Check.BRIEFED)
    assert (await named(newcomer))["name"] in gap.why
    session = Briefing(
        public_id="b", title="Bimtek", held_at=NOON, location="Aula", created_by="account:0", created_at=NOON
    )
    key = int((await Briefing.insert(session))[0]["id"])
    await BriefingGuest.insert(BriefingGuest(briefing=key, account=newcomer, has_come=False))
    assert len(gaps(await look(), Check.BRIEFED)) == 1
    await BriefingGuest.update({BriefingGuest.has_come: True}).where(BriefingGuest.briefing == key)
    assert gaps(await look(), Check.BRIEFED) == []


async def test_a_lapor_account_is_looked_after_once_a_month(database: str) -> None:
    place, _, operator = await in_order()
    of = await position(await current())
    name = (await named(operator))["name"]
    key = await appointed(of, place, name, account=operator, lapor_account="dinas.a", post="Pengelola Data")
    (gap,) = gaps(await look(), Check.LAPOR)
    assert gap.since == "Belum pernah dicatat."
    await mending.lapor_checked(place, by=CLERK, at=NOON)
    assert gaps(await look(), Check.LAPOR) == []
    row = await Appointment.select().where(Appointment.id == key).first()
    assert row
    assert (row["lapor_checked_on"], row["version"]) == (date(2026, 11, 24), 2)
    with pytest.raises(Refusal, match="hari ini"):
        await mending.lapor_checked(place, by=CLERK, at=NOON)
    (gap,) = gaps(await look(at=NOON + 10 * DAY), Check.LAPOR)
    assert gap.since == "Terakhir 24 Nov 2026."


async def test_a_term_that_ends_soon_needs_somebody_else(database: str) -> None:
    _, _, operator = await in_order()
    soon = NOON + 20 * DAY
    await Assignment.update({Assignment.ends_at: soon}).where(Assignment.account == operator)
    (gap,) = gaps(await look(), Check.TERMS)
    assert "belum ada penggantinya" in gap.why
    await person("operator", "DINAS-A")
    assert gaps(await look(), Check.TERMS) == []


async def test_acting_for_more_than_half_a_year_counts_over_the_years(database: str) -> None:
    place, liaison, _ = await staffed()
    name = (await named(liaison))["name"]
    old = await decree(2025, starts_at=NOON - 300 * DAY, ends_at=NOON - 20 * DAY)
    before = await appointed(await position(old), place, name, is_acting=True, post="Sekretaris")
    new = await decree(2026, starts_at=NOON - 20 * DAY)
    values = {"is_acting": True, "post": "Sekretaris", "account": liaison, "predecessor": before}
    await appointed(await position(new), place, name, **values)
    (gap,) = gaps(await look(), Check.ACTING)
    assert "Plt. Sekretaris lebih dari 6 bulan" in gap.why
    assert gap.since == f"Sejak {(NOON - 300 * DAY).day} Jan 2026."


async def test_an_acting_officer_of_this_spring_is_no_gap(database: str) -> None:
    place, liaison, _ = await staffed()
    of = await position(await decree(starts_at=NOON - 150 * DAY))
    await appointed(of, place, "Orang Uji", is_acting=True, post="Sekretaris", account=liaison)
    assert gaps(await look(), Check.ACTING) == []


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (date(2026, 11, 1), "melewati akhir"),
        (date(2026, 12, 10), "segera berakhir"),
        (date(2027, 12, 31), ""),
    ],
)
async def test_a_decree_past_or_near_its_end_is_told(database: str, until: date, words: str) -> None:
    await staffed()
    await decree(until=until)
    assert [words in gap.who for gap in gaps(await look(), None)] == [True] * bool(words)


async def test_no_decree_at_all_is_told_and_a_successor_quiets_the_end(database: str) -> None:
    await staffed()
    assert [gap.who for gap in gaps(await look(), None)] == ["Belum ada SK yang berlaku"]
    await decree(until=date(2026, 11, 1), ends_at=NOON + DAY)
    assert gaps(await look(), None) == []


async def test_a_reminder_reaches_the_team_once_a_day(database: str) -> None:
    place, *_ = await in_order()
    assert await mending.remind(place, by=CLERK, at=NOON) == 2
    with pytest.raises(Refusal, match="sudah dikirim"):
        await mending.remind(place, by=CLERK, at=NOON + timedelta(hours=1))
    assert await mending.remind(place, by=CLERK, at=NOON + DAY) == 2
    assert await Delivery.count().where(Delivery.may_wait.eq(True)) == 4
    actions = await AuditEvent.select(AuditEvent.action).where(AuditEvent.action == "gap.sign_in_reminder")
    assert len(actions) == 2


async def test_the_lesson_goes_to_those_who_need_it(database: str) -> None:
    place, *_ = await in_order()
    newcomer = await person("operator", "DINAS-A")
    assert await mending.teach(place, by=CLERK, at=NOON) == 1
    sent = await Delivery.select(Delivery.recipient_key, Delivery.subject)
    assert sent == [{"recipient_key": f"account:{newcomer}", "subject": f"agency:{place}"}]


async def test_rights_by_decree_count_as_those_by_hand(database: str) -> None:
    await decree()
    place = await agency("DINAS-A")
    operator = await person("operator", "DINAS-A", at=LONG_AGO)
    liaison = await person("reviewer")
    row = await appointed(
        await position(await current(), role="liaison"), place, "Orang Uji", account=liaison
    )
    assert [gap.why for gap in gaps(await look(), Check.SEATS)] == ["Tidak ada pejabat penghubung."]
    await assigned(liaison, row, "liaison", place)
    assert gaps(await look(), Check.SEATS) == []
    assert operator
