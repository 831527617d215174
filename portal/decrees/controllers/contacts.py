"""How somebody of the team is reached, mended after the signature."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.decrees import contacts
from portal.decrees.controllers.mutations import described, seat
from portal.decrees.controllers.scene import CHANGE
from portal.decrees.forms.people import TeamForm, fields_of
from portal.decrees.roster import RosterRow
from portal.errors import Conflict, Refusal
from portal.numbers import whole
from portal.permissions import Actor
from portal.web import Request, page, read_form, see_other

SAVED = "Kontak {} disimpan."


class ContactsController(Controller):
    """Kontak dan akun LAPOR!."""

    path = "/team/{row:str}/contacts"
    opt = CHANGE

    @get("/", name="team.contacts.edit")
    async def edit(self, request: Request, user: NamedDependency[Actor], row: FromPath[str]) -> Template:
        """The form with what stands now."""
        return _show(request, await seat(user, row), TeamForm())

    @post("/", name="team.contacts.update", status_code=200)
    async def update(
        self, request: Request, user: NamedDependency[Actor], row: FromPath[str]
    ) -> Template | Redirect:
        """Save it; whoever had no account for want of a number gets one with the decree's rights."""
        seated = await seat(user, row)
        form = TeamForm.of(await read_form(request))
        wanted = form.contacts("")
        if wanted is None:
            return _show(request, seated, form, status=422)
        version = whole(form["version"]) or 0
        try:
            await contacts.change(seated.id, wanted, version=version, by=user, at=clock.now())
        except Conflict as conflict:
            # What was typed stays beside what stands now; the next press is against that.
            stands = await seat(user, row)
            form.values["version"] = str(stands.version)
            return _show(request, stands, form, status=409, refusal=conflict.sentence)
        except Refusal as refusal:
            return _show(request, seated, form, status=422, refusal=refusal.sentence)
        return see_other(request, "/team", SAVED.format(seated.name))


def _show(
    request: Request, seated: RosterRow, form: TeamForm, *, status: int = 200, refusal: str = ""
) -> Template:
    stands = fields_of(seated, "")
    form.fill({**stands, "version": str(seated.version)})
    return page(
        request,
        "decrees/mutation/contacts.html",
        status=status,
        form=form,
        refusal=refusal,
        heading=f"Kontak: {seated.name}",
        sub=described(seated),
        has_account=seated.account_id is not None,
        stands=stands if status == 409 else {},
    )


ROUTES = [ContactsController]
