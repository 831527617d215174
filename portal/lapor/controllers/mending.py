"""What a preview does not know yet, mended where it is seen: names of agencies and statuses."""

from litestar import Controller, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies import aliases
from portal.complaints.kinds import Classification
from portal.errors import Refusal
from portal.lapor import class_rules, status_rules
from portal.lapor.batches import differences, mending, ordering, queries
from portal.lapor.batches.lifecycle import Batch
from portal.lapor.batches.mending import Name
from portal.lapor.controllers.imports import PATH, provide_batch, show_batch
from portal.lapor.date_order import DateOrder
from portal.lapor.forms import AliasForm, ClassForm, DateOrderForm, StatusForm
from portal.lapor.statuses import Bucket
from portal.numbers import whole
from portal.permissions import Actor, Permission
from portal.web import Request, read_form, see_other


class MendingController(Controller):
    """One press for each thing that the file calls by a name nobody knows."""

    path = PATH + "/{public_id:str}"
    dependencies = {"batch": Provide(provide_batch)}

    @post(
        "/aliases",
        name="lapor.imports.aliases.create",
        opt={"permission": Permission.AGENCY_MANAGE},
        status_code=200,
    )
    async def alias(
        self, request: Request, user: NamedDependency[Actor], batch: NamedDependency[Batch]
    ) -> Template | Redirect:
        """From now on the name means the agency, also for what was imported before."""
        form = AliasForm.parse(await read_form(request))
        if form.errors:
            return await refused(request, batch, form.text, next(iter(form.errors.values())))
        try:
            await aliases.add(int(form.agency), form.text, by=user, at=clock.now())
        except Refusal as refusal:
            return await refused(request, batch, form.text, refusal.sentence)
        await mending.mend(batch, Name.AGENCY, form.text, by=user, at=clock.now())
        return see_other(request, f"{PATH}/{batch.public_id}", f"“{form.text}” sekarang dikenali.")

    @post(
        "/statuses",
        name="lapor.imports.statuses.create",
        opt={"permission": Permission.LAPOR_IMPORT},
        status_code=200,
    )
    async def status(
        self, request: Request, user: NamedDependency[Actor], batch: NamedDependency[Batch]
    ) -> Template | Redirect:
        """From now on the status counts there, also for what was imported before."""
        form = StatusForm.parse(await read_form(request))
        if form.errors:
            return await refused(request, batch, form.text, next(iter(form.errors.values())))
        await status_rules.settle(form.text, Bucket(form.bucket), by=user, at=clock.now())
        await mending.mend(batch, Name.STATUS, form.text, by=user, at=clock.now())
        return see_other(request, f"{PATH}/{batch.public_id}", f"Status “{form.text}” sekarang dikenali.")

    @post(
        "/classes",
        name="lapor.imports.classes.create",
        opt={"permission": Permission.LAPOR_IMPORT},
        status_code=200,
    )
    async def classification(
        self, request: Request, user: NamedDependency[Actor], batch: NamedDependency[Batch]
    ) -> Template | Redirect:
        """From now on the text means that class, also for what was imported before."""
        form = ClassForm.parse(await read_form(request))
        if form.errors:
            return await refused(request, batch, form.text, next(iter(form.errors.values())))
        at = clock.now()
        try:
            await class_rules.settle(form.text, Classification(form.classification), by=user, at=at)
        except Refusal as refusal:
            return await refused(request, batch, form.text, refusal.sentence)
        await mending.foretell_again(batch, Name.CLASS, class_rules.key_of(form.text), at)
        said = f"“{form.text}” sekarang dikenali." if form.text else "Klasifikasi ditetapkan."
        return see_other(request, f"{PATH}/{batch.public_id}", said)

    @post(
        "/differences", name="lapor.imports.differences.create", opt={"permission": Permission.LAPOR_IMPORT}
    )
    async def dates(
        self, request: Request, user: NamedDependency[Actor], batch: NamedDependency[Batch]
    ) -> Redirect:
        """Record the dates of the file where others are recorded: of the rows chosen, or of all."""
        posted = await read_form(request)
        chosen = [number for text in posted.many("row") if (number := whole(text)) is not None]
        wanted = None if posted.fields.get("all") else chosen
        taken, refused = await differences.take(batch, wanted, by=user, at=clock.now())
        said = f"{taken} tanggal diambil dari berkas." if taken else "Belum ada tanggal yang diambil."
        return see_other(request, f"{PATH}/{batch.public_id}", " ".join([said, *refused[:3]]))

    @post(
        "/date-order",
        name="lapor.imports.date_order.create",
        opt={"permission": Permission.LAPOR_IMPORT},
        status_code=200,
    )
    async def date_order(
        self, request: Request, user: NamedDependency[Actor], batch: NamedDependency[Batch]
    ) -> Template | Redirect:
        """Read the file again, with day or month first."""
        form = DateOrderForm.parse(await read_form(request))
        if form.errors:
            return await refused(request, batch, "order", form.errors["order"])
        await ordering.settle(batch, DateOrder(form.order), by=user, at=clock.now())
        return see_other(request, f"{PATH}/{batch.public_id}")


async def refused(request: Request, batch: Batch, text: str, sentence: str) -> Template:
    """The page again, with a sentence beside the text."""
    view = await queries.show(batch.public_id)
    if view is None:
        raise NotFoundException
    return await show_batch(request, view, errors={text: sentence}, status=422)
