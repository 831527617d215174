"""Made-up agencies, people and complaints, as rows; times are fixed so that deadlines can be named."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from portal.accounts.current_user import CurrentUser, Held
from portal.accounts.tables import Account, AccountState, Assignment
from portal.agencies.tables import Agency, Category, District, Kind
from portal.complaints import approval, dispositions, follow_ups, intake, verification
from portal.complaints.follow_ups import Content
from portal.complaints.intake import NewComplaint
from portal.complaints.kinds import Channel, Classification, Stage
from portal.complaints.tables import Complaint, FollowUp
from portal.complaints.verification import Assessment

MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
"""Monday, 2 November 2026, 09.00 WIB: a week without days off follows."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_numbers = count(1)


async def agency(code: str, kind: Kind = Kind.DINAS) -> int:
    """A perangkat daerah."""
    made = Agency(code=code, name=f"Dinas {code}", short_name=code.title(), kind=kind)
    await made.save()
    return int(made.id)


async def district(name: str = "Torjun") -> int:
    """A kecamatan."""
    made = District(code=f"35.27.{next(_numbers)}", name=name)
    await made.save()
    return int(made.id)


async def category(topic: str = "Jalan Berlubang", agency_id: int | None = None) -> int:
    """A category."""
    made = Category(category="Pekerjaan Umum", topic=topic, agency=agency_id)
    await made.save()
    return int(made.id)


async def person(role: str, agency_id: int | None = None, *, name: str = "") -> CurrentUser:
    """Somebody with one role, with a proven number, as if signed in."""
    number = next(_numbers)
    account = Account(
        public_id=secrets.token_urlsafe(12),
        name=name or f"{role.title()} {number}",
        folded=role,
        phone=f"+62812{number:08}",
        phone_proven_at=MONDAY,
        state=AccountState.ACTIVE,
        created_at=MONDAY,
        created_by="tests",
    )
    await account.save()
    await hold(account.id, role, agency_id)
    return CurrentUser(
        id=account.id,
        public_id=account.public_id,
        name=account.name,
        session_id=0,
        held=(Held(role, agency_id),),
    )


async def hold(account_id: int, role: str, agency_id: int | None) -> None:
    """Give a person another role, long since."""
    await Assignment.insert(
        Assignment(
            account=account_id,
            role=role,
            agency=agency_id,
            starts_at=MONDAY - 300 * DAY,
            recorded_at=MONDAY,
            recorded_by="tests",
        )
    )


class Office:
    """Kominfo, two agencies and the Inspektorat with their people, and an outsider."""

    dpupr: int
    dlh: int
    inspectorate: int
    admin: CurrentUser
    second_admin: CurrentUser
    liaison: CurrentUser
    operator: CurrentUser
    head: CurrentUser
    leader: CurrentUser
    stranger: CurrentUser
    """Operator of another agency."""
    inspector: CurrentUser
    inspectorate_liaison: CurrentUser
    nobody: CurrentUser
    """Signed in, without any role."""


async def office() -> Office:
    """The people every test needs."""
    made = Office()
    made.dpupr, made.dlh = await agency("DPUPR"), await agency("DLH")
    made.inspectorate = await agency("INSPEKTORAT", Kind.INSPEKTORAT)
    made.admin, made.second_admin = await person("admin"), await person("admin")
    made.liaison, made.operator = await person("liaison", made.dpupr), await person("operator", made.dpupr)
    made.head, made.leader = await person("leader", made.dpupr), await person("leader")
    made.stranger = await person("operator", made.dlh)
    made.inspector = await person("inspector")
    made.inspectorate_liaison = await person("liaison", made.inspectorate)
    made.nobody = CurrentUser(id=0, public_id="", name="Tanpa Peran", session_id=0, held=())
    return made


async def recorded(office: Office, /, at: datetime = MONDAY, **changes: Any) -> Complaint:
    """A complaint just recorded at Kominfo."""
    given: dict[str, Any] = {
        "title": "Jalan berlubang di depan pasar",
        "body": "Sudah dua minggu.",
        "channel": Channel.WHATSAPP,
        "classification": Classification.COMPLAINT,
    }
    return await intake.record(NewComplaint(**{**given, **changes}), by=office.admin, at=at)


async def verified(office: Office, /, at: datetime = MONDAY, **changes: Any) -> Complaint:
    """A complaint that Kominfo has verified an hour later."""
    complaint = await recorded(office, at, **changes)
    found = Assessment(Classification(complaint.classification))
    await verification.verify(complaint, found=found, by=office.admin, at=at + HOUR)
    return complaint


async def disposed(office: Office, /, at: datetime = MONDAY, **changes: Any) -> Complaint:
    """A complaint that lies with DPUPR."""
    complaint = await verified(office, at, **changes)
    await dispositions.dispose(complaint, to=office.dpupr, by=office.admin, at=at + 2 * HOUR)
    return complaint


async def drafted(office: Office, /, at: datetime = MONDAY, **changes: Any) -> tuple[Complaint, FollowUp]:
    """A complaint whose answer the operator has begun to write."""
    complaint = await disposed(office, at, **changes)
    content = Content(Stage.FIRST, "Lubang sudah ditambal.")
    follow_up = await follow_ups.draft(complaint, content=content, by=office.operator, at=at + 3 * HOUR)
    return complaint, follow_up


async def submitted(office: Office, /, at: datetime = MONDAY, **changes: Any) -> tuple[Complaint, FollowUp]:
    """A complaint whose answer waits for approval."""
    complaint, follow_up = await drafted(office, at, **changes)
    await follow_ups.submit(complaint, follow_up, by=office.operator, at=at + 4 * HOUR)
    return complaint, follow_up


async def answered(office: Office, /, at: datetime = MONDAY, **changes: Any) -> Complaint:
    """A complaint whose first answer the liaison has approved."""
    complaint, follow_up = await submitted(office, at, **changes)
    await approval.approve(complaint, follow_up, by=office.liaison, at=at + 5 * HOUR)
    return complaint
