"""Signing in and out."""

from litestar import Controller, get, post
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import cookies, devices, kept, sessions, sign_in
from portal.accounts.addresses import client_address
from portal.accounts.controllers._proof_forms import CodeForm
from portal.accounts.delays import TooSoon
from portal.accounts.forms import SignInForm
from portal.accounts.kept import Kept
from portal.accounts.second_factor_door import CodeWanted
from portal.accounts.sessions import Browser
from portal.accounts.sign_in import SignedIn
from portal.errors import Refusal
from portal.web import Request, page, read_form, see_other
from portal.web.requests import is_local_path


class SignInController(Controller):
    """The door."""

    path = "/sign-in"
    opt = {"public": True}

    @get("/", name="sign_in.new")
    async def new(self, request: Request) -> Template | Redirect:
        """The form; whoever is signed in already goes on."""
        form = SignInForm.blank({"next": request.query_params.get("next", "")})
        if request.scope.get("user"):
            return see_other(request, _target(form.next))
        return page(request, "accounts/sign_in.html", form=form, kept=None)

    @post("/", name="sign_in.create", status_code=200)
    async def create(self, request: Request) -> Template | Redirect:
        """Try; afterwards go where the person wanted to, or back to the text that was kept for them."""
        posted = await read_form(request)
        form = SignInForm.parse(posted)
        rescued = kept.from_form(posted)
        if form.errors:
            return page(request, "accounts/sign_in.html", status=422, form=form, kept=rescued)
        browser = browser_of(request, is_trusted=bool(form.trust_phone))
        try:
            entered = await sign_in.sign_in(form.identifier, form.password, browser, at=clock.now())
        except Refusal as refusal:
            return _refused(request, form, rescued, refusal)
        if isinstance(entered, CodeWanted):
            asked = CodeForm.blank({"challenge": entered.token, "next": form.next})
            return ask_for_code(request, asked, rescued)
        rescued = await leave_former_session(request, entered, rescued)
        return let_in(request, entered, browser, form.next, rescued)


@post("/sign-out", name="sign_out.create", opt={"public": True})
async def sign_out(request: Request) -> Redirect:
    """End the session of this browser."""
    if user := request.scope.get("user"):
        await sign_in.sign_out(user, at=clock.now())
    return see_other(request, "/sign-in", "Anda sudah keluar.", cookies=[cookies.to_drop()])


def browser_of(request: Request, *, is_trusted: bool = False) -> Browser:
    """Where the request comes from."""
    label = devices.label(request.headers.get("user-agent", ""))
    return Browser(client_address(request.scope), label, is_trusted)


def ask_for_code(request: Request, form: CodeForm, rescued: Kept | None, *, status: int = 200) -> Template:
    """The page for the second factor; what the person wanted to do is carried through it."""
    return page(request, "accounts/second_factor/code.html", status=status, form=form, kept=rescued)


def _target(wanted: str) -> str:
    return wanted if is_local_path(wanted) else "/"


def _refused(request: Request, form: SignInForm, rescued: Kept | None, refusal: Refusal) -> Template:
    form.fail("identifier", refusal.sentence)
    if isinstance(refusal, TooSoon):
        headers = {"Retry-After": str(refusal.seconds)}
        return page(request, "accounts/sign_in.html", status=429, headers=headers, form=form, kept=rescued)
    return page(request, "accounts/sign_in.html", status=422, form=form, kept=rescued)


async def leave_former_session(request: Request, entered: SignedIn, rescued: Kept | None) -> Kept | None:
    """End the session this browser had; what was typed in it is given back to the same person only."""
    at = clock.now()
    former = await sessions.find(cookies.token_of(request), origin="", at=at)
    if former is None:
        return None
    if former.user is not None:
        await sessions.end(former.user.session_id, account_id=former.account_id, at=at)
    return rescued if former.account_id == entered.account_id else None


def let_in(
    request: Request, entered: SignedIn, browser: Browser, wanted: str, rescued: Kept | None
) -> Template | Redirect:
    """Give the browser its token and go on: where the person wanted to, or to the text kept for them."""
    cookie = cookies.to_set(entered.token, is_trusted=browser.is_trusted)
    if rescued is None:
        return see_other(request, _target(wanted), cookies=[cookie])
    shown = page(request, "accounts/kept.html", kept=rescued)
    shown.set_cookie(cookie)
    return shown
