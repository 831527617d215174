"""Bring the demo's decree of next year as far as the manual's pictures show it: `… asked`, then `… signed`.

It works on the database of the environment, in the demo's own folder.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from portal import clock, db
from portal.accounts.current_user import CurrentUser, Held
from portal.accounts.roles import RoleCode
from portal.accounts.tables import Account
from portal.agencies import queries as agencies
from portal.app import assemble
from portal.decrees import answers, drafting, roster, rounds, rows, signing
from portal.decrees.briefings import lesson, planning
from portal.decrees.briefings.planning import BriefingValues
from portal.decrees.documents import printing
from portal.decrees.drafting import Particulars
from portal.decrees.kinds import DecreeKind, DecreeState
from portal.decrees.people import Person
from portal.decrees.review import access
from portal.decrees.roster import RosterRow
from portal.decrees.signing import Signed
from portal.decrees.tables import Confirmation, Decree, Position
from portal.demo.people import DOMAIN
from portal.files import storage
from portal.notifications.tables import Delivery, DeliveryState
from portal.permissions import JobActor

T = TypeVar("T")

KOMINFO = JobActor("job:manual", "Admin Kominfo")
PATIENCE = 30
"""Seconds for the worker."""

OPERATOR = "Admin Operator"
ANSWERED, RETURNED, ACCEPTED = ("DISHUB", "DINSOS"), ("DINKES",), ("DLH", "PERUMDAM")


async def asked(at: datetime) -> None:
    """A draft that differs from the roster in force, and agencies that answer one after the other."""
    draft = await _draft(at)
    await _change(draft, at)
    deadline = at + timedelta(days=9)
    await rounds.open_round(draft, deadline=deadline, by=KOMINFO, at=at)
    await _messages_out()
    for code in (*ANSWERED, *RETURNED, *ACCEPTED):
        await answers.approve(**await _answer(draft, code), by=await _liaison(code), at=at)
    for code in RETURNED:
        why = "Nomor WhatsApp operator belum diisi."
        await answers.give_back(**await _answer(draft, code), reason=why, by=KOMINFO, at=at)
    for code in ACCEPTED:
        await answers.accept(**await _answer(draft, code), by=KOMINFO, at=at)
    await access.begin(at.astimezone(clock.WIB).year, by=KOMINFO, at=at)
    for code in ACCEPTED:
        liaison = await _liaison(code)
        await lesson.tick(liaison.id, by=liaison, at=at)
    morning = datetime.combine(at.astimezone(clock.WIB).date() + timedelta(days=14), time(9), clock.WIB)
    session = BriefingValues("Bimtek pengelola pengaduan", morning, "Aula Kantor Bupati")
    await planning.plan(session, by=KOMINFO, at=at)


async def signed(at: datetime) -> None:
    """Everybody's rows decided, the initials given, the signed file kept."""
    draft = await _draft(at)
    for row in await Confirmation.select().where(Confirmation.decree == draft):
        if row["state"] not in {"accepted", "decided"}:
            key, why = {"confirmation_id": row["id"], "version": row["version"]}, "Disepakati lewat telepon."
            await answers.decide(**key, reason=why, by=KOMINFO, at=at)
    decree = await _decree(draft)
    stood = {name: getattr(decree, name) for name in Particulars.__dataclass_fields__}
    words = Particulars(**stood | {"signer_name": "Bupati Contoh"})
    await drafting.change(draft, words, version=decree.version, by=KOMINFO, at=at)
    today = at.astimezone(clock.WIB).date()
    holders = [("Bagian Hukum", today), ("Sekretaris Daerah", today)]
    await signing.ready(draft, holders, version=(await _decree(draft)).version, by=KOMINFO, at=at)
    scan = await storage.store(await printing.as_pdf(decree), "SK bertanda tangan.pdf", by=KOMINFO, at=at)
    what = Signed(f"188.45/212/434.013/{today.year}", today, scan.id)
    await signing.sign(draft, what, version=(await _decree(draft)).version, by=KOMINFO, at=at)


async def _messages_out() -> None:
    """Agencies answer after they were asked; pictures do not wait until the morning, as messages do."""
    await Delivery.update({Delivery.may_wait: False}).where(Delivery.subject.like("confirmation:%"))
    unsent = Delivery.state.is_in([DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.ACCEPTED])
    for _ in range(PATIENCE):
        if not await Delivery.exists().where(Delivery.subject.like("confirmation:%"), unsent):
            return
        await asyncio.sleep(1)


async def _draft(at: datetime) -> int:
    """The draft that is being worked on; the demo has one in autumn."""
    open_ones = Decree.state.not_in([DecreeState.IN_FORCE, DecreeState.WITHDRAWN])
    found = await Decree.objects().where(Decree.kind == DecreeKind.MAIN, open_ones).first()
    return found.id if found else await drafting.begin(at.year + 1, by=KOMINFO, at=at)


async def _change(draft: int, at: datetime) -> None:
    """What an office changes in a year: somebody moved on, somebody joined, a title was misspelt."""
    moved = await _row(draft, "DISHUB", OPERATOR)
    newcomer = Person("Operator Baru Dishub", post="Pengelola Data", phone="+6281200001901")
    await rows.replace(moved.id, newcomer, reason="Mutasi", version=moved.version, by=KOMINFO, at=at)
    gone = await _row(draft, "DISKOPINDAG", OPERATOR)
    await rows.end(gone.id, reason="Pensiun", version=gone.version, by=KOMINFO, at=at)
    second = Person("Operator Cadangan DPUPR", post="Pengadministrasi", phone="+6281200001902")
    seat = (Position.decree == draft) & (Position.name == OPERATOR)
    position = there(await Position.objects().get(seat))
    await rows.add(draft, position.id, await _agency("DPUPR"), second, by=KOMINFO, at=at)


async def _row(draft: int, code: str, position: str) -> RosterRow:
    found = await roster.rows_of(draft, agency_id=await _agency(code))
    return next(row for row in found if row.position == position)


async def _answer(draft: int, code: str) -> dict[str, Any]:
    agency = await _agency(code)
    asked_one = (Confirmation.decree == draft) & (Confirmation.agency == agency)
    found = there(await Confirmation.objects().get(asked_one))
    return {"confirmation_id": found.id, "version": found.version}


async def _liaison(code: str) -> CurrentUser:
    found = there(await Account.objects().get(Account.email == f"penghubung.{code.lower()}@{DOMAIN}"))
    held = (Held(RoleCode.LIAISON, await _agency(code)),)
    return CurrentUser(found.id, "", found.name, 0, held, "127.0.0.1")


async def _agency(code: str) -> int:
    return there(await agencies.find(code)).id


async def _decree(key: int) -> Decree:
    return there(await Decree.objects().get(Decree.id == key))


def there(found: T | None) -> T:
    """What the demo has to have."""
    if found is None:
        raise LookupError
    return found


STEPS: dict[str, Callable[[datetime], Awaitable[None]]] = {"asked": asked, "signed": signed}


async def _advance(step: str) -> None:
    assemble()
    await db.open_pool()
    try:
        await STEPS[step](clock.now())
    finally:
        await db.close()


if __name__ == "__main__":
    asyncio.run(_advance(sys.argv[1]))
