"""Addresses without the one character that no database and no file system takes."""

from __future__ import annotations

import re

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

NUL = re.compile(rb"%00|\x00")


def without_nul(app: ASGIApp) -> ASGIApp:
    """Wrap an app so that NUL is dropped from paths and query strings, as forms drop it from what is typed.

    PostgreSQL answers it with an error, and so does opening a file.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and ("\x00" in scope["path"] or NUL.search(scope["query_string"])):
            scope["path"] = scope["path"].replace("\x00", "")
            scope["raw_path"] = NUL.sub(b"", scope["raw_path"])
            scope["query_string"] = NUL.sub(b"", scope["query_string"])
        await app(scope, receive, send)

    return wrapped
