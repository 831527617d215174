"""The page between the password and the session."""

from litestar import post
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import kept, second_factor_door, second_factor_sign_in
from portal.accounts.controllers import sign_in as door
from portal.accounts.controllers._proof_forms import CodeForm
from portal.accounts.delays import TooSoon
from portal.errors import Conflict, Refusal
from portal.web import Request, read_form, see_other


@post("/sign-in/second-factor", name="sign_in.code.create", opt={"public": True}, status_code=200)
async def enter(request: Request) -> Template | Redirect:
    """Take the code; afterwards go where the person wanted to, as after the password alone."""
    posted = await read_form(request)
    form, rescued = CodeForm.parse(posted), kept.from_form(posted)
    if form.errors:
        return door.ask_for_code(request, form, rescued, status=422)
    at = clock.now()
    try:
        awaited = await second_factor_door.find(form.challenge, at)
        browser = door.browser_of(request, is_trusted=awaited.is_trusted)
        entered = await second_factor_sign_in.finish(form.challenge, form.code, browser, at=at)
    except Conflict as over:
        return see_other(request, "/sign-in", over.sentence)
    except Refusal as refusal:
        form.fail("code", refusal.sentence)
        return door.ask_for_code(request, form, rescued, status=429 if isinstance(refusal, TooSoon) else 422)
    rescued = await door.leave_former_session(request, entered, rescued)
    return door.let_in(request, entered, browser, form.next, rescued)
