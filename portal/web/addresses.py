"""Addresses that are none of ours are answered before anything is asked about them."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send
from markupsafe import Markup

from portal.settings import settings

NUL = re.compile(rb"%00|\x00")
HOST = re.compile(r"[a-z0-9.-]+(:[0-9]{1,5})?|\[[0-9a-f:.]+\](:[0-9]{1,5})?")
MONITORED = frozenset({"/health", "/health/full", "/metrics"})
"""Asked by machines that know this process by its number only, and answered without any link."""

PAGE = Markup(
    """<!DOCTYPE html>
<html lang="id"><head><meta charset="utf-8"><title>Permintaan tidak dapat dibaca</title></head>
<body><h1>Permintaan tidak dapat dibaca</h1>
<p>Alamatnya keliru. Portal ini dibuka di <a href="{0}">{0}</a>.</p></body></html>
"""
)


def with_own_addresses(app: ASGIApp) -> ASGIApp:
    """Wrap an app so that a strange host or NUL in the path is 400; in query strings NUL is dropped.

    Whoever answers to any host lends its name to links and caches. PostgreSQL answers NUL with an error, and
    so does opening a file; from what is typed, a search too, forms drop it.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
        elif "\x00" in scope["path"] or not _is_for_us(scope):
            await _refuse(send)
        else:
            scope["query_string"] = NUL.sub(b"", scope["query_string"])
            await app(scope, receive, send)

    return wrapped


def _is_for_us(scope: Scope) -> bool:
    if scope["path"].rstrip("/") in MONITORED:
        return True
    named = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
    if len(named) != 1 or not HOST.fullmatch(named[0]):
        return False
    host = (urlsplit(f"//{named[0]}").hostname or "").rstrip(".")
    chosen = settings()
    # Without TLS it is a demo or a trial, which is looked at on the machine itself under whatever port.
    return host == urlsplit(chosen.base_url).hostname or (not chosen.is_secure and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _refuse(send: Send) -> None:
    body = PAGE.format(settings().base_url).encode()
    kind = (b"content-type", b"text/html; charset=utf-8")
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 400, "headers": [kind, length]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
