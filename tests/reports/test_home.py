"""The home page says what its reader must do now, and its numbers are those of the lists behind them."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

from portal import clock
from portal.accounts.current_user import CurrentUser
from portal.complaints import approval, dispositions, follow_ups, inquiries, resolution
from portal.complaints.filters import Filters
from portal.complaints.follow_ups import Content
from portal.complaints.kinds import Stage, Status
from portal.complaints.listing import listing
from portal.complaints.tables import Complaint
from portal.reports.home.page import Home, home
from tests.reports.people import reader
from tests.reports.rows import Case, agency, put

TODAY = clock.today().date()
LONG_AGO = TODAY - timedelta(days=60)


async def listed(user: CurrentUser, href: str) -> int:
    """How many complaints the list behind a link holds."""
    filters = Filters.parse(dict(parse_qsl(urlsplit(href).query)))
    return len((await listing(user, filters, limit=500)).rows)


async def at_home(user: CurrentUser) -> Home:
    return await home(user, clock.now())


def titles(told: Home) -> list[str]:
    return [task.title for task in told.tasks]


async def complaint(number: str) -> Complaint:
    found = await Complaint.objects().get(Complaint.number == number)
    assert found is not None
    return found


async def test_every_number_is_that_of_its_list(database: str):
    road, water = await agency("JALAN"), await agency("AIR")
    await put(
        *[Case(TODAY, Status.RECEIVED)] * 3,
        *[Case(TODAY, Status.VERIFIED, "not_followed_up", returned=TODAY)] * 2,
        *[Case(TODAY, Status.VERIFIED, "not_followed_up")] * 2,
        *[Case(LONG_AGO, Status.DISPOSED, agency=road, due=LONG_AGO)] * 4,
        Case(LONG_AGO, Status.ACCEPTED, agency=water, due=LONG_AGO, is_supervisory=True),
        *[Case(TODAY, Status.RESOLVED, "resolved", agency=road)] * 6,
    )
    for user in (await reader("admin"), await reader("leader"), await reader("leader", "JALAN")):
        told = await at_home(user)
        assert told.year
        assert told.overdue
        for part in told.year.bar:
            assert part.n == await listed(user, told.year.links[part.bucket])
        assert int(told.overdue.n) == await listed(user, told.overdue.href)
        for row in told.overdue.by_agency:
            assert row.n == await listed(user, row.href)
        for task in told.tasks:
            if task.href.startswith("/complaints?"):
                assert f" {await listed(user, task.href)} pengaduan" in task.title


async def test_kominfo_sees_its_piles_and_a_single_case_by_name(database: str):
    await put(
        *[Case(TODAY, Status.RECEIVED, "unverified")] * 2, Case(TODAY, Status.VERIFIED, "not_followed_up")
    )
    told = await at_home(await reader("admin"))
    assert told.heading == "Dua hal menunggu Anda"
    verify, dispose = sorted(titles(told), reverse=True)
    assert verify == "Verifikasi 2 pengaduan"
    assert dispose.startswith("Disposisikan “Pengaduan contoh ")
    assert told.lapor
    assert (told.lapor.at, told.lapor.is_stale) == (None, True)


async def test_what_came_back_is_told_once(database: str):
    await put(Case(TODAY, Status.VERIFIED, "not_followed_up", returned=TODAY))
    [title] = titles(await at_home(await reader("admin")))
    assert title.startswith("Disposisikan ulang")


async def test_a_complaint_walks_from_desk_to_desk(database: str):
    road = await agency("JALAN")
    [number] = await put(Case(LONG_AGO, Status.VERIFIED, verified=LONG_AGO, in_care=LONG_AGO))
    admin = await reader("admin")
    operator, liaison = await reader("operator", "JALAN"), await reader("liaison", "JALAN")
    case, now = await complaint(number), clock.now()
    await dispositions.dispose(case, to=road, by=admin, at=now)
    assert [title.split(" “")[0] for title in titles(await at_home(operator))] == ["Tindak lanjuti"]
    draft = await follow_ups.draft(
        case, content=Content(Stage.FIRST, "Lubang ditambal."), by=operator, at=now
    )
    assert titles(await at_home(operator))[0].startswith("Lanjutkan konsep")
    await follow_ups.submit(case, draft, by=operator, at=now)
    told = await at_home(operator)
    assert (told.heading, len(told.waiting)) == ("Tidak ada yang menunggu Anda", 1)
    told = await at_home(liaison)
    assert (told.heading, titles(told)[0].split(" “")[0]) == ("Satu tugas untuk Anda", "Periksa jawaban")
    await approval.return_draft(case, draft, note="Mohon foto sesudahnya.", by=liaison, at=now)
    told = await at_home(operator)
    assert (told.tasks[0].label, told.tasks[0].why) == ("Perbaiki", "Mohon foto sesudahnya.")


async def test_questions_wait_on_the_side_that_was_asked(database: str):
    road = await agency("JALAN")
    [number] = await put(Case(LONG_AGO, Status.VERIFIED, verified=LONG_AGO, in_care=LONG_AGO))
    admin, operator = await reader("admin"), await reader("operator", "JALAN")
    case = await complaint(number)
    await dispositions.dispose(case, to=road, by=admin, at=clock.now())
    await inquiries.ask(case, question="Ruas jalan yang mana?", by=operator, at=clock.now())
    assert any(title.startswith("Jawab pertanyaan") for title in titles(await at_home(admin)))
    await inquiries.ask(case, question="Apakah sudah ditinjau?", by=admin, at=clock.now())
    assert any(title.startswith("Jawab pertanyaan") for title in titles(await at_home(operator)))


async def test_an_empty_seat_brings_the_answer_to_the_head_and_to_kominfo(database: str):
    road = await agency("JALAN")
    [number] = await put(Case(LONG_AGO, Status.VERIFIED, verified=LONG_AGO, in_care=LONG_AGO))
    admin, operator, head = (
        await reader("admin"),
        await reader("operator", "JALAN"),
        await reader("leader", "JALAN"),
    )
    case, now = await complaint(number), clock.now()
    await dispositions.dispose(case, to=road, by=admin, at=now)
    draft = await follow_ups.draft(case, content=Content(Stage.FIRST, "Ditambal."), by=operator, at=now)
    await follow_ups.submit(case, draft, by=operator, at=now)
    for user in (admin, head):
        assert any(title.startswith("Setujui sebagai pengganti") for title in titles(await at_home(user)))
    await reader("liaison", "JALAN")
    assert not any(title.startswith("Setujui") for title in titles(await at_home(head)))


async def test_the_accused_unit_reads_of_supervisory_complaints_nowhere(database: str):
    road = await agency("JALAN")
    await put(Case(LONG_AGO, Status.DISPOSED, agency=road, due=LONG_AGO, is_supervisory=True))
    for role in ("operator", "liaison", "leader"):
        told = await at_home(await reader(role, "JALAN"))
        assert told.year
        assert (told.tasks, told.waiting, told.year.total) == ((), (), 0)
    told = await at_home(await reader("inspector"))
    assert told.supervisory
    assert told.supervisory.n == str(await listed(await reader("inspector"), told.supervisory.href))


async def test_what_has_been_quiet_long_enough_is_offered_for_closing(database: str):
    road = await agency("JALAN")
    [number] = await put(Case(LONG_AGO, Status.VERIFIED, verified=LONG_AGO, in_care=LONG_AGO))
    admin, case = await reader("admin"), await complaint(number)
    operator, liaison = await reader("operator", "JALAN"), await reader("liaison", "JALAN")
    for days, is_offered in ((40, True), (3, False)):
        at = clock.now() - timedelta(days=days)
        if not is_offered:
            await resolution.resolve(case, by=admin, at=at)
            await resolution.reopen(case, reason="Belum selesai.", by=admin, at=at)
        else:
            await dispositions.dispose(case, to=road, by=admin, at=at)
        stage = Stage.FIRST if is_offered else Stage.FINAL
        draft = await follow_ups.draft(case, content=Content(stage, "Ditambal."), by=operator, at=at)
        await follow_ups.submit(case, draft, by=operator, at=at)
        await approval.approve(case, draft, by=liaison, at=at)
        offered = [task for task in (await at_home(admin)).tasks if task.href == "/reports/closing"]
        assert bool(offered) is is_offered
