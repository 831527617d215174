"""Categories, kecamatan and possible pairs of a preview, decided where they are seen."""

from litestar import Controller, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies.lists import naming
from portal.agencies.lists.kinds import Which
from portal.complaints import queries as complaints
from portal.errors import Refusal
from portal.lapor.batches import decisions, mending, pairs, queries
from portal.lapor.batches.lifecycle import Batch
from portal.lapor.batches.mending import Name
from portal.lapor.batches.pairs import Named
from portal.lapor.controllers.imports import PATH, provide_batch, show_batch
from portal.permissions import Actor, Permission
from portal.web import Posted, Request, read_form, see_other

COLUMNS = {Which.CATEGORIES: Name.CATEGORY, Which.DISTRICTS: Name.DISTRICT}
UNKNOWN = {Which.CATEGORIES: decisions.unknown_categories, Which.DISTRICTS: decisions.unknown_districts}


class NamingController(Controller):
    """What the file calls by a name that no list has, many at one press."""

    path = PATH + "/{public_id:str}"
    opt = {"permission": Permission.SETTINGS_MANAGE}
    dependencies = {"batch": Provide(provide_batch)}

    @post("/categories", name="lapor.imports.categories.create", status_code=200)
    async def categories(
        self, request: Request, user: NamedDependency[Actor], batch: NamedDependency[Batch]
    ) -> Template | Redirect:
        """Add each, or let it mean one that is there."""
        return await _settle(request, Which.CATEGORIES, batch, user)

    @post("/districts", name="lapor.imports.districts.create", status_code=200)
    async def districts(
        self, request: Request, user: NamedDependency[Actor], batch: NamedDependency[Batch]
    ) -> Template | Redirect:
        """As for categories."""
        return await _settle(request, Which.DISTRICTS, batch, user)


class PairController(Controller):
    """A row and a complaint recorded by hand that may be one."""

    path = PATH + "/{public_id:str}/pairs/{pair:int}"
    opt = {"permission": Permission.LAPOR_IMPORT}
    dependencies = {"batch": Provide(provide_batch)}

    @post("/confirmation", name="lapor.imports.pairs.confirmation.create")
    async def confirm(
        self,
        request: Request,
        user: NamedDependency[Actor],
        batch: NamedDependency[Batch],
        pair: FromPath[int],
    ) -> Redirect:
        """They are one: the complaint gets the row's number."""
        seen, at = await _find(batch, pair, user), clock.now()
        tracking_id = await pairs.join(batch, pair, by=user, at=at)
        await mending.foretell_again(batch, Name.TRACKING, tracking_id, at)
        told = f"{seen.number} sekarang bernomor LAPOR! {tracking_id}."
        return see_other(request, f"{PATH}/{batch.public_id}", told)

    @post("/dismissal", name="lapor.imports.pairs.dismissal.create")
    async def dismiss(
        self,
        request: Request,
        user: NamedDependency[Actor],
        batch: NamedDependency[Batch],
        pair: FromPath[int],
    ) -> Redirect:
        """They are two."""
        seen = await _find(batch, pair, user)
        await pairs.part(batch, pair, by=user, at=clock.now())
        told = f"{seen.tracking_id} dan {seen.number} dicatat sebagai dua pengaduan."
        return see_other(request, f"{PATH}/{batch.public_id}", told)


async def _settle(request: Request, which: Which, batch: Batch, user: Actor) -> Template | Redirect:
    posted, at = await read_form(request), clock.now()
    errors: dict[str, str] = {}
    settled = 0
    chosen = _choices(posted)
    for name in await UNKNOWN[which](batch.id):
        if not (choice := chosen.get(name.text, naming.NEW if "all" in posted.fields else "")):
            continue
        try:
            await naming.settle(which, name.text, choice, name.number, by=user, at=at)
            settled += 1
        except Refusal as refusal:
            errors[name.text] = refusal.sentence
        await mending.foretell_again(batch, COLUMNS[which], name.text, at)
    if settled and which is Which.DISTRICTS:
        # A row whose kecamatan is known now may be of a complaint that is here.
        await pairs.note_again(batch, at=at)
    if errors or not settled:
        return await _show_again(request, batch, errors)
    return see_other(request, f"{PATH}/{batch.public_id}", f"{settled} nama sekarang dikenali.")


def _choices(posted: Posted) -> dict[str, str]:
    pairs_of = zip(posted.many("text"), posted.many("choice"), strict=False)
    return {text: choice for text, choice in pairs_of if choice}


async def _show_again(request: Request, batch: Batch, errors: dict[str, str]) -> Template:
    view = await queries.show(batch.public_id)
    if view is None:
        raise NotFoundException
    return await show_batch(request, view, errors=errors, status=422)


async def _find(batch: Batch, key: int, user: Actor) -> Named:
    """The pair, if the reader sees its complaint; unseen is not there."""
    found = await pairs.named(batch, key)
    if found and await complaints.find_for(user, Permission.COMPLAINT_READ, found.number):
        return found
    raise NotFoundException
