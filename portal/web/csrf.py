"""Forged requests: the browser's own word first, then a token tied to a cookie.

The token is masked anew on every page so that compression tells nothing about it. It comes in a header or a
field, never in an address: addresses stay in histories, in logs of proxies and in what a screen shows.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.exceptions import PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

from portal.settings import settings
from portal.web import cookies, limits
from portal.web.requests import Request

COOKIE = "aspal_csrf"
FIELD = "_csrf_token"
HEADER = "x-csrftoken"
SIZE = 32
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


async def guard(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Refuse a post that did not come from a page of ours; `opt={"csrf": False}` is for signed webhooks."""
    if connection.scope.get("method") in SAFE_METHODS or handler.opt.get("csrf") is False:
        return
    request: Request = connection  # type: ignore[assignment]
    if not came_from_here(request) or not await _token_fits(request):
        raise PermissionDeniedException("csrf")


def secret_of(request: Request) -> str:
    """The visitor's secret, made once per request when the cookie is missing or not ours."""
    cookie = cookies.value(request, COOKIE)
    if _is_ours(cookie):
        return cookie
    made = request.scope["state"].get(COOKIE)
    if made is None:
        nonce = secrets.token_urlsafe(SIZE)
        made = request.scope["state"][COOKIE] = f"{nonce}.{_signature(nonce)}"
    return str(made)


def cookie_to_set(request: Request) -> Cookie | None:
    """The cookie for a visitor who has none yet."""
    if _is_ours(cookies.value(request, COOKIE)):
        return None
    return cookies.to_set(COOKIE, secret_of(request), max_age=30 * 86400)


def token(request: Request) -> str:
    """A fresh mask of the visitor's secret, for a form or a header."""
    digest = _digest(secret_of(request))
    mask = secrets.token_bytes(SIZE)
    return base64.urlsafe_b64encode(mask + _xor(mask, digest)).decode()


def came_from_here(request: Request) -> bool:
    """Whether the browser says that a page of ours sends this; known before anything of the body is."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if origin is None:
        # No browser of today posts without either; the token alone decides (decision 5).
        return True
    return urlsplit(origin).netloc in {request.headers.get("host"), urlsplit(settings().base_url).netloc}


async def _token_fits(request: Request) -> bool:
    cookie = cookies.value(request, COOKIE)
    if not _is_ours(cookie):
        return False
    if given := request.headers.get(HEADER):
        return _fits(given, cookie)
    form = await limits.form_of(request)
    if not (fits := _fits(form.get(FIELD), cookie)):
        await form.close()
    return fits


def _fits(given: object, cookie: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(_unmask(given), _digest(cookie))


def _unmask(given: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(given)
    except (binascii.Error, ValueError):
        return b""
    return _xor(raw[:SIZE], raw[SIZE:]) if len(raw) == 2 * SIZE else b""


def _is_ours(cookie: str) -> bool:
    nonce, _, signature = cookie.partition(".")
    return bool(nonce) and hmac.compare_digest(signature.encode(), _signature(nonce).encode())


def _signature(nonce: str) -> str:
    key = settings().secret_key.get_secret_value().encode()
    return hmac.new(key, b"csrf:" + nonce.encode(), hashlib.sha256).hexdigest()


def _digest(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
