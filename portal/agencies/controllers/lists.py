"""Kategori dan kecamatan: each list, its entries, and a whole list taken over at once."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies import queries as agencies
from portal.agencies import words
from portal.agencies.list_forms import ListForm, OtherNameForm, TermForm, packed, unpacked
from portal.agencies.lists import editing, loading, queries
from portal.agencies.lists.kinds import KINDS, TITLE, Term, Which
from portal.errors import BadInput, Conflict, Refusal
from portal.permissions import Actor, Permission
from portal.web import Form, Request, page, read_form, see_other

PATH = "/settings/lists/{which:str}"
BODY = 1024 * 1024  # bytes; the file with what a form adds
ONE = {Which.CATEGORIES: "kategori", Which.DISTRICTS: "kecamatan"}
LABELS = {Which.CATEGORIES: ("Kategori", "Topik"), Which.DISTRICTS: ("Kode", "Nama kecamatan")}
HINTS = {
    Which.CATEGORIES: ("Misalnya: Perhubungan", "Misalnya: Penerangan Jalan"),
    Which.DISTRICTS: ("Nomor dalam daftar nasional", ""),
}


async def provide_which(user: NamedDependency[Actor], which: FromPath[str]) -> Which:
    """The list of the address, for those who keep the regency's settings."""
    if not user.holds(Permission.SETTINGS_MANAGE, None):
        raise PermissionDeniedException
    if which not in set(Which):
        raise NotFoundException
    return Which(which)


async def provide_term(listed: NamedDependency[Which], key: FromPath[int]) -> Term:
    """The entry of the address."""
    if found := await queries.term(listed, key):
        return found
    raise NotFoundException


class ListController(Controller):
    """A list, and adding to it."""

    path = PATH
    opt = {"permission": Permission.SETTINGS_MANAGE}
    dependencies = {"listed": Provide(provide_which)}

    @get("/", name="settings.lists.show")
    async def show(self, request: Request, listed: NamedDependency[Which]) -> Template:
        """Everything in it."""
        return await _show(request, listed, TermForm.blank())

    @post("/", name="settings.lists.create", status_code=200)
    async def create(
        self, request: Request, user: NamedDependency[Actor], listed: NamedDependency[Which]
    ) -> Template | Redirect:
        """Add one."""
        form = TermForm.parse(await read_form(request))
        try:
            if not form.errors:
                await editing.add(listed, form.new, by=user, at=clock.now())
                return see_other(request, _address(listed), f"{form.name} ditambahkan.")
        except Refusal as refusal:
            form.fail("name", refusal.sentence)
        return await _show(request, listed, form, status=422)

    @get("/imports", name="settings.lists.imports.new")
    async def choose(self, request: Request, listed: NamedDependency[Which]) -> Template:
        """Paste or upload."""
        return _show_choice(request, listed, ListForm.blank())

    @post("/imports", name="settings.lists.imports.create", status_code=200, request_max_body_size=BODY)
    async def preview(self, request: Request, listed: NamedDependency[Which]) -> Template:
        """What the list would change; nothing is written."""
        form = ListForm.parse(await read_form(request))
        try:
            if not form.errors:
                return await _show_plan(request, listed, form.text)
        except BadInput as refusal:
            form.fail("text", refusal.sentence)
        return _show_choice(request, listed, form, status=422)

    @post(
        "/imports/confirmation",
        name="settings.lists.imports.confirmation.create",
        status_code=200,
        request_max_body_size=BODY,
    )
    async def confirm(
        self, request: Request, user: NamedDependency[Actor], listed: NamedDependency[Which]
    ) -> Template | Redirect:
        """Write what was shown."""
        fields = (await read_form(request)).fields
        text = unpacked(fields.get("content", ""))
        try:
            done = await loading.apply(listed, text, fields.get("seal", ""), by=user, at=clock.now())
        except Conflict as conflict:
            return await _show_plan(request, listed, text, sentence=conflict.sentence, status=409)
        sentence = f"{done.count('new')} {ONE[listed]} ditambahkan, {done.count('changed')} diubah."
        return see_other(request, _address(listed), sentence)


class TermController(Controller):
    """One entry."""

    path = PATH + "/{key:int}"
    opt = {"permission": Permission.SETTINGS_MANAGE}
    dependencies = {"listed": Provide(provide_which), "term": Provide(provide_term)}

    @get("/", name="settings.lists.terms.edit")
    async def edit(
        self, request: Request, listed: NamedDependency[Which], term: NamedDependency[Term]
    ) -> Template:
        """The form, and the other names."""
        return await _show_term(request, listed, term, TermForm.showing(term))

    @post("/", name="settings.lists.terms.update", status_code=200)
    async def update(
        self,
        request: Request,
        user: NamedDependency[Actor],
        listed: NamedDependency[Which],
        term: NamedDependency[Term],
    ) -> Template | Redirect:
        """Put it right."""
        form = TermForm.parse(await read_form(request))
        version = int(form.version) if form.version.isdigit() else 0
        try:
            if not form.errors:
                await editing.change(listed, term.id, form.new, version, by=user, at=clock.now())
                return see_other(request, _address(listed), f"{form.name} disimpan.")
        except Refusal as refusal:
            form.fail("name", refusal.sentence)
            form.version = str(term.version)
        return await _show_term(request, listed, term, form, status=422)

    @post("/ending", name="settings.lists.terms.ending.create")
    async def end(
        self,
        request: Request,
        user: NamedDependency[Actor],
        listed: NamedDependency[Which],
        term: NamedDependency[Term],
    ) -> Redirect:
        """Offer it no longer."""
        await editing.end(listed, term.id, by=user, at=clock.now())
        return see_other(request, _address(listed), f"{term.name} tidak ditawarkan lagi.")

    @post("/ending/withdrawal", name="settings.lists.terms.ending.withdrawal.create")
    async def resume(
        self,
        request: Request,
        user: NamedDependency[Actor],
        listed: NamedDependency[Which],
        term: NamedDependency[Term],
    ) -> Redirect:
        """Offer it again."""
        await editing.resume(listed, term.id, by=user, at=clock.now())
        return see_other(request, _address(listed), f"{term.name} ditawarkan lagi.")

    @post("/aliases", name="settings.lists.terms.aliases.create", status_code=200)
    async def alias(
        self,
        request: Request,
        user: NamedDependency[Actor],
        listed: NamedDependency[Which],
        term: NamedDependency[Term],
    ) -> Template | Redirect:
        """Let another text mean it."""
        form = OtherNameForm.parse(await read_form(request))
        try:
            if not form.errors:
                await editing.add_alias(listed, term.id, form.text, by=user, at=clock.now())
                return see_other(request, f"{_address(listed)}/{term.id}", f"“{form.text}” dikenali.")
        except Refusal as refusal:
            form.fail("text", refusal.sentence)
        return await _show_term(request, listed, term, TermForm.showing(term), other=form, status=422)

    @post("/aliases/{alias:int}/removal", name="settings.lists.terms.aliases.removal.create")
    async def remove_alias(
        self,
        request: Request,
        user: NamedDependency[Actor],
        listed: NamedDependency[Which],
        term: NamedDependency[Term],
        alias: FromPath[int],
    ) -> Redirect:
        """Let it mean this no longer."""
        await editing.remove_alias(listed, term.id, alias, by=user, at=clock.now())
        return see_other(request, f"{_address(listed)}/{term.id}", "Nama lain dihapus.")


def _address(which: Which) -> str:
    return PATH.replace("{which:str}", which)


def _words(which: Which) -> dict[str, Any]:
    return {
        "here": _address(which),
        "title": TITLE[which],
        "one": ONE[which],
        "labels": LABELS[which],
        "hints": HINTS[which],
        "is_categories": KINDS[which].is_categories,
    }


async def _agencies(which: Which) -> list[tuple[str, str]]:
    if not KINDS[which].is_categories:
        return []
    return [(str(each.id), each.name) for each in await agencies.choices()]


async def _show(request: Request, which: Which, form: Form, *, status: int = 200) -> Template:
    return page(
        request,
        "agencies/lists/show.html",
        status=status,
        form=form,
        terms=await queries.terms(which),
        names=await agencies.names(),
        agencies=await _agencies(which),
        **_words(which),
    )


async def _show_term(
    request: Request, which: Which, term: Term, form: Form, *, other: Form | None = None, status: int = 200
) -> Template:
    return page(
        request,
        "agencies/lists/edit.html",
        status=status,
        form=form,
        other=other or OtherNameForm.blank(),
        term=term,
        agencies=await _agencies(which),
        **_words(which),
    )


def _show_choice(request: Request, which: Which, form: Form, *, status: int = 200) -> Template:
    return page(request, "agencies/lists/imports/new.html", status=status, form=form, **_words(which))


async def _show_plan(
    request: Request, which: Which, text: str, *, sentence: str = "", status: int = 200
) -> Template:
    return page(
        request,
        "agencies/lists/imports/preview.html",
        status=status,
        plan=await loading.plan(which, text),
        content=packed(text),
        sentence=sentence,
        outcomes=words.OUTCOMES,
        **_words(which),
    )
