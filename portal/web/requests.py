"""The request as our handlers see it."""

from typing import Any

from litestar import Request as LitestarRequest

Request = LitestarRequest[Any, Any, Any]


def is_boosted(request: Request) -> bool:
    """Whether htmx asked, so that the frame's head need not be sent again."""
    return request.headers.get("hx-request") == "true"


def is_part(request: Request) -> bool:
    """Whether htmx asks for a part of the page that stands, instead of the next page."""
    return is_boosted(request) and request.headers.get("hx-boosted") != "true"


def path_and_query(request: Request) -> str:
    """The local address of the page, for history and for coming back."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def is_local_path(target: str) -> bool:
    """Whether a `next` address stays on this site; anything a browser could read as a host is refused."""
    starts_well = target.startswith("/") and not target.startswith(("//", "/\\"))
    return starts_well and not any(ord(char) < 33 or char == "\\" for char in target)
