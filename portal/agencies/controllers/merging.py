"""Merging two agencies: choose, look, confirm; and parting them again."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies import merges, merging, queries
from portal.agencies.controllers._agency import MANAGE, ensure_manages, find_agency, others_of_today
from portal.agencies.forms import MergeForm
from portal.agencies.merges import MergeRow
from portal.agencies.queries import AgencyRow
from portal.errors import Conflict, Refusal
from portal.numbers import whole
from portal.permissions import Actor
from portal.web import Request, page, read_form, see_other


class MergeController(Controller):
    """Gabungkan."""

    path = "/agencies/{code:str}/merger"
    opt = MANAGE

    @get("/", name="agencies.merger.new")
    async def new(self, request: Request, user: NamedDependency[Actor], code: FromPath[str]) -> Template:
        """Which agency takes over; once it is chosen, what would move."""
        agency = await _find(user, code)
        form = MergeForm.blank({"into": request.query_params.get("into", "")})
        if not form.into:
            return await _show_choice(request, agency, form)
        target = await _target(form)
        try:
            merging.refuse_pair(agency, target or agency, on=clock.today().date())
        except Refusal as refusal:
            form.fail("into", refusal.sentence)
            return await _show_choice(request, agency, form, status=422)
        return await _show_preview(request, agency, target or agency, form)

    @post("/", name="agencies.merger.create", status_code=200)
    async def create(
        self, request: Request, user: NamedDependency[Actor], code: FromPath[str]
    ) -> Template | Redirect:
        """Merge as the preview showed."""
        agency = await _find(user, code)
        form = MergeForm.parse(await read_form(request))
        target = await _target(form)
        if target is None:
            form.fail("into", "Pilih perangkat daerah tujuan.")
            return await _show_choice(request, agency, form, status=422)
        if form.errors:
            return await _show_preview(request, agency, target, form, status=422)
        try:
            moved = await merging.merge(
                agency, target, reason=form.reason, seen=form.seen, by=user, at=clock.now()
            )
        except Conflict as conflict:
            form.fail("reason", conflict.sentence)
            return await _show_preview(request, agency, target, form, status=409)
        except Refusal as refusal:
            form.fail("into", refusal.sentence)
            return await _show_choice(request, agency, form, status=422)
        sentence = f"{agency.short_name} digabungkan ke {target.short_name}; {moved} pengaduan ikut pindah."
        return see_other(request, f"/agencies/{target.code}", sentence)

    @get("/withdrawal", name="agencies.merger.withdrawal.new")
    async def ask(self, request: Request, user: NamedDependency[Actor], code: FromPath[str]) -> Template:
        """What would go back, and until when that is possible."""
        agency = await _find(user, code)
        standing = await _standing(agency)
        return page(
            request,
            "agencies/parting.html",
            agency=agency,
            merge=standing,
            is_reversible=standing.is_reversible(clock.now()),
        )

    @post("/withdrawal", name="agencies.merger.withdrawal.create")
    async def part(self, request: Request, user: NamedDependency[Actor], code: FromPath[str]) -> Redirect:
        """Part them again."""
        agency = await _find(user, code)
        standing = await _standing(agency)
        moved = await merging.part(standing.id, by=user, at=clock.now())
        sentence = f"Penggabungan dibatalkan; {moved} pengaduan kembali ke {agency.short_name}."
        return see_other(request, f"/agencies/{agency.code}", sentence)


async def _find(user: Actor, code: str) -> AgencyRow:
    """The agency, for whoever manages all of them: a merge changes two."""
    agency = await find_agency(code)
    ensure_manages(user, None)
    return agency


async def _target(form: MergeForm) -> AgencyRow | None:
    into = whole(form.into)
    return await queries.by_id(into) if into is not None else None


async def _standing(agency: AgencyRow) -> MergeRow:
    standing = await merges.of_source(agency.id)
    if standing is None:
        raise NotFoundException
    return standing


async def _show_choice(
    request: Request, agency: AgencyRow, form: MergeForm, *, status: int = 200
) -> Template:
    others = await others_of_today(agency)
    return page(request, "agencies/merger.html", status=status, agency=agency, form=form, others=others)


async def _show_preview(
    request: Request, agency: AgencyRow, target: AgencyRow, form: MergeForm, *, status: int = 200
) -> Template:
    form.source_version, form.target_version = str(agency.version), str(target.version)
    return page(
        request,
        "agencies/merger_preview.html",
        status=status,
        agency=agency,
        target=target,
        form=form,
        preview=await merges.preview(agency, target, clock.now()),
        days=merging.REVERSIBLE.days,
    )
