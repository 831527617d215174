"""A forgotten password. GET shows, POST consumes; nobody learns from here who has an account."""

import asyncio

from litestar import Controller, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import password_reset, password_reset_codes, phones
from portal.accounts.addresses import client_address
from portal.accounts.controllers._proof_forms import ForgottenForm, ResetCodeForm
from portal.accounts.controllers.invitations import QUIET
from portal.accounts.delays import TooSoon
from portal.accounts.forms import NewPasswordForm
from portal.accounts.password_reset import Reset
from portal.errors import Refusal
from portal.web import Form, Request, page, read_form, see_other

ANSWER_AFTER = 0.25
"""Seconds until every answer to a request for a link, so that a known person's does not come later."""

DONE = "Kata sandi baru disimpan dan semua perangkat dikeluarkan. Silakan masuk."


class PasswordResetController(Controller):
    """Lupa kata sandi."""

    path = "/password-reset"
    opt = {"public": True}

    @get("/", name="password_reset.new")
    async def new(self, request: Request) -> Template:
        """Whose password."""
        return _show(request, "new", ForgottenForm.blank())

    @post("/", name="password_reset.create", status_code=200)
    async def create(self, request: Request) -> Template:
        """The same sentence for everybody, at the same time."""
        form = ForgottenForm.parse(await read_form(request))
        if form.errors:
            return _show(request, "new", form, status=422)
        try:
            await asyncio.gather(
                password_reset.ask(form.identifier, origin=client_address(request.scope), at=clock.now()),
                asyncio.sleep(ANSWER_AFTER),
            )
        except TooSoon as refusal:
            form.fail("identifier", refusal.sentence)
            return _show(request, "new", form, status=429)
        return _show(request, "sent", form)

    @get("/code", name="password_reset.code.new")
    async def enter_code(self, request: Request) -> Template:
        """The form for a code on paper."""
        return _show(request, "code", ResetCodeForm.blank())

    @post("/code", name="password_reset.code.create", status_code=200)
    async def use_code(self, request: Request) -> Template | Redirect:
        """Set the password with a code on paper."""
        form = ResetCodeForm.parse(await read_form(request))
        if form.errors:
            return _show(request, "code", form, status=422)
        origin = client_address(request.scope)
        try:
            await password_reset_codes.accept(
                form.identifier, form.code, form.password, origin=origin, at=clock.now()
            )
        except Refusal as refusal:
            form.fail("code", refusal.sentence)
            return _show(request, "code", form, status=429 if isinstance(refusal, TooSoon) else 422)
        return see_other(request, "/sign-in", DONE)

    @get("/{token:str}", name="password_reset.show")
    async def show(self, request: Request, token: FromPath[str]) -> Template:
        """The form for the new password, or what to do with a link that is over."""
        reset = await password_reset.find(token, clock.now())
        return _show_link(request, token, reset, NewPasswordForm.blank())

    @post("/{token:str}", name="password_reset.accept", status_code=200)
    async def accept(self, request: Request, token: FromPath[str]) -> Template | Redirect:
        """Set the password; the link is used up."""
        at = clock.now()
        reset = await password_reset.find(token, at)
        form = NewPasswordForm.blank((await read_form(request)).fields)
        if reset is None:
            return _show_link(request, token, None, form)
        form.own = (reset.name, reset.email or "", reset.phone)
        form.check()
        if form.errors:
            return _show_link(request, token, reset, form, status=422)
        try:
            await password_reset.accept(reset, form.password, origin=client_address(request.scope), at=at)
        except TooSoon as refusal:
            form.fail("password", refusal.sentence)
            return _show_link(request, token, reset, form, status=429)
        return see_other(request, "/sign-in", DONE)


def _show(request: Request, name: str, form: Form, *, status: int = 200) -> Template:
    return page(request, f"accounts/password_reset/{name}.html", status=status, form=form)


def _show_link(
    request: Request, token: str, reset: Reset | None, form: Form, *, status: int = 200
) -> Template:
    return page(
        request,
        "accounts/password_reset/show.html",
        status=status if reset else 410,
        headers=QUIET,
        token=token,
        reset=reset,
        number=phones.masked(reset.phone) if reset else "",
        form=form,
    )
