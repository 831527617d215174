"""Serah terima tugas: read and ticked by the newcomer."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts.current_user import account_of
from portal.decrees import handovers, hooks
from portal.decrees.controllers.scene import READ
from portal.decrees.display.handing import contacts, work_lines
from portal.decrees.handovers import HandoverRow
from portal.errors import Conflict, Refusal
from portal.permissions import Actor
from portal.web import Request, page, see_other
from portal.workdays import queries as workdays
from portal.workdays.words import dated, stamp


async def provide_handover(user: NamedDependency[Actor], handover: FromPath[str]) -> HandoverRow:
    """The newcomer's own, or any for Kominfo."""
    found = await handovers.find_for(user, handover)
    if found is None:
        raise NotFoundException
    return found


class HandoverController(Controller):
    """What one person takes over."""

    path = "/team/handovers/{handover:str}"
    opt = READ
    dependencies = {"taken": Provide(provide_handover)}

    @get("/", name="team.handovers.show")
    async def show(
        self, request: Request, user: NamedDependency[Actor], taken: NamedDependency[HandoverRow]
    ) -> Template:
        """Open work, promises, contacts, the lesson."""
        return await _show(request, user, taken)

    @post("/acceptance", name="team.handovers.acceptance.create", status_code=200)
    async def accept(
        self, request: Request, user: NamedDependency[Actor], taken: NamedDependency[HandoverRow]
    ) -> Template | Redirect:
        """The newcomer has read it."""
        try:
            await handovers.tick(taken, by=user, at=clock.now())
        except Refusal as refusal:
            status = 409 if isinstance(refusal, Conflict) else 422
            return await _show(request, user, taken, status=status, refusal=refusal.sentence)
        return see_other(request, address_of(taken), "Serah terima dicatat. Selamat bertugas.")


def address_of(taken: HandoverRow) -> str:
    """The hand-over's page."""
    return f"/team/handovers/{taken.public_id}"


async def _show(
    request: Request, user: Actor, taken: HandoverRow, *, status: int = 200, refusal: str = ""
) -> Template:
    at = clock.now()
    work = await hooks.work_of(user, taken.agency_id, at)
    before = f", menggantikan {taken.former}" if taken.former else ""
    return page(
        request,
        "decrees/handover/show.html",
        status=status,
        refusal=refusal,
        heading="Serah terima tugas",
        sub=f"{taken.name}, {taken.position} {taken.agency}{before}, sejak {dated(taken.starts_at)}",
        agency=taken.agency,
        work=work_lines(work, await workdays.calendar(), at),
        contacts=await contacts(taken.agency_id, taken.account_id, at),
        taken=f"Diterima {stamp(taken.ticked_at)}" if taken.ticked_at else "",
        url=f"{address_of(taken)}/acceptance" if account_of(user.key) == taken.account_id else "",
    )


ROUTES = [HandoverController]
