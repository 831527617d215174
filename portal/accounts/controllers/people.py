"""Everybody who may sign in: list, one person, a new one, changed names and numbers."""

from litestar import Controller, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import creation, editing, labels, people
from portal.accounts.controllers._person import ROLE_CHOICES, agency_choices, find_person, show_person
from portal.accounts.controllers.profile import me
from portal.accounts.forms import IdentityForm, PersonForm, PostForm
from portal.accounts.people import AccountRow
from portal.errors import Refusal
from portal.permissions import Permission
from portal.web import Request, keyset, page, read_form, see_other

MANAGE = {"permission": Permission.ACCOUNT_MANAGE}


class PeopleController(Controller):
    """Pengguna."""

    path = "/accounts"
    opt = {"permission": Permission.ACCOUNT_READ}

    @get("/", name="accounts.index")
    async def index(self, request: Request) -> Template:
        """People by name, found by name, e-mail or number."""
        given = request.query_params
        search, state = given.get("q", "").strip(), given.get("state", "")
        found = await people.listing(search=search, state=state, after=keyset.decode(given.get("after")))
        rows = found[: keyset.PAGE_SIZE]
        last = rows[-1] if len(found) > len(rows) else None
        return page(
            request,
            "accounts/index.html",
            rows=rows,
            posts=await people.posts_of(row.id for row in rows),
            search=search,
            state=state,
            states=labels.ACCOUNT_STATES,
            after=keyset.encode([last.folded, last.id]) if last else "",
            at=clock.now(),
        )

    @get("/new", name="accounts.new", opt=MANAGE)
    async def new(self, request: Request) -> Template:
        """The form for somebody new."""
        return await _show_new(request, PersonForm.blank({"invite": "1"}))

    @post("/", name="accounts.create", opt=MANAGE, status_code=200)
    async def create(self, request: Request) -> Template | Redirect:
        """Open the account with its first role, and invite."""
        form = PersonForm.parse(await read_form(request))
        if form.errors or form.post is None:
            return await _show_new(request, form, status=422)
        try:
            account_id = await creation.add_person(
                form.person(), form.post, by=me(request), at=clock.now(), invite=bool(form.invite)
            )
        except Refusal as refusal:
            form.fail("name", refusal.sentence)
            return await _show_new(request, form, status=422)
        person = await people.by_id(account_id)
        sentence = (
            "Pengguna ditambahkan. Undangan dikirim ke WhatsApp." if form.invite else "Pengguna ditambahkan."
        )
        return see_other(request, f"/accounts/{person.public_id}" if person else "/accounts", sentence)

    @get("/{public_id:str}", name="accounts.show")
    async def show(self, request: Request, public_id: FromPath[str]) -> Template:
        """One person: roles, invitations, state."""
        return await show_person(request, await find_person(public_id), PostForm.blank())

    @get("/{public_id:str}/edit", name="accounts.edit", opt=MANAGE)
    async def edit(self, request: Request, public_id: FromPath[str]) -> Template:
        """The form for a changed name, e-mail or number."""
        person = await find_person(public_id)
        values = {"name": person.name, "email": person.email or "", "phone": person.phone or ""}
        return _show_edit(request, person, IdentityForm.blank(values))

    @post("/{public_id:str}", name="accounts.update", opt=MANAGE, status_code=200)
    async def update(self, request: Request, public_id: FromPath[str]) -> Template | Redirect:
        """Change name, e-mail or number; a new number has to be proven anew."""
        person = await find_person(public_id)
        form = IdentityForm.parse(await read_form(request))
        if form.errors:
            return _show_edit(request, person, form, status=422)
        try:
            await editing.change(person.id, form.person(), by=me(request), at=clock.now())
        except Refusal as refusal:
            form.fail("name", refusal.sentence)
            return _show_edit(request, person, form, status=422)
        return see_other(request, f"/accounts/{public_id}", "Data pengguna disimpan.")


async def _show_new(request: Request, form: PersonForm, *, status: int = 200) -> Template:
    return page(
        request,
        "accounts/new.html",
        status=status,
        form=form,
        roles=ROLE_CHOICES,
        agencies=await agency_choices(),
    )


def _show_edit(request: Request, person: AccountRow, form: IdentityForm, *, status: int = 200) -> Template:
    return page(request, "accounts/edit.html", status=status, person=person, form=form)
