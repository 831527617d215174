"""What the clock brings, however often it comes; rights do not wait for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from portal.accounts import creation, sessions
from portal.accounts.assignments import Post
from portal.accounts.identities import Person as Identity
from portal.accounts.tables import Account, Invitation
from portal.decrees import drafting, duties, handovers, mutations, rounds, wanted
from portal.decrees.people import Person
from portal.decrees.tables import Confirmation
from portal.decrees.turnover import Occasion
from portal.notifications.hooks import Parcel
from tests.decrees import factories
from tests.decrees.factories import START
from tests.decrees.test_mutations import appointment
from tests.decrees.test_round import told

NIGHT = datetime(2026, 11, 23, 17, 5, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MARCH = date(2026, 3, 1)
DAY = timedelta(days=1)


async def invited() -> set[str]:
    """Who has been invited, by name."""
    rows = await Invitation.select(Invitation.account._.name.as_alias("name"))
    return {row["name"] for row in rows}


async def test_newcomers_are_invited_once_and_in_the_morning(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH, NIGHT)
    await duties.take_over(NIGHT)
    assert await invited() == set()
    await duties.take_over(MORNING)
    everybody = {"Operator 1", "Operator 2", "Penghubung 1", "Penghubung 2"}
    assert await invited() == everybody
    await duties.take_over(MORNING + DAY)
    assert await Invitation.count() == 4


async def test_who_begins_next_month_is_not_invited_today(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town, at=MORNING)
    await factories.enact(town, draft, date(2026, 12, 14), at=MORNING)
    await duties.take_over(MORNING)
    assert await invited() == set()
    await duties.take_over(datetime(2026, 12, 14, 2, 0, tzinfo=UTC))
    assert len(await invited()) == 4


async def test_newcomers_with_an_account_are_told_what_they_take_over(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH, NIGHT)
    await duties.take_over(MORNING)
    assert await told("handover") == []
    await factories.accept_invitations()
    await duties.take_over(MORNING)
    await duties.take_over(MORNING + DAY)
    assert await told("handover") == ["Operator 1", "Operator 2", "Penghubung 1", "Penghubung 2"]


async def test_who_did_the_work_before_takes_over_nothing(database: str) -> None:
    town = await factories.regency()
    whom = Identity("Operator Lama", None, "+628999000333")
    post = Post("operator", town.agencies[0], START)
    await creation.add_person(whom, post, by=town.first, at=START)
    draft = await factories.first_draft(town)
    known = Person("Operator Lama", phone="+628999000333")
    await factories.add(town, draft, "Admin Operator", town.agencies[0], known)
    await factories.enact(town, draft, MARCH, at=START)
    assert await handovers.waiting_for(await factories.account_of("Operator Lama"), START) == []
    assert len(await handovers.of_agency(town.agencies[0])) == 2


async def test_the_leaver_of_last_night_is_signed_out(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    await factories.actor("Operator 1", NIGHT)
    tomorrow = Occasion(NIGHT + DAY, "Mutasi")
    row = await appointment("Operator 1", NIGHT)
    await mutations.replace(row, town.person("Operator Baru"), tomorrow, by=town.first, at=NIGHT)
    key = await factories.account_of("Operator 1")
    await duties.take_over(NIGHT)
    assert await sessions.open_for(key, NIGHT) != []
    await duties.take_over(NIGHT + DAY)
    assert await sessions.open_for(key, NIGHT) == []


async def test_agencies_are_reminded_then_their_heads(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    await factories.accept_invitations()
    whom = Identity("Kepala Dinas", None, "+628999000111")
    post = Post("leader", town.agencies[0], START)
    await creation.add_person(whom, post, by=town.first, at=START)
    draft = await drafting.begin(2027, by=town.first, at=MORNING)
    deadline = MORNING + 8 * DAY
    await rounds.open_round(draft, deadline=deadline, by=town.first, at=MORNING)
    await duties.look_after_round(MORNING)
    assert await told("decree_reminded") == []
    await duties.look_after_round(deadline - DAY)
    await duties.look_after_round(deadline - DAY)
    assert await told("decree_reminded") == ["Penghubung 1", "Penghubung 2"]
    await duties.look_after_round(deadline + DAY)
    await duties.look_after_round(deadline + DAY)
    assert await told("decree_escalated") == ["Kepala Dinas"]
    assert await Confirmation.count().where(Confirmation.escalated_at.is_null()) == 0


async def test_a_decree_past_its_end_is_told_daily(database: str) -> None:
    town = await factories.regency()
    draft = await factories.first_draft(town)
    await factories.enact(town, draft, MARCH, at=START, until=date(2026, 11, 22))
    await duties.warn_past_end(MORNING)
    await duties.warn_past_end(MORNING)
    assert len(await told("decree_past_end")) == 2
    await duties.warn_past_end(MORNING + DAY)
    assert len(await told("decree_past_end")) == 4


async def test_a_question_is_not_sent_after_the_answer(database: str) -> None:
    town = await factories.regency()
    await factories.in_force_since(town, MARCH)
    draft = await drafting.begin(2027, by=town.first, at=MORNING)
    await rounds.open_round(draft, deadline=MORNING + DAY, by=town.first, at=MORNING)
    rows = await Confirmation.select(Confirmation.id).order_by(Confirmation.id)
    parcels = [parcel(number, row["id"]) for number, row in enumerate(rows)]
    assert await wanted.still_wanted(parcels, MORNING) == {}
    await Confirmation.update({Confirmation.state: "answered"}).where(Confirmation.id == rows[0]["id"])
    assert list(await wanted.still_wanted(parcels, MORNING)) == [0]
    assert await Account.count() == 6


def parcel(key: int, confirmation: int) -> Parcel:
    """A claimed delivery about a confirmation."""
    subject = f"confirmation:{confirmation}"
    return Parcel(
        key, "", "decree_asked", subject, "", "account:1", "", "+62812", {}, "", "", False, 1, False, MORNING
    )
