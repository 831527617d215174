"""The server's sentence after an act, carried over the redirect in a short-lived cookie."""

from __future__ import annotations

from urllib.parse import quote, unquote

from litestar.datastructures import Cookie

from portal.web import cookies
from portal.web.requests import Request

COOKIE = "aspal_flash"
LONGEST = 600


def set_cookie(sentence: str) -> Cookie:
    """Carry a sentence to the next page."""
    return cookies.to_set(COOKIE, quote(sentence[:LONGEST], safe=""), max_age=60)


def take(request: Request) -> str:
    """The sentence that came along; templates escape it, since any cookie can be forged."""
    return unquote(cookies.value(request, COOKIE))[:LONGEST]


def drop_cookie() -> Cookie:
    """Forget the sentence once it has been shown."""
    return cookies.to_drop(COOKIE)
