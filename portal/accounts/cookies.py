"""The cookie with a session's token. Lax, since the link in a WhatsApp message must find the session."""

from __future__ import annotations

from litestar.datastructures import Cookie

from portal.accounts import sessions
from portal.settings import settings
from portal.web import Request

NAME = "aspal_session"
# A day longer than the trust, so that the text of a late post still finds its session (see `kept`).
TRUSTED_AGE = int(sessions.TRUSTED.total_seconds()) + 86_400


def name() -> str:
    """The cookie's name; `__Host-` makes browsers hold it to this host, and needs TLS."""
    return f"__Host-{NAME}" if settings().is_secure else NAME


def token_of(request: Request) -> str:
    """The token that came along, or nothing."""
    return request.cookies.get(name(), "")


def to_set(token: str, *, is_trusted: bool) -> Cookie:
    """The cookie for a new token; without trust it goes when the browser is closed."""
    return Cookie(
        key=name(),
        value=token,
        max_age=TRUSTED_AGE if is_trusted else None,
        httponly=True,
        samesite="lax",
        secure=settings().is_secure,
    )


def to_drop() -> Cookie:
    """Forget the token."""
    return Cookie(key=name(), value="", max_age=0, httponly=True, samesite="lax", secure=settings().is_secure)
