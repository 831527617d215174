"""One request about one complaint: who asks, what they see, what they may do with it now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from portal import clock, files
from portal.complaints import approval, follow_ups, queries
from portal.complaints.acts import Act
from portal.complaints.detail import detail
from portal.complaints.display.case import Case, case_of
from portal.complaints.display.offers import Target
from portal.complaints.kinds import UNAPPROVED, DraftStatus
from portal.complaints.read_model import Detail, FollowUpRow
from portal.complaints.tables import Complaint, FollowUp
from portal.files import StoredFileRow
from portal.permissions import Actor
from portal.web import Request
from portal.workdays import queries as workdays
from portal.workdays.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Here:
    """What an act needs to know of its request."""

    request: Request
    user: Actor
    complaint: Complaint
    at: datetime

    @property
    def url(self) -> str:
        """The complaint's page."""
        return f"/complaints/{self.complaint.number}"


async def provide_here(request: Request, user: NamedDependency[Actor], number: FromPath[str]) -> Here:
    """The complaint, found with the permission and the act that the route names; unseen is not there."""
    named = request.route_handler.opt
    complaint = await queries.find_for(user, named["permission"], number, named.get("act"))
    if complaint is None:
        raise NotFoundException
    return Here(request, user, complaint, clock.now())


@dataclass(frozen=True)
class Scene:
    """The whole complaint as this reader may see and change it."""

    here: Here
    detail: Detail
    files: Mapping[int, StoredFileRow]
    calendar: Calendar
    draft: FollowUp | None
    acts: frozenset[Act]

    @cached_property
    def case(self) -> Case:
        """The head of the page."""
        return case_of(self.here.complaint, self.detail, self.files, self.calendar, self.here.at)

    @cached_property
    def target(self) -> Target:
        """The open follow-up, and the first question that waits for the reader."""
        waiting = (each.id for each in self.detail.inquiries if each.may_reply)
        return Target(self.draft.id if self.draft else None, next(waiting, None))

    @property
    def draft_row(self) -> FollowUpRow | None:
        """The open follow-up with its files."""
        key = self.draft.id if self.draft else None
        return next((each for each in self.detail.follow_ups if each.id == key), None)

    @property
    def draft_status(self) -> DraftStatus | None:
        """Where the open follow-up stands."""
        return DraftStatus(self.draft.status) if self.draft else None

    def files_of(self, keys: tuple[int, ...]) -> tuple[StoredFileRow, ...]:
        """Attachments by their keys."""
        return tuple(self.files[key] for key in keys if key in self.files)


async def scene_of(here: Here) -> Scene:
    """Read everything that a page about the complaint shows."""
    whole = await detail(here.user, here.complaint)
    has_draft = any(each.status in UNAPPROVED for each in whole.follow_ups)
    draft = await follow_ups.unapproved(here.complaint.id) if has_draft else None
    keys = [*whole.files, *(key for each in whole.follow_ups for key in each.files)]
    return Scene(
        here=here,
        detail=whole,
        files=await files.find_many(keys),
        calendar=await workdays.calendar(),
        draft=draft,
        acts=await _open_acts(here, draft),
    )


async def _open_acts(here: Here, draft: FollowUp | None) -> frozenset[Act]:
    acts = queries.acts_open_to(here.user, here.complaint, draft)
    if Act.APPROVE_IN_PLACE not in acts or draft is None:
        return acts
    # Who may approve by their own seat needs no reason for it.
    closed = Act.APPROVE in acts or await approval.stand_in_opens(here.complaint, draft, here.at)
    return acts - {Act.APPROVE_IN_PLACE} if closed else acts
