"""One decree: its roster with what it changes, and what the decree says about itself."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.response import Redirect, Template

from portal.agencies import queries as agencies
from portal.decrees import drafting, roster
from portal.decrees.controllers.scene import CHANGE, READ, Here, fresh, provide_here, show
from portal.decrees.display import nexts, parts
from portal.decrees.display.roster import groups, matching, ordered, summary
from portal.decrees.forms.particulars import CAPACITIES, ParticularsForm
from portal.decrees.kinds import EDITABLE, DecreeKind
from portal.decrees.states import Step, may
from portal.errors import Conflict, Refusal
from portal.numbers import whole
from portal.permissions import Permission
from portal.web import read_form, see_other


class DecreeController(Controller):
    """Susunan tim and Data SK."""

    path = "/decrees/{decree:str}"
    opt = READ
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="decrees.show")
    async def roster(self, here: NamedDependency[Here]) -> Template:
        """The roster by agency, filtered by the address."""
        given = here.request.query_params
        search, only_changed = given.get("q", "").strip(), given.get("show") == "changed"
        rows = ordered(await roster.rows_of(here.decree.id))
        shown = matching(rows, search, only_changed=only_changed)
        # The rows of an SK Perubahan are no whole team, and nobody is missing from them.
        whole_team = rows if here.decree.kind == DecreeKind.MAIN else []
        edits = here.manages and here.decree.state in EDITABLE
        choices = await agencies.choices() if edits else []
        codes = {each.id: each.code for each in choices}
        return await show(
            here,
            "decrees/show/roster.html",
            "",
            groups=groups(shown, edit=parts.edit_link(here.base, codes) if edits else None, of=whole_team),
            summary=summary(rows, here.decree.year - 1),
            next=nexts.after(here.decree, here.standing) if here.manages else None,
            warnings=parts.warnings(rows) if edits else [],
            agencies=[parts.REGENCY, *((each.code, each.name) for each in choices)],
            edits=edits,
            search=search,
            only_changed=only_changed,
            with_changes=True,
            with_acts=False,
        )

    @get("/particulars", name="decrees.particulars.show")
    async def particulars(self, here: NamedDependency[Here]) -> Template:
        """What the decree says about itself."""
        return await _show_particulars(here, ParticularsForm.showing(here.decree))

    @post("/particulars", name="decrees.particulars.update", opt=CHANGE, status_code=200)
    async def update(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Change it while it is a draft; a stale form shows what stands and keeps what was typed."""
        form = ParticularsForm.parse(await read_form(here.request))
        if form.values is None:
            return await _show_particulars(here, form, status=422)
        version = whole(form.version) or 0
        try:
            await drafting.change(here.decree.id, form.values, version=version, by=here.user, at=here.at)
        except Refusal as refusal:
            now = await fresh(here)
            status = 409 if isinstance(refusal, Conflict) else 422
            form.version = str(now.decree.version)
            stood = parts.facts(now.decree) if status == 409 else []
            return await _show_particulars(now, form, status=status, refusal=refusal.sentence, stood=stood)
        return see_other(here.request, f"{here.base}/particulars", "Data SK disimpan.")


async def _show_particulars(
    here: Here,
    form: ParticularsForm,
    *,
    status: int = 200,
    refusal: str = "",
    stood: list[tuple[str, str]] | None = None,
) -> Template:
    edits = here.manages and here.decree.state in EDITABLE
    return await show(
        here,
        "decrees/show/particulars.html",
        "particulars",
        status=status,
        refusal=refusal,
        form=form,
        edits=edits,
        stood=stood or [],
        facts=parts.facts(here.decree),
        signed_href=f"{here.base}/signed-file" if here.decree.signed_file else "",
        withdrawal_href=_withdrawal(here),
        capacities=CAPACITIES,
        positions=await parts.positions(here.decree, linked=edits),
    )


def _withdrawal(here: Here) -> str:
    may_press = here.user.holds(Permission.DECREE_ENACT, None) and may(Step.WITHDRAW, here.decree.state)
    return f"{here.base}/withdrawal" if may_press else ""


ROUTES = [DecreeController]
