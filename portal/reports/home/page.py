"""The home page put together: what is shown follows from what the reader may do, not from a role's name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from portal.agencies import queries as agencies
from portal.complaints import counts
from portal.complaints.desk import seats
from portal.complaints.filters import Filters, Moment
from portal.complaints.kinds import Classification
from portal.permissions import Actor, Permission
from portal.reports import years
from portal.reports.home import kominfo, messages, stand_ins, standing, tasks, team
from portal.reports.home.messages import Messages
from portal.reports.home.standing import LaporLook, Overdue, YearSoFar
from portal.reports.home.tasks import Desk, Task
from portal.reports.home.team import TeamLook
from portal.reports.wording import spoken
from portal.workdays import queries as workdays

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Link:
    """A list with how many it holds."""

    n: str
    href: str


@dataclass(frozen=True, slots=True)
class Home:
    """What the reader sees; a part that does not concern them is None."""

    heading: str
    places: str
    tasks: tuple[Task, ...]
    waiting: tuple[Task, ...]
    is_cut: bool
    year: YearSoFar | None = None
    overdue: Overdue | None = None
    supervisory: Link | None = None
    messages: Messages | None = None
    team: TeamLook | None = None
    lapor: LaporLook | None = None


async def home(user: Actor, at: datetime) -> Home:
    """Everything for one reader, in a bounded number of queries."""
    moment = Moment(at, await workdays.calendar())
    desk = await tasks.desk(user, moment)
    waiting_for = [*desk.tasks, *await stand_ins.tasks(user, moment)]
    if user.holds(Permission.COMPLAINT_DISPOSE, None):
        waiting_for += await kominfo.piles(user, moment)
    overdue = await _overdue(user, moment)
    return Home(
        _heading(user, desk, len(waiting_for), overdue),
        await _places(user),
        tuple(_by_deadline(waiting_for)),
        desk.waiting,
        desk.is_cut,
        year=await _year(user),
        overdue=overdue,
        supervisory=await _supervisory(user, moment),
        messages=await _messages(user, at),
        team=await team.look(at) if user.holds(Permission.DECREE_MANAGE, None) else None,
        lapor=await _lapor(user, moment),
    )


def _heading(user: Actor, desk: Desk, n: int, overdue: Overdue | None) -> str:
    if n:
        more = "Lebih dari " if desk.is_cut else ""
        number = spoken(n).lower() if desk.is_cut else spoken(n)
        of_kind = "hal menunggu" if user.holds(Permission.COMPLAINT_DISPOSE, None) else "tugas untuk"
        return f"{more}{number} {of_kind} Anda"
    if overdue is not None and overdue.n != "0" and not _works(user):
        return f"{overdue.n} pengaduan lewat tenggat"
    return "Tidak ada yang menunggu Anda"


def _works(user: Actor) -> bool:
    return user.holds_somewhere(Permission.FOLLOW_UP_WRITE)


def _by_deadline(found: Iterable[Task]) -> list[Task]:
    return sorted(found, key=lambda task: (not task.is_first, task.due_at or _NEVER))


async def _places(user: Actor) -> str:
    names = await agencies.names()
    return ", ".join(sorted(names[place] for place in await seats(user, Permission.COMPLAINT_READ)))


async def _year(user: Actor) -> YearSoFar | None:
    if not user.holds_somewhere(Permission.COMPLAINT_READ):
        return None
    return await standing.year_so_far(user, years.current())


async def _overdue(user: Actor, moment: Moment) -> Overdue | None:
    """For those who watch others; whoever works on complaints has them among the tasks."""
    watches = user.holds_somewhere(Permission.REPORT_READ)
    return await standing.overdue(user, moment) if watches else None


async def _supervisory(user: Actor, moment: Moment) -> Link | None:
    if not user.holds_somewhere(Permission.COMPLAINT_SUPERVISORY):
        return None
    filters = Filters(classification=Classification.SUPERVISORY, year=years.current())
    found = await counts.counts(user, moment.at, {"supervisory": filters})
    return Link(found["supervisory"].text, f"/complaints?{urlencode(filters.query())}")


async def _messages(user: Actor, at: datetime) -> Messages | None:
    return await messages.undelivered(at) if user.holds(Permission.NOTIFICATION_READ, None) else None


async def _lapor(user: Actor, moment: Moment) -> LaporLook | None:
    return await standing.lapor_look(moment) if user.holds(Permission.LAPOR_IMPORT, None) else None
