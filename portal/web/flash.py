"""The server's sentence after an act, carried over the redirect in a short-lived cookie."""

from __future__ import annotations

from urllib.parse import quote, unquote

from litestar.datastructures import Cookie

from portal.settings import settings
from portal.web.requests import Request

COOKIE = "aspal_flash"
LONGEST = 600


def set_cookie(sentence: str) -> Cookie:
    """Carry a sentence to the next page."""
    value = quote(sentence[:LONGEST], safe="")
    return Cookie(
        key=COOKIE, value=value, max_age=60, httponly=True, samesite="lax", secure=settings().is_secure
    )


def take(request: Request) -> str:
    """The sentence that came along; templates escape it, since any cookie can be forged."""
    return unquote(request.cookies.get(COOKIE, ""))[:LONGEST]


def drop_cookie() -> Cookie:
    """Forget the sentence once it has been shown."""
    return Cookie(key=COOKIE, value="", max_age=0, httponly=True, samesite="lax")
