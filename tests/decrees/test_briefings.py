"""Bimtek: planned, told, attended; the lesson read and ticked."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from portal import db
from portal.audit.tables import AuditEvent
from portal.decrees.briefings import guests, lesson, planning, queries
from portal.decrees.briefings.lesson import PageValues
from portal.decrees.briefings.planning import BriefingValues
from portal.decrees.briefings.queries import BriefingRow
from portal.decrees.briefings.tables import LessonReading
from portal.errors import Conflict, Refusal
from portal.notifications.tables import Delivery, Notification
from tests.decrees.staff import CLERK, DAY, NOON, agency, named, person

SOON = NOON + 3 * DAY
VALUES = BriefingValues("Bimtek operator", SOON, "Aula Kominfo", "Bawa ponsel.")


async def planned() -> BriefingRow:
    found = await queries.find(await planning.plan(VALUES, by=CLERK, at=NOON))
    assert found
    return found


async def team() -> list[int]:
    await agency("DINAS-A")
    await agency("DINAS-B")
    return [await person("operator", "DINAS-A"), await person("liaison", "DINAS-B")]


async def letters() -> list[tuple[str, str]]:
    rows = await Delivery.select(Delivery.notification._.kind.as_alias("kind"), Delivery.state).order_by(
        Delivery.id
    )
    return [(row["kind"], row["state"]) for row in rows]


async def invited() -> tuple[BriefingRow, list[int]]:
    session, people = await planned(), await team()
    assert await guests.invite(session.id, people, write=True, by=CLERK, at=NOON) == 2
    return session, people


async def test_guests_are_told_where_and_when_in_office_hours(database: str) -> None:
    session, people = await invited()
    assert await letters() == [("briefing", "waiting")] * 2
    row = await Notification.select().output(load_json=True).first()
    assert row
    assert row["fields"] == {
        "title": "Bimtek operator",
        "when": "Jumat, 27 November 2026, pukul 12.00 WIB",
        "location": "Aula Kominfo",
    }
    assert row["link"] == f"/briefings/{session.public_id}"
    waits = await Delivery.select(Delivery.may_wait, Delivery.expires_at)
    assert {(each["may_wait"], each["expires_at"]) for each in waits} == {(True, SOON)}
    names = [guest.name for guest in await queries.guests_of(session.id)]
    assert names == sorted([(await named(key))["name"] for key in people])


async def test_inviting_twice_writes_once_and_newcomers_join_the_list(database: str) -> None:
    session, people = await invited()
    third = await person("operator", "DINAS-A")
    sent = await guests.invite(session.id, [*people, third], write=True, by=CLERK, at=NOON)
    assert sent == 1
    assert len(await letters()) == 3
    await guests.invite(session.id, [await person("operator")], write=False, by=CLERK, at=NOON)
    assert len(await letters()) == 3
    assert len(await queries.guests_of(session.id)) == 4


async def test_another_hour_is_told_again_and_another_title_is_not(database: str) -> None:
    session, _ = await invited()
    same = BriefingValues("Bimtek petugas", SOON, "Aula Kominfo")
    assert await planning.change(session.id, same, version=1, by=CLERK, at=NOON) == 0
    moved = BriefingValues("Bimtek petugas", SOON + DAY, "Aula Kominfo")
    assert await planning.change(session.id, moved, version=2, by=CLERK, at=NOON) == 2
    assert await letters() == [("briefing", "cancelled")] * 2 + [("briefing", "waiting")] * 2


async def test_calling_it_off_tells_the_guests_and_stops_what_waits(database: str) -> None:
    session, people = await invited()
    await planning.cancel(session.id, reason="Aula dipakai.", by=CLERK, at=NOON)
    assert await letters() == [("briefing", "cancelled")] * 2 + [("briefing_cancelled", "waiting")] * 2
    with pytest.raises(Conflict):
        await planning.cancel(session.id, reason="Lagi.", by=CLERK, at=NOON)
    with pytest.raises(Conflict):
        await guests.invite(session.id, people, write=True, by=CLERK, at=NOON)
    with pytest.raises(Conflict):
        await guests.take_attendance(session.id, people, by=CLERK, at=SOON + DAY)
    with pytest.raises(Conflict, match="dibatalkan"):
        await planning.change(session.id, VALUES, version=1, by=CLERK, at=NOON)


async def test_the_second_editor_is_told(database: str) -> None:
    session = await planned()
    await planning.change(session.id, VALUES, version=1, by=CLERK, at=NOON)
    with pytest.raises(Conflict, match="orang lain"):
        await planning.change(session.id, VALUES, version=1, by=CLERK, at=NOON)


async def test_what_lies_behind_is_neither_planned_nor_invited_to_nor_called_off(database: str) -> None:
    with pytest.raises(Refusal, match="sudah lewat"):
        await planning.plan(VALUES, by=CLERK, at=SOON)
    session, people = await planned(), await team()
    later = SOON + timedelta(hours=1)
    with pytest.raises(Refusal, match="tidak dikirim lagi"):
        await guests.invite(session.id, people, write=True, by=CLERK, at=later)
    with pytest.raises(Refusal, match="sudah berlangsung"):
        await planning.cancel(session.id, reason="x", by=CLERK, at=later)
    with pytest.raises(Refusal, match="sedikitnya satu"):
        await guests.invite(session.id, [], write=False, by=CLERK, at=NOON)


async def test_who_came_counts_as_briefed_and_can_be_mended(database: str) -> None:
    session, people = await invited()
    with pytest.raises(Refusal, match="sesudah bimtek dimulai"):
        await guests.take_attendance(session.id, people, by=CLERK, at=NOON)
    later = SOON + DAY
    assert await guests.take_attendance(session.id, people, by=CLERK, at=later) == 2
    assert await guests.take_attendance(session.id, [people[0], 999_999], by=CLERK, at=later) == 1
    seen = await queries.coverage(later, later.date())
    assert (seen.covered, seen.total) == (1, 2)
    told = {one.account_id: (one.at, one.by_what) for _, line in seen.agencies for one in line}
    assert told == {people[0]: (SOON, "Bimtek operator"), people[1]: (None, "")}
    assert await guests.take_attendance(session.id, [], by=CLERK, at=later) == 0
    (row,) = await queries.listed()
    assert (row.guests, row.present) == (2, 0)


async def test_the_later_of_lesson_and_session_is_named(database: str) -> None:
    session, people = await invited()
    later = SOON + DAY
    await lesson.tick(people[0], by=CLERK, at=NOON)
    seen = await queries.coverage(NOON, NOON.date())
    assert seen.agencies[0][1][0].by_what == queries.LESSON
    await guests.take_attendance(session.id, people, by=CLERK, at=later)
    seen = await queries.coverage(later, later.date())
    assert seen.agencies[0][1][0].by_what == "Bimtek operator"


async def test_every_act_on_a_session_is_in_the_audit(database: str) -> None:
    session, people = await invited()
    await planning.change(session.id, VALUES, version=1, by=CLERK, at=NOON)
    await guests.take_attendance(session.id, people, by=CLERK, at=SOON)
    rows = await AuditEvent.select(AuditEvent.action).where(AuditEvent.subject == f"briefing:{session.id}")
    assert [row["action"].partition(".")[2] for row in rows] == ["planned", "invited", "changed", "attended"]


async def test_the_lesson_is_there_from_the_start_and_can_be_changed(database: str) -> None:
    first, *others = await lesson.pages()
    assert len(others) >= 4
    assert all(page.paragraphs for page in (first, *others))
    await lesson.change(first.id, PageValues("Judul", "Satu\ndua\n\ntiga"), version=1, by=CLERK, at=NOON)
    changed = await lesson.page(first.id)
    assert changed
    assert (changed.title, changed.paragraphs, changed.version) == ("Judul", [["Satu", "dua"], ["tiga"]], 2)
    with pytest.raises(Conflict):
        await lesson.change(first.id, PageValues("x", "y"), version=1, by=CLERK, at=NOON)
    await lesson.add(PageValues("Terakhir", "Isi"), by=CLERK, at=NOON)
    assert (await lesson.pages())[-1].title == "Terakhir"


async def test_a_page_taken_out_is_gone_but_the_last_one_stays(database: str) -> None:
    *others, last = await lesson.pages()
    for page in others:
        await lesson.hide(page.id, by=CLERK, at=NOON)
    assert await lesson.page(others[0].id) is None
    with pytest.raises(Refusal, match="tidak boleh kosong"):
        await lesson.hide(last.id, by=CLERK, at=NOON)
    assert [page.id for page in await lesson.pages()] == [last.id]


async def test_the_first_tick_of_the_lesson_counts(database: str) -> None:
    reader = await person("operator")
    await lesson.tick(reader, by=CLERK, at=NOON)
    await lesson.tick(reader, by=CLERK, at=NOON + DAY)
    assert await lesson.read_at(reader) == NOON
    assert await LessonReading.count() == 1


async def test_two_who_invite_at_once_write_once(postgres_database: str) -> None:
    session, people = await planned(), await team()
    both = [guests.invite(session.id, people, write=True, by=CLERK, at=NOON) for _ in range(2)]
    assert sorted(await asyncio.gather(*both)) == [0, 2]
    assert db.is_postgres()
