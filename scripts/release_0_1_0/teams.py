"""Decrees in every state, answers of the round, mid-year changes, briefings, the review, days off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal import clock, files
from portal.accounts import assignments
from portal.accounts.current_user import CurrentUser
from portal.accounts.tables import Account
from portal.agencies import queries as agencies
from portal.decrees import (
    answers,
    drafting,
    enactment,
    handovers,
    mutations,
    roster,
    rounds,
    rows,
    signing,
    withdrawal,
)
from portal.decrees.briefings import guests, lesson, planning
from portal.decrees.briefings.planning import BriefingValues
from portal.decrees.briefings.tables import Briefing
from portal.decrees.documents import templates
from portal.decrees.drafting import Particulars
from portal.decrees.kinds import DecreeState
from portal.decrees.people import Person
from portal.decrees.review import access
from portal.decrees.signing import Signed
from portal.decrees.tables import Appointment, Confirmation, Decree, Handover, Position
from portal.decrees.turnover import Occasion
from portal.permissions import JobActor
from portal.workdays import hours
from portal.workdays.tables import Holiday
from tests.browser.world import World
from tests.decrees.page_world import pdf

SCANNER = JobActor("job:scan", "Pengunggah Uji")
ROUND = ("DISHUB", "DLH", "DINSOS")


async def add(world: World) -> None:
    """All of them."""
    await _round(world)
    await _mutations(world)
    await _decrees(world)
    await _briefings(world)
    await _review(world)
    await _days(world)
    await templates.bring(
        await templates.content(), "templat-uji.docx", "Uji", by=world.admin, at=clock.now()
    )


async def _round(world: World) -> None:
    """Asked, answered, accepted, returned, decided."""
    draft = await Decree.objects().get(Decree.state == DecreeState.CONFIRMATION)
    assert draft is not None
    until = clock.now() + timedelta(days=5)
    for code, then in zip(ROUND, ("answer", "accept", "return"), strict=True):
        agency = await agencies.find(code)
        assert agency is not None
        key = await rounds.ask(draft.id, agency.id, deadline=until, by=world.admin, at=clock.now())
        await answers.approve(key, remarks="Sudah benar.", version=1, by=await _liaison(code), at=clock.now())
        if then == "accept":
            await answers.accept(key, version=2, by=world.admin, at=clock.now())
        if then == "return":
            await answers.give_back(key, reason="NIP belum ada.", version=2, by=world.admin, at=clock.now())
    silent = await agencies.find("DINKES")
    assert silent is not None
    key = await rounds.ask(draft.id, silent.id, deadline=until, by=world.admin, at=clock.now())
    await answers.decide(key, reason="Tidak menjawab.", version=1, by=world.admin, at=clock.now())
    assert await Confirmation.count() > len(ROUND)


async def _liaison(code: str) -> Any:
    row = await Account.select().where(Account.email == f"penghubung.{code.lower()}@demo.example").first()
    assert row is not None
    held = await assignments.held_by(row["id"], clock.now())
    return CurrentUser(row["id"], row["public_id"], row["name"], 0, held, "127.0.0.1")


async def _mutations(world: World) -> None:
    """Replaced, left, stood in for; the hand-over read by one and not by another."""
    at = clock.now()
    when = Occasion(at, "Mutasi pegawai")
    for code, kind in (("DISHUB", "replace"), ("DLH", "vacate"), ("DINSOS", "absence")):
        agency = await agencies.find(code)
        assert agency is not None
        seated = (await roster.in_force(at, agency_id=agency.id))[0]
        new = Person(f"Pegawai Baru {code}", post="Sekretaris", phone=f"+62812666{agency.id:05}")
        if kind == "replace":
            made = await mutations.replace(seated.id, new, when, by=world.admin, at=at)
            await mutations.lapor_switched(made, by=world.admin, at=at)
        elif kind == "vacate":
            await mutations.vacate(seated.id, when, acting=new, by=world.admin, at=at)
        else:
            until = at + timedelta(days=9)
            await mutations.absence(seated.id, new, when, until=until, by=world.admin, at=at)
    first = await Handover.select(Handover.public_id, Handover.appointment).order_by(Handover.id).first()
    assert first is not None
    await _tick(first)


async def _tick(handover: dict[str, Any]) -> None:
    seat = await Appointment.select().where(Appointment.id == handover["appointment"]).first()
    assert seat is not None
    held = await assignments.held_by(seat["account"], clock.now())
    user = CurrentUser(seat["account"], "", seat["name"], 0, held, "127.0.0.1")
    row = await handovers.find_for(user, handover["public_id"])
    assert row is not None
    await handovers.tick(row, by=user, at=clock.now())


async def _decrees(world: World) -> None:
    """Beside the year's and the round's: amendments, since only one year may be drafted at a time."""
    year = clock.today().year
    current = await Decree.objects().get((Decree.year == year) & (Decree.state == DecreeState.IN_FORCE))
    assert current is not None
    for until in ("draft", "ready", "signed", "withdrawn", "enacted"):
        key = await drafting.begin_amendment(current.id, by=SCANNER, at=clock.now())
        await _seat(key)
        await _sign(key, until, world)


async def _seat(key: int) -> None:
    """Somebody at an agency where nobody was."""
    agency = (await agencies.every())[-1 - key]
    name = "Pejabat Penghubung"
    position = await Position.objects().get((Position.decree == key) & (Position.name == name))
    assert position is not None
    who = Person(f"Penghubung Uji {key}", post="Sekretaris", phone=f"+62812666{key:05}")
    await rows.add(key, position.id, agency.id, who, by=SCANNER, at=clock.now())


async def _sign(key: int, until: str, world: World) -> None:
    at, today = clock.now(), clock.today().date()
    if until == "draft":
        return
    row = await Decree.select().where(Decree.id == key).first()
    assert row is not None
    kept = ("year", "title", "signer_title", "weighing", "recalling", "deciding")
    words = Particulars(
        **{name: row[name] for name in kept},
        effective_from=today,
        effective_until=None,
        signer_name="Bupati Contoh",
    )
    await drafting.change(key, words, version=1, by=SCANNER, at=at)
    await signing.ready(key, [("Bagian Hukum", today)], version=2, by=SCANNER, at=at)
    if until == "ready":
        return
    scan = await files.store(pdf(), f"SK perubahan {key}.pdf", by=SCANNER, at=at)
    what = Signed(f"188.45/{key}/434.013/{row['year']}", today, scan.id)
    await signing.sign(key, what, version=3, by=SCANNER, at=at)
    if until == "withdrawn":
        await withdrawal.withdraw(key, reason="Salah ketik.", by=world.admin, at=at)
    if until == "enacted":
        await enactment.enact(key, by=world.admin, at=at)


async def _briefings(world: World) -> None:
    """Held with its list taken, cancelled; one page of the lesson hidden, the lesson read."""
    at = clock.now()
    values = BriefingValues("Bimtek penghubung", at - timedelta(days=2), "Aula")
    earlier = at - timedelta(days=9)
    await planning.plan(values, by=world.admin, at=earlier)
    held = await _newest_briefing()
    liaison = world.accounts["liaison"].user.id
    await guests.invite(held, [liaison], write=False, by=world.admin, at=earlier)
    await guests.take_attendance(held, {liaison}, by=world.admin, at=at)
    await planning.plan(BriefingValues("Bimtek batal", at + timedelta(days=2), "Aula"), by=world.admin, at=at)
    await planning.cancel(await _newest_briefing(), reason="Aula dipakai.", by=world.admin, at=at)
    await lesson.tick(liaison, by=world.accounts["liaison"].user, at=at)
    await lesson.hide((await lesson.pages())[-1].id, by=world.admin, at=at)


async def _newest_briefing() -> int:
    row = await Briefing.select(Briefing.id).order_by(Briefing.id, ascending=False).first()
    assert row is not None
    return int(row["id"])


async def _review(world: World) -> None:
    """Some were kept, one's access ended; begun by `world.furnish`."""
    year, at = clock.today().year, clock.now()
    kept = [world.accounts[role].user.id for role in ("liaison", "operator")]
    await access.keep(year, kept, note="Masih bertugas", by=world.admin, at=at)
    gone = await Account.select(Account.id).where(Account.name == "Peninjau Memasang").first()
    assert gone is not None
    await access.end(year, gone["id"], note="Pindah tugas", by=world.admin, at=at)


async def _days(world: World) -> None:
    """Ramadan for all and for one agency, one taken back, and a day off of our own."""
    agency = await agencies.find("DPUPR")
    assert agency is not None
    days = (date(2027, 2, 8), date(2027, 3, 7))
    for key, is_withdrawn in ((None, False), (agency.id, False), (agency.id, True)):
        week = await hours.add_exception("Ramadan", days, {}, by=world.admin, at=clock.now(), agency=key)
        if is_withdrawn or key is None:
            await hours.withdraw_exception(week, by=world.admin, at=clock.now(), agency=key)
    assert await Holiday.count() > 0
