"""Roles given to a person, moved to other dates, and taken away."""

from datetime import datetime, timedelta

from litestar import Controller, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import assignments, people, step_up
from portal.accounts.controllers._person import find_person, show_person
from portal.accounts.controllers.profile import me
from portal.accounts.forms import PostForm
from portal.accounts.people import AccountRow, PostRow
from portal.accounts.role_forms import PeriodForm
from portal.errors import Conflict, Refusal
from portal.numbers import whole
from portal.permissions import Permission
from portal.web import Request, page, read_form, see_other


class PostController(Controller):
    """The roles on a person's page."""

    path = "/accounts/{public_id:str}/assignments"
    opt = {"permission": Permission.ACCOUNT_MANAGE, **step_up.AGAIN}

    @post("/", name="accounts.assignments.create", status_code=200)
    async def create(self, request: Request, public_id: FromPath[str]) -> Template | Redirect:
        """Give a role from–until."""
        person = await find_person(public_id)
        form = PostForm.parse(await read_form(request))
        if form.errors or form.post is None:
            return await show_person(request, person, form, status=422)
        try:
            await assignments.add(person.id, form.post, by=me(request), at=clock.now())
        except Refusal as refusal:
            form.fail("role", refusal.sentence)
            return await show_person(request, person, form, status=422)
        return see_other(request, f"/accounts/{public_id}", "Peran ditambahkan.")

    @get("/{assignment_id:int}/edit", name="accounts.assignments.edit")
    async def edit(
        self, request: Request, public_id: FromPath[str], assignment_id: FromPath[int]
    ) -> Template:
        """The form for other dates."""
        person = await find_person(public_id)
        row = await _find_post(person, assignment_id)
        values = {"starts": _day(row.starts_at), "ends": _last_day(row), "version": str(row.version)}
        return _show_edit(request, person, row, PeriodForm.blank(values))

    @post("/{assignment_id:int}", name="accounts.assignments.update", status_code=200)
    async def update(
        self, request: Request, public_id: FromPath[str], assignment_id: FromPath[int]
    ) -> Template | Redirect:
        """Move the dates."""
        person = await find_person(public_id)
        row = await _find_post(person, assignment_id)
        form = PeriodForm.blank((await read_form(request)).fields)
        form.began_at = row.starts_at if row.starts_at <= clock.now() else None
        form.check()
        if form.errors:
            return _show_edit(request, person, row, form, status=422)
        try:
            await _move(request, row, form)
        except Conflict as conflict:
            return await _show_both(request, person, assignment_id, form, conflict)
        except Refusal as refusal:
            form.fail("ends", refusal.sentence)
            return _show_edit(request, person, row, form, status=422)
        return see_other(request, f"/accounts/{public_id}", "Tanggal peran disimpan.")

    @post("/{assignment_id:int}/end", name="accounts.assignments.end")
    async def end(self, request: Request, public_id: FromPath[str], assignment_id: FromPath[int]) -> Redirect:
        """Take a role away from now on."""
        person = await find_person(public_id)
        row = await _find_post(person, assignment_id)
        await assignments.end(row.id, by=me(request), at=clock.now())
        return see_other(request, f"/accounts/{public_id}", "Peran diakhiri.")


async def _find_post(person: AccountRow, assignment_id: int) -> PostRow:
    posts = (await people.posts_of([person.id]))[person.id]
    found = [row for row in posts if row.id == assignment_id]
    if not found:
        raise NotFoundException
    return found[0]


async def _move(request: Request, row: PostRow, form: PeriodForm) -> None:
    await assignments.change(
        row.id,
        starts_at=form.starts_at or row.starts_at,
        ends_at=form.ends_at,
        version=whole(form.version) or 0,
        by=me(request),
        at=clock.now(),
    )


async def _show_both(
    request: Request, person: AccountRow, assignment_id: int, form: PeriodForm, conflict: Conflict
) -> Template:
    """Somebody was quicker: the dates that are kept stand beside those that were typed."""
    row = await _find_post(person, assignment_id)
    form.version = str(row.version)
    return _show_edit(request, person, row, form, status=409, conflict=conflict.sentence)


def _show_edit(
    request: Request,
    person: AccountRow,
    row: PostRow,
    form: PeriodForm,
    *,
    status: int = 200,
    conflict: str = "",
) -> Template:
    return page(
        request,
        "accounts/assignments/edit.html",
        status=status,
        person=person,
        post=row,
        form=form,
        conflict=conflict,
        at=clock.now(),
    )


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(clock.WIB):%Y-%m-%d}"


def _last_day(row: PostRow) -> str:
    # The end is the first moment after the last day.
    return _day(row.ends_at - timedelta(microseconds=1)) if row.ends_at else ""
