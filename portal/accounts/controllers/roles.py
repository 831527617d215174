"""Roles: what each allows and who holds it, and those that the office makes for itself."""

from typing import Any

from litestar import Controller, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import own_roles, role_pages, step_up
from portal.accounts.controllers.profile import me
from portal.accounts.own_roles import RoleValues
from portal.accounts.permission_groups import grouped
from portal.accounts.role_forms import RoleForm
from portal.accounts.role_pages import RoleDetail
from portal.accounts.roles import BUILT_IN_ONLY
from portal.errors import Conflict, Refusal
from portal.numbers import whole
from portal.permissions import Permission
from portal.web import Request, page, read_form, see_other

MANAGE = {"permission": Permission.ROLE_MANAGE, **step_up.AGAIN}
GROUPS = grouped(set(Permission) - BUILT_IN_ONLY)


class RoleController(Controller):
    """Peran dan Hak Akses."""

    path = "/roles"
    opt = {"permission": Permission.ROLE_READ}

    @get("/", name="roles.index")
    async def index(self, request: Request) -> Template:
        """The built-in roles, and the office's own."""
        built_in, own = await role_pages.cards(clock.now())
        return page(request, "accounts/roles/index.html", built_in=built_in, own=own)

    @get("/new", name="roles.new", opt=MANAGE)
    async def new(self, request: Request) -> Template:
        """The form for a new role."""
        return _show_form(request, RoleForm.blank(), None)

    @post("/", name="roles.create", opt=MANAGE, status_code=200)
    async def create(self, request: Request) -> Template | Redirect:
        """Make a role."""
        form = RoleForm.read(await read_form(request))
        if form.errors:
            return _show_form(request, form, None, status=422)
        try:
            code = await own_roles.create(form.values(), by=me(request), at=clock.now())
        except Refusal as refusal:
            form.fail(_field(refusal), refusal.sentence)
            return _show_form(request, form, None, status=422)
        return see_other(request, f"/roles/{code}", "Peran dibuat. Beri peran ini lewat halaman pengguna.")

    @get("/{code:str}", name="roles.show")
    async def show(self, request: Request, code: FromPath[str]) -> Template:
        """One role: its rights, and who holds it where."""
        at = clock.now()
        detail = await find_role(code)
        holders = await role_pages.holders(code, at)
        shown = holders[: role_pages.MOST_HOLDERS]
        more = len(holders) > len(shown)
        return page(request, "accounts/roles/show.html", detail=detail, holders=shown, more=more)

    @get("/{code:str}/edit", name="roles.edit", opt=MANAGE)
    async def edit(self, request: Request, code: FromPath[str]) -> Template:
        """The form for a role of the office's own."""
        detail = await find_own(code)
        return _show_form(request, _form_of(detail), detail)

    @post("/{code:str}", name="roles.update", opt=MANAGE, status_code=200)
    async def update(self, request: Request, code: FromPath[str]) -> Template | Redirect:
        """Change a role; whoever holds it has the new rights with the next page."""
        detail = await find_own(code)
        form = RoleForm.read(await read_form(request))
        if form.errors:
            return _show_form(request, form, detail, status=422)
        try:
            version = whole(form.version) or 0
            await own_roles.edit(code, form.values(), version=version, by=me(request), at=clock.now())
        except Conflict:
            return await _show_both(request, form, code)
        except Refusal as refusal:
            form.fail(_field(refusal), refusal.sentence)
            return _show_form(request, form, detail, status=422)
        return see_other(request, f"/roles/{code}", "Peran disimpan dan langsung berlaku.")

    @post("/{code:str}/end", name="roles.end", opt=MANAGE)
    async def end(self, request: Request, code: FromPath[str]) -> Redirect:
        """End a role for everybody who holds it."""
        await find_own(code)
        await own_roles.end(code, by=me(request), at=clock.now())
        return see_other(request, "/roles", "Peran diakhiri. Tidak ada lagi yang memegangnya.")


async def find_role(code: str) -> RoleDetail:
    """The role of that address; 404 where there is none, or it has ended."""
    found = await role_pages.detail(code)
    if found is None:
        raise NotFoundException
    return found


async def find_own(code: str) -> RoleDetail:
    """A role that may be changed; built-in ones are only read."""
    found = await find_role(code)
    if not found.role.is_own:
        raise NotFoundException
    return found


def _form_of(detail: RoleDetail) -> RoleForm:
    role = detail.role
    return RoleForm.of(RoleValues(role.name, role.summary, role.permissions), detail.version)


def _field(refusal: Refusal) -> str:
    return "name" if refusal.sentence == own_roles.NAME_TAKEN else "permissions"


async def _show_both(request: Request, form: RoleForm, code: str) -> Template:
    """Somebody was quicker: what they kept stands beside what was typed, and the next save replaces it."""
    stored = await find_own(code)
    mine = form.ticked
    form.version = str(stored.version)
    return _show_form(
        request,
        form,
        stored,
        status=409,
        stored=stored,
        only_mine=grouped({each for each in Permission if each in mine - stored.role.permissions}),
        only_theirs=grouped(stored.role.permissions - mine),
    )


def _show_form(
    request: Request, form: RoleForm, detail: RoleDetail | None, *, status: int = 200, **more: Any
) -> Template:
    context: dict[str, Any] = {"stored": None, "only_mine": [], "only_theirs": [], **more}
    return page(
        request, "accounts/roles/form.html", status=status, form=form, detail=detail, groups=GROUPS, **context
    )
