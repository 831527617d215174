"""Answers: a page for a reader, or a way on after an act."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from litestar.datastructures import Cookie
from litestar.response import Redirect, Template
from markupsafe import Markup

from portal import clock
from portal.errors import ByRight
from portal.permissions import Actor, Permission
from portal.web import csrf, flash
from portal.web.forms import Form
from portal.web.requests import Request, is_boosted, is_part, path_and_query

REGENCY = "regency"
"""Where in the request's state the regency's profile waits; the app puts it there."""

NOTICE = "notice"
"""Where in the request's state a Notice for the head of the page waits."""

FORBIDDEN = "forbidden"
"""Where in the request's state it stands that the answer refuses by right; the audit reads it."""

NO_STORE = {"Cache-Control": "no-store", "Vary": "HX-Request, Cookie"}


@dataclass(frozen=True, slots=True)
class Notice:
    """A line above the page, with where to go about it."""

    sentence: str
    href: str
    words: str


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> Template:
    """Show a template inside the frame; htmx gets the same page without the head."""
    if status >= 400 and any(_says_no_by_right(value) for value in context.values()):
        request.scope["state"][FORBIDDEN] = True
    sentence = flash.take(request)
    cookies = [cookie for cookie in (csrf.cookie_to_set(request),) if cookie]
    if sentence:
        cookies.append(flash.drop_cookie())
    return Template(
        template,
        context={**frame_context(request), "flash": sentence, **context},
        status_code=status,
        headers={**NO_STORE, **_history(request, status), **(headers or {})},
        cookies=cookies,
        media_type="text/html",
    )


def frame_context(request: Request) -> dict[str, Any]:
    """What every template may count on."""
    user: Actor | None = request.scope.get("user")
    csrf_token = csrf.token(request)
    return {
        "user": user,
        "may": _asker(user),
        "csrf_token": lambda: csrf_token,
        "csrf": lambda: _hidden(csrf.FIELD, csrf_token),
        "once": lambda: _hidden("once", secrets.token_urlsafe(16)),
        "now": clock.today(),
        "boosted": is_boosted(request),
        "path": request.url.path,
        "here": path_and_query(request),
        "notice": request.scope["state"].get(NOTICE),
        "regency": request.scope["state"].get(REGENCY, {"name": ""}),
        "Permission": Permission,
    }


def see_other(
    request: Request, to: str, sentence: str = "", *, cookies: list[Cookie] | None = None
) -> Redirect:
    """After an act: go on to a page that says what was done."""
    carried = list(cookies or [])
    if sentence:
        carried.append(flash.set_cookie(sentence))
    if cookie := csrf.cookie_to_set(request):
        carried.append(cookie)
    return Redirect(to, status_code=303, cookies=carried, headers={"Cache-Control": "no-store"})


def _says_no_by_right(value: object) -> bool:
    said = value.errors.values() if isinstance(value, Form) else (value,)
    return any(isinstance(each, ByRight) for each in said)


def _history(request: Request, status: int) -> dict[str, str]:
    # After a redirect htmx does not know the final address; a refused form keeps the one it was on.
    if is_boosted(request) and not is_part(request) and request.method == "GET" and status < 300:
        return {"HX-Push-Url": path_and_query(request)}
    return {}


def _hidden(name: str, value: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def _asker(user: Actor | None) -> Callable[..., bool]:
    def may(permission: str, agency_id: int | None = None) -> bool:
        """Whether the reader holds a permission for an agency, or anywhere when none is named."""
        if user is None:
            return False
        wanted = Permission(permission)
        return user.holds_somewhere(wanted) if agency_id is None else user.holds(wanted, agency_id)

    return may
