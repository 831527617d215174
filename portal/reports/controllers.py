"""The home page, what may be closed, and the rapor."""

from dataclasses import dataclass
from urllib.parse import quote

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies import queries as agencies
from portal.complaints import closing
from portal.complaints.words import BUCKET
from portal.lapor.batches import queries as imports
from portal.permissions import Actor, Permission
from portal.reports import charts, facts, figures, first_steps, measures, recap, scopes, wording, years
from portal.reports.home.page import home
from portal.reports.read_model import AgencyFigures, Rapor
from portal.reports.scopes import Scope
from portal.web import Request, page

YEARS_COMPARED = 4


class HomeController(Controller):
    """Beranda, for whoever is signed in."""

    opt = {"signed_in": True}

    @get("/", name="home")
    async def show(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """What the reader must do now, and how things stand."""
        found = await home(user, clock.now())
        steps = await first_steps.first_steps() if first_steps.may_lead(user) else None
        return page(request, "reports/home/index.html", home=found, words=wording, steps=steps)


class FirstStepsController(Controller):
    """Langkah awal, for whoever sets the office up."""

    path = "/first-steps"
    opt = {"permission": Permission.SETTINGS_MANAGE}

    @get("/", name="first_steps.show")
    async def show(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """All steps, ticked by the facts."""
        if not first_steps.may_lead(user):
            raise PermissionDeniedException
        steps = await first_steps.first_steps()
        return page(request, "reports/first_steps/show.html", steps=steps, words=wording)


class ClosingController(Controller):
    """Complaints that have been quiet long enough, for those who close them."""

    path = "/reports/closing"
    opt = {"permission": Permission.COMPLAINT_RESOLVE}

    @get("/", name="reports.closing.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """The longest quiet first."""
        found = await closing.to_close(user, clock.now())
        names = await agencies.names()
        days = closing.SILENT_DAYS
        return page(request, "reports/home/closing.html", found=found, names=names, days=days)


class RecapController(Controller):
    """The recap for a WhatsApp group, for those who may read reports."""

    path = "/reports/recap"
    opt = {"permission": Permission.REPORT_READ}

    @get("/", name="reports.recap.show")
    async def show(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """The message as it will be sent."""
        text = await recap.text(user, clock.now())
        return page(request, "reports/recap.html", text=text, share=f"https://wa.me/?text={quote(text)}")


class RaporController(Controller):
    """Rapor Pengelolaan Pengaduan, for those who may read reports."""

    path = "/reports/rapor"
    opt = {"permission": Permission.REPORT_READ}

    @get("/", name="reports.rapor.index")
    async def index(self) -> Redirect:
        """The year it is now."""
        return Redirect(f"/reports/rapor/{years.current()}", status_code=303)

    @get("/{year:str}", name="reports.rapor.show")
    async def show(self, request: Request, user: NamedDependency[Actor], year: FromPath[str]) -> Template:
        """One year; `?aside=1` lets archived and postponed ones divide as well."""
        scope = await scopes.of(user)
        wanted = _year(year)
        aside = request.query_params.get("aside") == "1"
        rapor = await figures.rapor(wanted, scope=scope.counted, seen=scope.seen, aside_counts=aside)
        return page(
            request,
            "reports/rapor/show.html",
            rapor=rapor,
            scope=scope,
            aside=aside,
            is_current=wanted == years.current(),
            last_look=await imports.last_seen(),
            years=await _years_around(wanted),
            places=await _places(scope),
            bar=charts.bar(rapor.head.counts),
            months=charts.months(rapor.months[measures.HEADED_BY], until=_last_month(wanted)),
            rows=await _years_compared(rapor, scope),
            ranking=await _ranking(rapor),
            buckets=BUCKET,
            measures=measures,
            words=wording,
        )


@dataclass(frozen=True, slots=True)
class Ranked:
    """An agency's line; too few cases are not ranked."""

    name: str
    figures: AgencyFigures

    @property
    def is_ranked(self) -> bool:
        """Whether there are enough cases to say anything."""
        return self.figures.agency is not None and self.figures.total >= measures.FEWEST


def _year(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) == 4 and years.EARLIEST <= int(text) <= years.LATEST:
        return int(text)
    raise NotFoundException


async def _years_around(year: int) -> list[int]:
    return sorted({year, years.current(), *await facts.years()}, reverse=True)


def _last_month(year: int) -> int:
    return clock.today().month if year == years.current() else 12


async def _years_compared(rapor: Rapor, scope: Scope) -> list[charts.Row]:
    first = max(rapor.year - YEARS_COMPARED + 1, years.EARLIEST)
    means = {
        year: await figures.first_follow_up(year, scope=scope.counted) for year in range(first, rapor.year)
    }
    means[rapor.year] = rapor.head.means[measures.Measure.RECEIVED_TO_FIRST_FOLLOW_UP]
    return charts.years(((year, mean.calendar, mean.n) for year, mean in means.items()), current=rapor.year)


async def _places(scope: Scope) -> str:
    if scope.agencies is None:
        return ""
    names = await agencies.names()
    return ", ".join(sorted(names[agency] for agency in scope.agencies))


async def _ranking(rapor: Rapor) -> list[Ranked]:
    names = await agencies.names()
    rows = [
        Ranked(names[each.agency] if each.agency else "Belum di perangkat daerah", each)
        for each in rapor.agencies[measures.HEADED_BY]
    ]
    return sorted(rows, key=lambda row: (not row.is_ranked, -_completed(row), row.name))


def _completed(row: Ranked) -> float:
    return row.figures.completed_percent or 0.0 if row.is_ranked else 0.0


ROUTES = [HomeController, FirstStepsController, ClosingController, RecapController, RaporController]
