"""Who is told of what: recipients, words, withdrawal of what became pointless, reminders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from portal import db
from portal.complaints import (
    approval,
    dispositions,
    duties,
    follow_ups,
    inquiries,
    resolution,
    wanted,
)
from portal.complaints.kinds import Classification
from portal.complaints.tables import Inquiry
from portal.notifications.hooks import Parcel
from tests.complaints import factories
from tests.complaints.factories import DAY, HOUR, MONDAY, Office


@dataclass(frozen=True)
class Told:
    kind: str
    key: str
    state: str
    fields: str
    restricted: bool


async def told(*kinds: str) -> list[Told]:
    rows = await db.rows(
        "SELECT n.kind, d.recipient_key, d.state, n.fields, n.restricted "
        "FROM delivery d JOIN notification n ON n.id = d.notification ORDER BY d.id"
    )
    found = [Told(*row.values()) for row in rows]
    return [each for each in found if not kinds or each.kind in kinds]


def keys(messages: Sequence[Told]) -> set[str]:
    return {message.key for message in messages}


async def test_a_disposition_reaches_liaison_and_operator_without_title_or_reporter(office: Office) -> None:
    await factories.disposed(office, title="Judul rahasia dapur", body="Isi", village="Desa")
    messages = await told("disposed")
    assert keys(messages) == {office.liaison.key, office.operator.key}
    assert all("dapur" not in message.fields for message in messages)
    assert all("9 November 2026" in message.fields for message in messages)


async def test_a_secret_complaint_says_number_and_link_only(office: Office) -> None:
    complaint = await factories.disposed(office, is_secret=True)
    message = (await told("disposed"))[0]
    assert message.restricted
    assert complaint.number in message.fields
    assert "Torjun" not in message.fields
    assert "category" not in message.fields


async def test_a_return_reaches_the_admins_and_withdraws_the_disposition(office: Office) -> None:
    complaint = await factories.disposed(office)
    await dispositions.give_back(
        complaint, reason="Jalan provinsi.", by=office.operator, at=MONDAY + 3 * HOUR
    )
    assert {message.state for message in await told("disposed")} == {"cancelled"}
    assert keys(await told("returned")) == {office.admin.key, office.second_admin.key}


async def test_disposing_again_withdraws_the_news_of_the_return(office: Office) -> None:
    complaint = await factories.disposed(office)
    await dispositions.give_back(
        complaint, reason="Jalan provinsi.", by=office.operator, at=MONDAY + 3 * HOUR
    )
    await dispositions.dispose(complaint, to=office.dlh, by=office.admin, at=MONDAY + 4 * HOUR)
    assert {message.state for message in await told("returned")} == {"cancelled"}
    assert office.stranger.key in keys(await told("disposed"))


async def test_a_draft_goes_to_the_liaison_and_comes_back_to_its_author(office: Office) -> None:
    complaint, follow_up = await factories.submitted(office)
    assert keys(await told("draft_submitted")) == {office.liaison.key}
    await approval.return_draft(
        complaint, follow_up, note="Tambahkan foto.", by=office.liaison, at=MONDAY + 5 * HOUR
    )
    assert keys(await told("draft_returned")) == {office.operator.key}
    assert {message.state for message in await told("draft_submitted")} == {"cancelled"}


async def test_where_nobody_sits_the_head_and_kominfo_are_asked_to_approve(office: Office) -> None:
    complaint = await factories.disposed(office)
    await dispositions.redispose(complaint, to=office.dlh, by=office.admin, at=MONDAY + 3 * HOUR)
    follow_up = await follow_ups.draft(complaint, content=_answer(), by=office.stranger, at=MONDAY + 4 * HOUR)
    await follow_ups.submit(complaint, follow_up, by=office.stranger, at=MONDAY + 5 * HOUR)
    assert keys(await told("draft_submitted")) == {office.admin.key, office.second_admin.key}


async def test_questions_go_to_the_other_side_and_answers_back(office: Office) -> None:
    complaint = await factories.disposed(office)
    await inquiries.ask(complaint, question="Jalan siapa?", by=office.operator, at=MONDAY + 3 * HOUR)
    assert keys(await told("asked")) == {office.admin.key, office.second_admin.key}
    inquiry = await Inquiry.objects().first()
    assert inquiry is not None
    await inquiries.reply(complaint, inquiry, answer="Kabupaten.", by=office.admin, at=MONDAY + 4 * HOUR)
    assert keys(await told("answered")) == {office.liaison.key, office.operator.key}
    assert {message.state for message in await told("asked")} == {"cancelled"}


async def test_the_agency_hears_that_it_is_finished(office: Office) -> None:
    complaint = await factories.answered(office)
    await resolution.resolve(complaint, by=office.admin, at=MONDAY + DAY)
    assert keys(await told("resolved")) == {office.liaison.key, office.operator.key}
    open_states = {message.state for message in await told() if message.kind != "resolved"}
    assert open_states == {"cancelled"}


async def test_supervisory_messages_stay_within_the_inspectorate(office: Office) -> None:
    complaint = await factories.verified(office, classification=Classification.SUPERVISORY)
    await dispositions.dispose(complaint, to=office.inspectorate, by=office.admin, at=MONDAY + 2 * HOUR)
    messages = await told()
    assert keys(messages) == {office.inspectorate_liaison.key, office.inspector.key}
    assert keys(await told("disposed")) == {office.inspectorate_liaison.key}
    assert all(message.restricted for message in messages)


async def test_reminders_come_once_on_the_eve_and_once_after(office: Office) -> None:
    complaint = await factories.disposed(office)
    friday = datetime(2026, 11, 6, 3, 0, tzinfo=UTC)
    # Follow-up is due on Monday the 9th: Friday is the last working day before it.
    await duties.remind(friday - DAY)
    assert await told("due_tomorrow") == []
    await duties.remind(friday)
    await duties.remind(friday + HOUR)
    assert keys(await told("due_tomorrow")) == {office.liaison.key, office.operator.key}
    assert len(await told("due_tomorrow")) == 2
    tuesday = friday + 4 * DAY
    await duties.remind(tuesday)
    await duties.remind(tuesday + HOUR)
    assert len(await told("overdue")) == 2
    assert complaint.number in (await told("overdue"))[0].fields


async def test_no_reminder_at_night_or_on_a_day_off(office: Office) -> None:
    await factories.disposed(office)
    tuesday = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
    await duties.remind(tuesday + timedelta(hours=12))
    await duties.remind(datetime(2026, 11, 14, 3, 0, tzinfo=UTC))
    assert await told("overdue") == []


async def test_an_unverified_complaint_reminds_kominfo(office: Office) -> None:
    await factories.recorded(office)
    await duties.remind(MONDAY + 2 * DAY)
    assert keys(await told("due_tomorrow")) == {office.admin.key, office.second_admin.key}


async def test_a_message_is_asked_for_again_before_it_leaves(office: Office) -> None:
    complaint = await factories.disposed(office)
    parcel = parcel_of("disposed", complaint.number, office.operator.key)
    stranger = parcel_of("disposed", complaint.number, office.stranger.key, delivery=2)
    assert await wanted.still_wanted([parcel, stranger], MONDAY + 2 * HOUR) == {2: wanted.NOT_THEIRS}
    await dispositions.withdraw(complaint, reason="Salah tujuan.", by=office.admin, at=MONDAY + 3 * HOUR)
    unheard = parcel_of("disposed", "ADU-2026-999999", office.operator.key, delivery=2)
    pointless = await wanted.still_wanted([parcel, unheard], MONDAY + 4 * HOUR)
    assert pointless == {parcel.id: wanted.NOT_TRUE, 2: wanted.NOT_TRUE}


async def test_a_head_who_stands_in_for_the_liaison_is_still_wanted(office: Office) -> None:
    complaint = await factories.disposed(office)
    draft = await follow_ups.draft(complaint, content=_answer(), by=office.liaison, at=MONDAY + 3 * HOUR)
    await follow_ups.submit(complaint, draft, by=office.liaison, at=MONDAY + 4 * HOUR)
    assert office.head.key in keys(await told("draft_submitted"))
    parcel = parcel_of("draft_submitted", complaint.number, office.head.key)
    assert await wanted.still_wanted([parcel], MONDAY + 5 * HOUR) == {}


def _answer() -> Any:
    return follow_ups.Content(follow_ups.Stage.FINAL, "Sudah dikerjakan.")


def parcel_of(kind: str, number: str, key: str, *, delivery: int = 1) -> Parcel:
    return Parcel(
        id=delivery,
        lease_token="",
        kind=kind,
        subject=f"complaint:{number}",
        dedupe_key=f"{kind}:1",
        recipient_key=key,
        recipient_name="",
        address="",
        fields={},
        link="",
        secret="",
        restricted=False,
        attempts=0,
        is_repeat=False,
        expires_at=MONDAY + DAY,
    )
