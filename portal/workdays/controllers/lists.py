"""The list of a joint decree: paste or upload, look, confirm. The text travels with the form."""

import asyncio

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.errors import BadInput, Conflict
from portal.permissions import Actor
from portal.web import Request, page, read_form, see_other
from portal.workdays import decree_list, hooks, list_import, queries
from portal.workdays.controllers._year import MANAGE, check_year
from portal.workdays.forms import ListForm
from portal.workdays.list_import import Plan

OUTCOMES = {
    "new": ("plus", "run", "Baru"),
    "changed": ("pencil", "todo", "Berubah"),
    "unchanged": ("equal", "wait", "Tetap"),
    "refused": ("circle-x", "late", "Ditolak"),
    "missing": ("trash", "todo", "Tidak ada di daftar"),
}


class ListController(Controller):
    """Impor daftar hari libur."""

    path = "/workdays/years/{number:int}/list"
    opt = MANAGE

    @get("/", name="workdays.list.new")
    async def new(self, request: Request, number: FromPath[int]) -> Template:
        """Where the list goes, and how it may look."""
        check_year(number)
        return _show_form(request, number, ListForm.blank())

    @post("/", name="workdays.list.create", status_code=200)
    async def preview(self, request: Request, number: FromPath[int]) -> Template:
        """What the list would change; nothing is written."""
        check_year(number)
        form = ListForm.parse(await read_form(request))
        try:
            if form.upload is not None:
                sent = form.upload
                form.text = await asyncio.to_thread(decree_list.text_of, sent.filename, sent.content)
            if not form.errors:
                planned = await list_import.plan(form.text, number, replace=bool(form.replace))
                return await _show_preview(request, planned, form.text)
        except BadInput as refusal:
            form.fail("file" if form.upload else "text", refusal.sentence)
        return _show_form(request, number, form, status=422)

    @post("/confirmation", name="workdays.list.confirmation.create", status_code=200)
    async def confirm(
        self, request: Request, user: NamedDependency[Actor], number: FromPath[int]
    ) -> Template | Redirect:
        """Write what was shown."""
        check_year(number)
        fields = (await read_form(request)).fields
        text, replace = fields.get("text", ""), bool(fields.get("replace"))
        try:
            done = await list_import.apply(
                text, number, replace=replace, seal=fields.get("seal", ""), by=user, at=clock.now()
            )
        except Conflict as conflict:
            planned = await list_import.plan(text, number, replace=replace)
            return await _show_preview(request, planned, text, sentence=conflict.sentence, status=409)
        new, changed = len(done.of("new")), len(done.of("changed"))
        sentence = f"{new} hari libur ditambahkan, {changed} diubah, {len(done.ended)} dihapus."
        return see_other(request, f"/workdays?year={number}", sentence)


def _show_form(request: Request, number: int, form: ListForm, *, status: int = 200) -> Template:
    return page(request, "workdays/lists/new.html", status=status, number=number, form=form)


async def _show_preview(
    request: Request, planned: Plan, text: str, *, sentence: str = "", status: int = 200
) -> Template:
    came = [row.holiday for row in planned.of("new") if row.holiday]
    after = (await queries.calendar()).changed(came, [row.day for row in planned.ended])
    return page(
        request,
        "workdays/lists/preview.html",
        status=status,
        plan=planned,
        text=text,
        sentence=sentence,
        outcomes=OUTCOMES,
        foreseen=await hooks.foresee(after, planned.days),
    )
