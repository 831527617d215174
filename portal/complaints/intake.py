"""Recording by hand what came by WhatsApp, letter, counter or telephone, at Kominfo or an agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from portal import clock, db
from portal.complaints import deadlines, events, policies, tracking
from portal.complaints.acting import NOT_YOURS, required
from portal.complaints.acts import Act
from portal.complaints.events import Fact
from portal.complaints.kinds import Channel, Classification, Status
from portal.complaints.search import upkeep
from portal.complaints.states import lines
from portal.complaints.tables import Complaint, ComplaintFile, ComplaintText, Reporter
from portal.db import counters
from portal.errors import Forbidden, Refusal
from portal.permissions import Actor

TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class ReporterDetails:
    """Who complained, as far as they said."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return not (self.name or self.phone or self.email or self.address)


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """What a form knows of a complaint. `office` is the agency that records it, None for Kominfo.

    `once` is the form's one-time token: the same token is the same complaint.
    """

    title: str
    body: str
    channel: Channel
    classification: Classification = Classification.NONE
    category: int | None = None
    district: int | None = None
    village: str = ""
    place: str = ""
    tracking_id: str = ""
    happened_at: datetime | None = None
    received_at: datetime | None = None
    is_anonymous: bool = False
    is_secret: bool = False
    reporter: ReporterDetails = ReporterDetails()
    office: int | None = None
    files: Sequence[int] = ()
    once: str | None = None


async def record(new: NewComplaint, *, by: Actor, at: datetime) -> Complaint:
    """Record it under the next number; raises Refusal, and Conflict for a Tracking ID already here."""
    rule = next(lines(Act.RECORD))
    if not policies.may_act(by, rule, new.office):
        raise Forbidden(NOT_YOURS)
    try:
        async with db.transaction():
            if standing := await _recorded_with(new.once):
                return standing
            complaint = await _insert(new, at)
            await _keep_words(complaint.id, new)
            await upkeep.note([complaint.id])
            for step in rule.starts:
                await deadlines.start(complaint.id, new.classification, step, complaint.received_at)
            await deadlines.note_nearest(complaint.id)
            fact = Fact(
                happened_at=complaint.received_at,
                agency=new.office,
                data={"channel": new.channel},
                discloses=new.classification == Classification.SUPERVISORY,
            )
            await events.record(complaint, rule, by=by, at=at, fact=fact)
    except tracking.NOT_UNIQUE:
        return await _already_recorded(new, by)
    return complaint


async def next_number(at: datetime) -> str:
    """`ADU-2026-000123`: the WIB year of recording and a number that is not used again."""
    year = at.astimezone(clock.WIB).year
    return f"ADU-{year}-{await counters.next_in(f'complaint:{year}'):06}"


async def _insert(new: NewComplaint, at: datetime) -> Complaint:
    title = required(new.title, "Judul belum diisi.")[:TITLE_LENGTH]
    happened_at, received_at = _moments(new, at)
    number = await next_number(at)
    complaint = Complaint(
        number=number,
        title=title,
        tracking_id=new.tracking_id,
        classification=new.classification,
        category=new.category,
        channel=new.channel,
        district=new.district,
        village=new.village,
        place=new.place,
        is_anonymous=new.is_anonymous,
        is_secret=new.is_secret,
        happened_at=happened_at,
        received_at=received_at,
        recorded_at=at,
        status=Status.RECEIVED,
        office=new.office,
        acted_at=at,
        taken_into_care_at=at,
        once=new.once,
    )
    await complaint.save()
    return complaint


def _moments(new: NewComplaint, at: datetime) -> tuple[datetime | None, datetime]:
    received = (new.received_at or at).astimezone(UTC)
    happened = new.happened_at.astimezone(UTC) if new.happened_at else None
    if received > at:
        raise Refusal("Waktu pengaduan masuk tidak boleh di masa depan.")
    if happened and happened > received:
        raise Refusal("Waktu kejadian tidak boleh sesudah pengaduan masuk.")
    return happened, received


async def _keep_words(complaint_id: int, new: NewComplaint) -> None:
    await ComplaintText.insert(ComplaintText(complaint=complaint_id, body=new.body))
    # An anonim leaves no row: what is not kept cannot be told.
    if not new.is_anonymous and not new.reporter.is_empty:
        known = new.reporter
        await Reporter.insert(
            Reporter(
                complaint=complaint_id,
                name=known.name,
                phone=known.phone,
                email=known.email,
                address=known.address,
            )
        )
    if new.files:
        await ComplaintFile.insert(
            *(ComplaintFile(complaint=complaint_id, file_id=file) for file in new.files)
        )


async def _recorded_with(once: str | None) -> Complaint | None:
    return await Complaint.objects().get(Complaint.once == once) if once else None


async def _already_recorded(new: NewComplaint, by: Actor) -> Complaint:
    if standing := await _recorded_with(new.once):
        return standing
    raise await tracking.taken(new.tracking_id, by)
