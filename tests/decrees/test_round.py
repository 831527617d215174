"""The round: agencies are asked, answer for their own rows only, and Kominfo takes or returns the answer."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from portal.accounts import creation, standing
from portal.accounts.assignments import Post
from portal.accounts.identities import Person as Identity
from portal.decrees import answers, drafting, policies, roster, rounds, rows, signing
from portal.decrees.drafting import Stale
from portal.decrees.kinds import Change, ConfirmationState, DecreeState
from portal.decrees.tables import Appointment, Confirmation
from portal.errors import Conflict, Forbidden, Refusal
from portal.notifications.tables import Delivery, Notification
from tests.decrees import factories
from tests.decrees.factories import DAY, START, Regency

NOVEMBER = START + 250 * DAY
DEADLINE = NOVEMBER + 10 * DAY


class Round:
    """A draft whose agencies have been asked."""

    town: Regency
    draft: int

    @classmethod
    async def begin(cls, agencies: int = 2) -> Round:
        """A decree in force, next year's draft, and the round open."""
        found = cls()
        found.town = await factories.regency(agencies)
        await factories.in_force_since(found.town, date(2026, 3, 1))
        await factories.accept_invitations()
        found.draft = await drafting.begin(2027, by=found.town.first, at=NOVEMBER)
        asked = await rounds.open_round(found.draft, deadline=DEADLINE, by=found.town.first, at=NOVEMBER)
        assert asked == agencies
        return found

    async def confirmation(self, number: int = 0) -> dict[str, object]:
        """The confirmation of an agency by its place."""
        agency = self.town.agencies[number]
        row = await Confirmation.select().where(Confirmation.agency == agency).first()
        assert row is not None
        return row

    async def approve(self, name: str, number: int = 0) -> ConfirmationState:
        """Somebody approves for an agency."""
        row = await self.confirmation(number)
        user = await factories.actor(name, NOVEMBER)
        return await answers.approve(
            int(row["id"]),
            version=int(row["version"]),
            by=user,
            at=NOVEMBER,  # type: ignore[call-overload]
        )


async def told(kind: str) -> list[str]:
    """Who was written to with messages of this kind, by name."""
    rows = await (
        Delivery.select(Delivery.recipient_name)
        .where(Delivery.notification._.kind == kind)
        .order_by(Delivery.recipient_name)
    )
    return [row["recipient_name"] for row in rows]


async def test_every_liaison_is_asked_once(database: str) -> None:
    asked = await Round.begin()
    assert (await factories.decree(asked.draft))["state"] == DecreeState.CONFIRMATION
    assert await told("decree_asked") == ["Penghubung 1", "Penghubung 2"]
    one = await Notification.select(Notification.link).where(Notification.kind == "decree_asked").first()
    assert one is not None
    assert one["link"].startswith("/decrees/confirmations/")


async def test_keeping_everybody_is_one_act(database: str) -> None:
    asked = await Round.begin()
    assert await asked.approve("Penghubung 1") is ConfirmationState.ANSWERED
    row = await asked.confirmation()
    await answers.accept(row["id"], version=row["version"], by=asked.town.first, at=NOVEMBER)  # type: ignore[arg-type]
    assert (await asked.confirmation())["state"] == ConfirmationState.ACCEPTED
    waiting = await Delivery.count().where(Delivery.state == "cancelled")
    assert waiting == 1


async def test_only_ones_own_agencys_rows_may_be_changed(database: str) -> None:
    asked = await Round.begin()
    liaison = await factories.actor("Penghubung 1", NOVEMBER)
    own = await factories.row_of(asked.draft, "Operator 1")
    other = await factories.row_of(asked.draft, "Operator 2")
    newcomer = asked.town.person("Operator Baru")
    await rows.replace(own.id, newcomer, reason="Mutasi", version=1, by=liaison, at=NOVEMBER)
    with pytest.raises(Forbidden, match="bukan dari perangkat daerah Anda"):
        await rows.end(other.id, reason="Mutasi", version=1, by=liaison, at=NOVEMBER)
    confirmation = await asked.confirmation(1)
    with pytest.raises(Forbidden, match="tidak menjawab"):
        await answers.approve(confirmation["id"], version=1, by=liaison, at=NOVEMBER)  # type: ignore[arg-type]
    operator = await factories.actor("Operator 1", NOVEMBER)
    with pytest.raises(Forbidden, match="tidak dapat diubah"):
        await rows.end(own.id, reason="Mutasi", version=2, by=operator, at=NOVEMBER)
    assert not policies.may_read_rows(operator, asked.town.agencies[0])


async def test_an_answer_that_was_sent_closes_the_rows_until_it_is_returned(database: str) -> None:
    asked = await Round.begin()
    await asked.approve("Penghubung 1")
    liaison = await factories.actor("Penghubung 1", NOVEMBER)
    row = await factories.row_of(asked.draft, "Operator 1")
    with pytest.raises(Refusal, match="jawaban sudah dikirim") as closed:
        await rows.end(row.id, reason="Mutasi", version=1, by=liaison, at=NOVEMBER)
    assert not isinstance(closed.value, Forbidden)
    given = await asked.confirmation()
    await answers.give_back(
        given["id"],
        reason="Nomor salah",
        version=given["version"],
        by=asked.town.first,
        at=NOVEMBER,  # type: ignore[arg-type]
    )
    assert await told("decree_returned") == ["Penghubung 1"]
    await rows.end(row.id, reason="Mutasi", version=1, by=liaison, at=NOVEMBER)
    assert await asked.approve("Penghubung 1") is ConfirmationState.ANSWERED


async def test_who_removes_themselves_needs_the_head(database: str) -> None:
    asked = await Round.begin()
    agency = asked.town.agencies[0]
    whom = Identity("Kepala Dinas", None, "+628999000111")
    post = Post("leader", agency, NOVEMBER)
    await creation.add_person(whom, post, by=asked.town.first, at=NOVEMBER)
    liaison = await factories.actor("Penghubung 1", NOVEMBER)
    row = await factories.row_of(asked.draft, "Penghubung 1")
    newcomer = asked.town.person("Sekretaris Baru")
    await rows.replace(row.id, newcomer, reason="Mutasi", version=1, by=liaison, at=NOVEMBER)
    assert await asked.approve("Penghubung 1") is ConfirmationState.WITH_HEAD
    assert await told("decree_escalated") == ["Kepala Dinas"]
    with pytest.raises(Refusal, match="kepala perangkat daerah"):
        await asked.approve("Penghubung 1")
    assert await asked.approve("Kepala Dinas") is ConfirmationState.ANSWERED


async def test_the_second_of_two_editors_reads_that_the_row_changed(database: str) -> None:
    asked = await Round.begin()
    liaison = await factories.actor("Penghubung 1", NOVEMBER)
    row = await factories.row_of(asked.draft, "Operator 1")
    first, second = asked.town.person("Pilihan Satu"), asked.town.person("Pilihan Dua")
    ended = await asyncio.gather(
        rows.replace(row.id, first, reason="Mutasi", version=1, by=liaison, at=NOVEMBER),
        rows.replace(row.id, second, reason="Mutasi", version=1, by=asked.town.first, at=NOVEMBER),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in ended) == ["NoneType", "Stale"]
    kept = await roster.by_id(row.id)
    assert kept is not None
    assert kept.version == 2
    assert kept.was_name == "Operator 1"


async def test_somebody_outside_every_sk_is_aimed_at(database: str) -> None:
    asked = await Round.begin(agencies=3)
    third = asked.town.agencies[2]
    await Appointment.update({Appointment.change: Change.END}).where(Appointment.agency == third)
    confirmation = await asked.confirmation(2)
    whom = Identity("Staf Ditunjuk", None, "+628999000222")
    key = await rounds.aim_at_person(confirmation["id"], whom, by=asked.town.first, at=NOVEMBER)  # type: ignore[arg-type]
    assert await told("invitation") == ["Staf Ditunjuk"]
    user = await factories.actor("Staf Ditunjuk", NOVEMBER)
    seat = await factories.position(asked.draft, "Pejabat Penghubung")
    person = asked.town.person("Penghubung Baru")
    await rows.add(asked.draft, seat, third, person, by=user, at=NOVEMBER)
    assert await asked.approve("Staf Ditunjuk", 2) is ConfirmationState.ANSWERED
    with pytest.raises(Forbidden):
        await rows.add(asked.draft, seat, asked.town.agencies[0], person, by=user, at=NOVEMBER)
    later = DEADLINE + rounds.AFTER_DEADLINE
    assert await factories.held("Staf Ditunjuk", later) == set()
    await standing.end(key, by=asked.town.first, at=NOVEMBER)


async def test_kominfo_decides_for_who_does_not_answer_and_then_goes_on(database: str) -> None:
    asked = await Round.begin()
    await asked.approve("Penghubung 1")
    given = await asked.confirmation()
    await answers.accept(given["id"], version=given["version"], by=asked.town.first, at=NOVEMBER)  # type: ignore[arg-type]
    await factories.date_it(asked.town, asked.draft, date(2027, 1, 1), at=NOVEMBER)
    version = await factories.version_of(asked.draft)
    with pytest.raises(Refusal, match="1 perangkat daerah belum selesai"):
        await signing.ready(asked.draft, [], version=version, by=asked.town.first, at=NOVEMBER)
    silent = await asked.confirmation(1)
    liaison = await factories.actor("Penghubung 1", NOVEMBER)
    decide = {"reason": "Lewat batas", "version": silent["version"], "at": DEADLINE + DAY}
    with pytest.raises(Forbidden, match="Hanya Admin Kominfo"):
        await answers.decide(silent["id"], by=liaison, **decide)  # type: ignore[arg-type]
    await answers.decide(silent["id"], by=asked.town.first, **decide)  # type: ignore[arg-type]
    await signing.ready(asked.draft, [], version=version, by=asked.town.first, at=NOVEMBER)
    with pytest.raises(Conflict):
        await asked.approve("Penghubung 2", 1)


async def test_an_old_page_answers_nothing(database: str) -> None:
    asked = await Round.begin()
    liaison = await factories.actor("Penghubung 1", NOVEMBER)
    row = await asked.confirmation()
    await rounds.remind([row["id"]], by=asked.town.first, at=NOVEMBER)  # type: ignore[list-item]
    assert await told("decree_reminded") == ["Penghubung 1"]
    with pytest.raises(Stale):
        await answers.approve(row["id"], version=7, by=liaison, at=NOVEMBER)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="masa depan"):
        await rounds.ask(
            asked.draft, asked.town.agencies[0], deadline=START, by=asked.town.first, at=NOVEMBER
        )
