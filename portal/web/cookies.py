"""Cookies as all of ours are: unreadable for scripts, Lax, and held to this host where there is TLS."""

from __future__ import annotations

from litestar.datastructures import Cookie

from portal.settings import settings
from portal.web.requests import Request


def name(plain: str) -> str:
    """`__Host-` makes browsers refuse it from a neighbouring host; it needs TLS, which a demo lacks."""
    return f"__Host-{plain}" if settings().is_secure else plain


def value(request: Request, plain: str) -> str:
    """What came along under this name, or nothing."""
    return request.cookies.get(name(plain), "")


def to_set(plain: str, text: str, *, max_age: int | None = None) -> Cookie:
    """Without an age it goes when the browser is closed. Lax, so that a link in a message finds it."""
    return Cookie(
        key=name(plain),
        value=text,
        max_age=max_age,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings().is_secure,
    )


def to_drop(plain: str) -> Cookie:
    """Forget it; browsers take that, too, only with the attributes that the name promises."""
    return to_set(plain, "", max_age=0)
