"""The demo's SK Tim: this year's in force with the demo's officers, and in autumn next year's as a draft."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from portal.accounts.roles import RoleCode
from portal.accounts.tables import Assignment, AssignmentSource
from portal.agencies import queries as agencies
from portal.clock import WIB
from portal.decrees import drafting, enactment, handovers, roster, rows, signing
from portal.decrees.documents import printing
from portal.decrees.drafting import Particulars
from portal.decrees.people import Person
from portal.decrees.signing import Signed
from portal.decrees.tables import Decree, Position
from portal.demo.people import Cast, DemoAccount
from portal.files import storage
from portal.permissions import JobActor

SCANNER = JobActor("job:demo-scan", "Pembuat demo")
"""Who uploads the signed file: not the one who puts it in force."""

SEATS = {
    (RoleCode.ADMIN, False): ("Koordinator/Admin Instansi", "Kepala Bidang"),
    (RoleCode.LEADER, False): ("Pembina", "Bupati"),
    (RoleCode.LIAISON, True): ("Pejabat Penghubung", "Sekretaris"),
    (RoleCode.OPERATOR, True): ("Admin Operator", "Pengelola Data"),
}
DRAFTED_FROM = 9
"""The month in which an office begins with next year's decree."""


async def appoint(cast: Cast, at: datetime) -> None:
    """Put a decree in force that seats the demo's officers; their roles come from it instead of by hand."""
    today = at.astimezone(WIB).date()
    decree_id = await drafting.begin(today.year, by=SCANNER, at=at)
    await _seat(decree_id, cast.accounts, at)
    await _sign(decree_id, today, at)
    await enactment.enact(decree_id, by=cast.admin, at=at)
    await _let_go_of_hand_made(at)
    for account in cast.accounts:
        for waiting in await handovers.waiting_for(account.user.id, at):
            await handovers.tick(waiting, by=account.user, at=at)
    if today.month >= DRAFTED_FROM:
        await drafting.begin(today.year + 1, by=cast.admin, at=at)


async def _seat(decree_id: int, accounts: Iterable[DemoAccount], at: datetime) -> None:
    written = await Position.select(Position.id, Position.name).where(Position.decree == decree_id)
    positions = {row["name"]: row["id"] for row in written}
    known = {agency.code: agency.id for agency in await agencies.every()}
    for account in accounts:
        seat = SEATS.get((RoleCode(account.role), bool(account.agency)))
        if seat is None:
            continue
        name, post = seat
        person = Person(account.name, post=post, email=account.email, phone=account.phone)
        await rows.add(decree_id, positions[name], known.get(account.agency), person, by=SCANNER, at=at)


async def _sign(decree_id: int, today: date, at: datetime) -> None:
    row = await Decree.select().where(Decree.id == decree_id).first() or {}
    words = Particulars(
        today.year,
        row["title"],
        row["effective_from"],
        row["effective_until"],
        signer_name="Bupati Contoh",
        signer_title=row["signer_title"],
        weighing=row["weighing"],
        recalling=row["recalling"],
        deciding=row["deciding"],
    )
    await drafting.change(decree_id, words, version=1, by=SCANNER, at=at)
    await signing.ready(decree_id, [("Bagian Hukum", today), ("Sekda", today)], version=2, by=SCANNER, at=at)
    scan = await _scanned(decree_id, at)
    number = f"188.45/101/434.013/{today.year}"
    await signing.sign(decree_id, Signed(number, today, scan), version=3, by=SCANNER, at=at)


async def _scanned(decree_id: int, at: datetime) -> int:
    decree = await Decree.objects().get(Decree.id == decree_id)
    if decree is None:
        raise LookupError(decree_id)
    kept = await storage.store(await printing.as_pdf(decree), "SK Tim bertanda tangan.pdf", by=SCANNER, at=at)
    return kept.id


async def _let_go_of_hand_made(at: datetime) -> None:
    """Who is replaced in the demo's decree has to lose the role with it."""
    by_decree = {row.account_id for row in await roster.in_force(at) if row.per_agency}
    await Assignment.update({Assignment.ends_at: at}).where(
        Assignment.source == AssignmentSource.HAND,
        Assignment.account.is_in([key for key in by_decree if key]),
        Assignment.role.is_in([RoleCode.LIAISON, RoleCode.OPERATOR]),
    )
