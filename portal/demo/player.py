"""Single steps of a story, done by the portal's own verbs: the demo holds nothing that it would not allow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from portal import clock
from portal.complaints import (
    approval,
    dispositions,
    follow_ups,
    importing,
    inquiries,
    intake,
    resolution,
    verification,
)
from portal.complaints.follow_ups import Content
from portal.complaints.intake import NewComplaint, ReporterDetails
from portal.complaints.kinds import Bucket, Classification, Stage
from portal.complaints.lapor_rows import LaporRow
from portal.complaints.tables import Complaint, FollowUp
from portal.complaints.verification import Assessment
from portal.demo.keys import Keys
from portal.demo.people import VACANT, Cast
from portal.demo.stories import Do, Step, Story
from portal.lapor.statuses import bucket_of

VACANT_SEAT = "Kedudukan pejabat penghubung sedang kosong."


@dataclass(slots=True)
class Playing:
    """A story under way: its complaint as it stands, and the follow-up being written."""

    story: Story
    complaint: Complaint | None = None
    draft: FollowUp | None = None

    @property
    def now(self) -> Complaint:
        """The complaint; raises LookupError before its first step."""
        if self.complaint is None:
            raise LookupError(self.story.subject.title)
        return self.complaint

    @property
    def written(self) -> FollowUp:
        """The follow-up; raises LookupError before it is drafted."""
        if self.draft is None:
            raise LookupError(self.story.subject.title)
        return self.draft


class Player:
    """Does single steps in the names of the cast."""

    def __init__(self, cast: Cast, known: Keys) -> None:
        self._cast, self._keys = cast, known
        self._acts: dict[Do, Callable[[Playing, Step], Awaitable[None]]] = {
            Do.IMPORT: self._from_lapor,
            Do.LAPOR: self._from_lapor,
            Do.RECORD: self._record,
            Do.VERIFY: self._verify,
            Do.ARCHIVE: self._archive,
            Do.DISPOSE: self._dispose,
            Do.ACCEPT: self._accept,
            Do.GIVE_BACK: self._give_back,
            Do.ASK: self._ask,
            Do.DRAFT: self._draft,
            Do.SUBMIT: self._submit,
            Do.SEND_BACK: self._send_back,
            Do.REVISE: self._revise,
            Do.APPROVE: self._approve,
            Do.COPY: self._copy,
            Do.RESOLVE: self._resolve,
        }

    async def do(self, playing: Playing, step: Step) -> None:
        """One step of one story."""
        await self._acts[step.do](playing, step)

    async def _from_lapor(self, playing: Playing, step: Step) -> None:
        story = playing.story
        row = LaporRow(
            tracking_id=story.tracking_id,
            received_at=story.received_at,
            title=story.subject.title,
            body=story.subject.body,
            status=step.say,
            bucket=Bucket(bucket_of(step.say) or ""),
            classification=_class(story),
            category=self._keys.topics[story.subject.topic.name],
            district=self._keys.districts[story.subject.district],
            is_anonymous=story.is_anonymous,
            is_secret=story.is_secret,
            reporter="" if story.is_anonymous else story.reporter,
            agency=self._keys.agencies[story.agency] if step.do is Do.LAPOR else None,
            agency_text=self._keys.names[story.agency] if step.do is Do.LAPOR else "",
        )
        await importing.take_in([row], by=self._cast.admin, at=step.at)
        playing.complaint = await Complaint.objects().get(Complaint.tracking_id == story.tracking_id)

    async def _record(self, playing: Playing, step: Step) -> None:
        story = playing.story
        new = NewComplaint(
            title=story.subject.title,
            body=story.subject.body,
            channel=story.channel,
            category=self._keys.topics[story.subject.topic.name],
            district=self._keys.districts[story.subject.district],
            tracking_id=story.tracking_id,
            received_at=story.received_at,
            is_anonymous=story.is_anonymous,
            is_secret=story.is_secret,
            reporter=ReporterDetails("" if story.is_anonymous else story.reporter),
        )
        playing.complaint = await intake.record(new, by=self._cast.admin, at=step.at)

    async def _verify(self, playing: Playing, step: Step) -> None:
        found = Assessment(_class(playing.story))
        await verification.verify(playing.now, found=found, by=self._cast.admin, at=step.at)

    async def _archive(self, playing: Playing, step: Step) -> None:
        await verification.archive(playing.now, reason=step.say, by=self._cast.admin, at=step.at)

    async def _dispose(self, playing: Playing, step: Step) -> None:
        to = self._keys.agencies[playing.story.agency]
        await dispositions.dispose(playing.now, to=to, by=self._cast.admin, at=step.at)

    async def _accept(self, playing: Playing, step: Step) -> None:
        await dispositions.accept(playing.now, by=self._cast.operator(playing.story.agency), at=step.at)

    async def _give_back(self, playing: Playing, step: Step) -> None:
        by = self._cast.operator(playing.story.agency)
        await dispositions.give_back(playing.now, reason=step.say, by=by, at=step.at)

    async def _ask(self, playing: Playing, step: Step) -> None:
        by = self._cast.operator(playing.story.agency)
        await inquiries.ask(playing.now, question=step.say, by=by, at=step.at)

    async def _draft(self, playing: Playing, step: Step) -> None:
        content = Content(Stage.FIRST, playing.story.subject.answer)
        by = self._cast.operator(playing.story.agency)
        playing.draft = await follow_ups.draft(playing.now, content=content, by=by, at=step.at)

    async def _revise(self, playing: Playing, step: Step) -> None:
        content = Content(Stage.FIRST, f"{playing.story.subject.answer} Dikerjakan {step.at:%d/%m/%Y}.")
        by = self._cast.operator(playing.story.agency)
        await follow_ups.revise(playing.now, playing.written, content=content, by=by, at=step.at)

    async def _submit(self, playing: Playing, step: Step) -> None:
        by = self._cast.operator(playing.story.agency)
        await follow_ups.submit(playing.now, playing.written, by=by, at=step.at)

    async def _send_back(self, playing: Playing, step: Step) -> None:
        is_vacant = playing.story.agency == VACANT
        by = self._cast.admin if is_vacant else self._cast.approver(playing.story.agency)
        await approval.return_draft(playing.now, playing.written, note=step.say, by=by, at=step.at)

    async def _approve(self, playing: Playing, step: Step) -> None:
        by = self._cast.approver(playing.story.agency)
        if playing.story.agency == VACANT:
            await approval.approve_in_place(
                playing.now, playing.written, reason=VACANT_SEAT, by=by, at=step.at
            )
        else:
            await approval.approve(playing.now, playing.written, by=by, at=step.at)

    async def _copy(self, playing: Playing, step: Step) -> None:
        day = step.at.astimezone(clock.WIB).date()
        await follow_ups.mark_copied(playing.now, playing.written, on=day, by=self._cast.admin, at=step.at)

    async def _resolve(self, playing: Playing, step: Step) -> None:
        await resolution.resolve(playing.now, by=self._cast.admin, at=step.at)


def _class(story: Story) -> Classification:
    return Classification.SUPERVISORY if story.is_supervisory else Classification.COMPLAINT
