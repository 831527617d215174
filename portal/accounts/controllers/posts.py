"""Roles given to a person and taken away."""

from litestar import Controller, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import assignments, people
from portal.accounts.controllers._person import find_person, show_person
from portal.accounts.controllers.profile import me
from portal.accounts.forms import PostForm
from portal.errors import Refusal
from portal.permissions import Permission
from portal.web import Request, read_form, see_other


class PostController(Controller):
    """The roles on a person's page."""

    path = "/accounts/{public_id:str}/assignments"
    opt = {"permission": Permission.ACCOUNT_MANAGE}

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

    @post("/{assignment_id:int}/end", name="accounts.assignments.end")
    async def end(self, request: Request, public_id: FromPath[str], assignment_id: FromPath[int]) -> Redirect:
        """Take a role away from now on."""
        person = await find_person(public_id)
        posts = (await people.posts_of([person.id]))[person.id]
        if all(row.id != assignment_id for row in posts):
            raise NotFoundException
        await assignments.end(assignment_id, by=me(request), at=clock.now())
        return see_other(request, f"/accounts/{public_id}", "Peran diakhiri.")
