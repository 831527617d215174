"""Menengok ke belakang: who was what on a day, and two decrees compared."""

from datetime import date

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template

from portal import clock, dates
from portal.agencies import queries as agencies
from portal.decrees import roster
from portal.decrees.display import finding
from portal.decrees.review import comparison, history
from portal.decrees.tables import Decree
from portal.permissions import Actor, Permission
from portal.web import Request, page

READ = {"permission": Permission.DECREE_READ}


class HistoryController(Controller):
    """Siapa bertugas, on any day."""

    path = "/team/history"
    opt = READ

    @get("/", name="decrees.history.show")
    async def show(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """The agency and the day of the address; an agency's people choose among their own."""
        given = request.query_params
        own = user.agencies_for(Permission.DECREE_READ)
        every = [row for row in await agencies.every() if own is None or row.id in own]
        day, trouble = _day(given.get("on", "").strip())
        code = given.get("agency", "").strip().upper()
        chosen = next((row for row in every if row.code == code), every[0] if len(every) == 1 else None)
        found = []
        if chosen and day:
            found = await history.held_on(chosen.id, history.moment_of(day, clock.now()))
        return page(
            request,
            "decrees/review/history.html",
            choices=every,
            chosen=chosen,
            on=day.isoformat() if day else given.get("on", ""),
            day=day,
            trouble=trouble,
            held=found,
        )


class ComparisonController(Controller):
    """Two decrees that the reader may see."""

    path = "/team/comparison"
    opt = READ

    @get("/", name="decrees.comparison.show")
    async def show(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """The earlier and the later of the address."""
        given = request.query_params
        before = await finding.find_visible(user, given.get("before", ""))
        after = await finding.find_visible(user, given.get("after", ""))
        found = None
        if before and after:
            found = comparison.compare(await roster.rows_of(before.id), await roster.rows_of(after.id))
        return page(
            request,
            "decrees/review/comparison.html",
            choices=await _choices(user),
            before=before,
            after=after,
            comparison=found,
        )


async def _choices(user: Actor) -> list[tuple[str, str]]:
    rows = await Decree.select(
        Decree.public_id, Decree.year, Decree.number, Decree.title, Decree.state, Decree.enacted_at
    ).order_by(Decree.year, Decree.id, ascending=False)
    return [
        (row["public_id"], f"{row['year']} · {row['number'] or 'belum bernomor'}")
        for row in rows
        if finding.is_visible(user, row["state"], row["enacted_at"])
    ]


def _day(text: str) -> tuple[date | None, str]:
    if not text:
        return clock.today().date(), ""
    try:
        return dates.parse_date(text), ""
    except ValueError as error:
        return None, str(error)


ROUTES = [HistoryController, ComparisonController]
