"""What the agency did or answers: written, saved, submitted, and copied to LAPOR! once approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal import clock, db
from portal.complaints import acting, events
from portal.complaints.acting import known
from portal.complaints.acts import Act, Rule
from portal.complaints.dispositions import note_acceptance
from portal.complaints.events import Fact
from portal.complaints.kinds import UNAPPROVED, DraftStatus, Outcome, Stage, Status
from portal.complaints.tables import Complaint, Disposition, FollowUp, FollowUpFile
from portal.errors import Conflict, Refusal
from portal.permissions import Actor

CHANGED = "Konsep ini sudah diubah orang lain. Muat ulang halaman untuk melihat isi terbaru."


@dataclass(frozen=True, slots=True)
class Content:
    """What a form knows of a follow-up. `happened_at`: when it was done, now unless told."""

    stage: Stage
    text: str
    promised_date: date | None = None
    happened_at: datetime | None = None
    files: Sequence[int] = ()


async def draft(
    complaint: Complaint, *, content: Content, by: Actor, at: datetime, once: str | None = None
) -> FollowUp:
    """Begin a follow-up; who begins to write has accepted the complaint. `once` as in `intake`."""
    if standing := await _written_with(once):
        return standing
    moment = _checked(complaint, content, at)
    async with db.transaction():
        rule = await acting.begin(complaint, Act.DRAFT, by=by)
        if other := await unapproved(complaint.id):
            raise Conflict(f"Sudah ada konsep tindak lanjut dari {other.author_name}. Lanjutkan konsep itu.")
        await acting.move(complaint, rule, at=at, happened_at=at)
        await note_acceptance(complaint.id, at)
        written = await _insert(complaint, content, moment, once=once, by=by, at=at)
        fact = Fact(agency=complaint.agency, data={"stage": content.stage})
        await events.record(complaint, rule, by=by, at=at, fact=fact)
    return written


async def revise(
    complaint: Complaint, follow_up: FollowUp, *, content: Content, by: Actor, at: datetime
) -> None:
    """Save a draft again; files are added to those it has."""
    moment = _checked(complaint, content, at)
    async with db.transaction():
        rule = await begin(complaint, follow_up, Act.REVISE, by=by)
        changes = {
            "stage": content.stage,
            "text": content.text.strip(),
            "promised_date": content.promised_date,
            "happened_at": moment,
        }
        await change(follow_up, rule, changes)
        await _attach(follow_up.id, content.files)
        await events.record(complaint, rule, by=by, at=at, fact=Fact(agency=complaint.agency))


async def submit(complaint: Complaint, follow_up: FollowUp, *, by: Actor, at: datetime) -> None:
    """Hand the draft to whoever approves it."""
    acting.required(follow_up.text, "Uraian tindak lanjut belum diisi.")
    async with db.transaction():
        rule = await begin(complaint, follow_up, Act.SUBMIT, by=by)
        await acting.move(complaint, rule, at=at, happened_at=at)
        await change(follow_up, rule, {"submitted_at": at})
        fact = Fact(agency=complaint.agency, data={"stage": follow_up.stage}, to=follow_up.author_key)
        await events.record(complaint, rule, by=by, at=at, fact=fact)


async def mark_copied(
    complaint: Complaint, follow_up: FollowUp, *, on: date, by: Actor, at: datetime
) -> None:
    """Note on which day the approved answer was typed into LAPOR!."""
    if on > at.astimezone(clock.WIB).date():
        raise Refusal("Tanggal penyalinan tidak boleh di masa depan.")
    async with db.transaction():
        rule = await acting.begin(complaint, Act.COPY, by=by)
        won = await (
            FollowUp.update({FollowUp.copied_to_lapor_on: on, FollowUp.copied_by_name: by.name})
            .where(
                FollowUp.id == follow_up.id,
                FollowUp.complaint == complaint.id,
                FollowUp.status == DraftStatus.APPROVED,
                FollowUp.copied_to_lapor_on.is_null(),
            )
            .returning(FollowUp.id)
        )
        if not won:
            raise Conflict("Jawaban ini sudah ditandai disalin, atau belum disetujui.")
        await events.record(complaint, rule, by=by, at=at, fact=Fact(data={"on": on.isoformat()}))


async def unapproved(complaint_id: int) -> FollowUp | None:
    """The follow-up that may still become an answer; there is at most one."""
    return await FollowUp.objects().get(
        (FollowUp.complaint == complaint_id) & FollowUp.status.is_in(list(UNAPPROVED))
    )


async def find(complaint: Complaint, follow_up_id: int) -> FollowUp | None:
    """A follow-up of this complaint."""
    return await FollowUp.objects().get((FollowUp.id == follow_up_id) & (FollowUp.complaint == complaint.id))


async def begin(complaint: Complaint, follow_up: FollowUp, act: Act, *, by: Actor) -> Rule:
    """As `acting.begin`, for an act on the open follow-up."""
    status = DraftStatus(follow_up.status)
    if follow_up.complaint != complaint.id or status not in UNAPPROVED:
        raise Conflict(CHANGED)
    return await acting.begin(complaint, act, by=by, draft=status)


async def change(follow_up: FollowUp, rule: Rule, changes: Mapping[str, Any]) -> None:
    """Write the follow-up if it still stands as it was read; raises Conflict where it does not."""
    wanted = {
        "status": rule.draft_target or follow_up.status,
        "version": follow_up.version + 1,
        **changes,
    }
    won = await (
        FollowUp.update({getattr(FollowUp, name): value for name, value in wanted.items()})
        .where(
            FollowUp.id == follow_up.id,
            FollowUp.status == follow_up.status,
            FollowUp.version == follow_up.version,
        )
        .returning(FollowUp.id)
    )
    if not won:
        raise Conflict(CHANGED)
    for name, value in wanted.items():
        setattr(follow_up, name, value)


def _checked(complaint: Complaint, content: Content, at: datetime) -> datetime:
    """When it was done; raises Refusal where stage and dates do not fit together."""
    if content.stage is Stage.INTERIM:
        if content.promised_date is None:
            raise Refusal("Tindak lanjut lanjutan memerlukan tanggal yang dijanjikan.")
        if content.promised_date < at.astimezone(clock.WIB).date():
            raise Refusal("Tanggal yang dijanjikan tidak boleh sudah lewat.")
    is_answered = known(complaint.answered_at) or complaint.status == Status.ANSWERED
    if content.stage is Stage.FIRST and is_answered:
        raise Refusal("Tindak lanjut awal sudah ada. Pilih lanjutan atau akhir.")
    return acting.happened(at, content.happened_at, complaint)


async def _insert(
    complaint: Complaint,
    content: Content,
    moment: datetime,
    *,
    once: str | None,
    by: Actor,
    at: datetime,
) -> FollowUp:
    disposition = (
        await Disposition.select(Disposition.id)
        .where(Disposition.complaint == complaint.id, Disposition.outcome == Outcome.OPEN)
        .first()
    )
    if disposition is None:
        raise await acting.conflict(complaint)
    written = FollowUp(
        complaint=complaint.id,
        disposition=disposition["id"],
        stage=content.stage,
        promised_date=content.promised_date,
        text=content.text.strip(),
        author_key=by.key,
        author_name=by.name,
        happened_at=moment,
        recorded_at=at,
        once=once,
    )
    await written.save()
    await _attach(written.id, content.files)
    return written


async def _attach(follow_up_id: int, files: Sequence[int]) -> None:
    if files:
        await FollowUpFile.insert(*(FollowUpFile(follow_up=follow_up_id, file_id=file) for file in files))


async def _written_with(once: str | None) -> FollowUp | None:
    return await FollowUp.objects().get(FollowUp.once == once) if once else None
