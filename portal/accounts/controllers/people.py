"""Everybody who may sign in: list, one person, a new one, changed names and numbers, what one may do."""

from litestar import Controller, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import creation, editing, labels, people, rights, role_book, step_up
from portal.accounts.controllers._person import agency_choices, find_person, show_person
from portal.accounts.controllers.profile import me
from portal.accounts.forms import IdentityForm, PersonForm, PostForm
from portal.accounts.people import AccountRow, Holding
from portal.errors import Conflict, Refusal
from portal.numbers import whole
from portal.permissions import Permission
from portal.web import Request, keyset, page, read_form, see_other

MANAGE = {"permission": Permission.ACCOUNT_MANAGE, **step_up.AGAIN}
FILTERS = ("q", "state", "role", "agency")
SAVED = "Data pengguna disimpan."
WAITS = (
    "Nama disimpan. Tautan pembuktian dikirim ke WhatsApp; sampai dibuka, nomor dan surel lama tetap berlaku."
)


class PeopleController(Controller):
    """Pengguna."""

    path = "/accounts"
    opt = {"permission": Permission.ACCOUNT_READ}

    @get("/", name="accounts.index")
    async def index(self, request: Request) -> Template:
        """People by name, found by name, e-mail or number, and by role and agency."""
        given = {name: request.query_params.get(name, "").strip() for name in FILTERS}
        at = clock.now()
        found = await people.listing(
            search=given["q"],
            state=given["state"],
            holding=Holding(given["role"], given["agency"], at),
            after=keyset.decode(request.query_params.get("after")),
        )
        rows = found[: keyset.PAGE_SIZE]
        last = rows[-1] if len(found) > len(rows) else None
        return page(
            request,
            "accounts/index.html",
            rows=rows,
            posts=await people.posts_of(row.id for row in rows),
            given=given,
            states=labels.ACCOUNT_STATES,
            roles=await role_book.choices(),
            agencies=await agency_choices(),
            after=keyset.encode([last.folded, last.id]) if last else "",
            at=at,
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
        """One person: roles, invitations, browsers, state."""
        return await show_person(request, await find_person(public_id), PostForm.blank())

    @get("/{public_id:str}/rights", name="accounts.rights")
    async def show_rights(self, request: Request, public_id: FromPath[str]) -> Template:
        """What this person may do, and why."""
        person = await find_person(public_id)
        found = await rights.of(person.id, person.state, clock.now())
        return page(request, "accounts/rights.html", person=person, rights=found, is_me=False)

    @get("/{public_id:str}/edit", name="accounts.edit", opt=MANAGE)
    async def edit(self, request: Request, public_id: FromPath[str]) -> Template:
        """The form for a changed name, e-mail or number."""
        person = await find_person(public_id)
        return _show_edit(request, person, _form_of(person))

    @post("/{public_id:str}", name="accounts.update", opt=MANAGE, status_code=200)
    async def update(self, request: Request, public_id: FromPath[str]) -> Template | Redirect:
        """Change name, e-mail or number; what somebody signs in with waits for their own word."""
        person = await find_person(public_id)
        form = IdentityForm.parse(await read_form(request))
        if form.errors:
            return _show_edit(request, person, form, status=422)
        try:
            waits = await _change(request, person, form)
        except Conflict:
            return await _show_both(request, form, public_id)
        except Refusal as refusal:
            form.fail("name", refusal.sentence)
            return _show_edit(request, person, form, status=422)
        return see_other(request, f"/accounts/{public_id}", WAITS if waits else SAVED)


async def _change(request: Request, person: AccountRow, form: IdentityForm) -> bool:
    return await editing.change(
        person.id, form.person(), version=whole(form.version) or 0, by=me(request), at=clock.now()
    )


def _form_of(person: AccountRow) -> IdentityForm:
    values = {"name": person.name, "email": person.email or "", "phone": person.phone or ""}
    return IdentityForm.blank({**values, "version": str(person.version)})


async def _show_new(request: Request, form: PersonForm, *, status: int = 200) -> Template:
    return page(
        request,
        "accounts/new.html",
        status=status,
        form=form,
        roles=await role_book.choices(),
        agencies=await agency_choices(),
    )


async def _show_both(request: Request, form: IdentityForm, public_id: str) -> Template:
    """Somebody was quicker: what they kept stands beside what was typed, and the next save replaces it."""
    stored = await find_person(public_id)
    form.version = str(stored.version)
    return _show_edit(request, stored, form, status=409, stored=stored)


def _show_edit(
    request: Request,
    person: AccountRow,
    form: IdentityForm,
    *,
    status: int = 200,
    stored: AccountRow | None = None,
) -> Template:
    return page(request, "accounts/edit.html", status=status, person=person, form=form, stored=stored)
