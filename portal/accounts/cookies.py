"""The cookie with a session's token. Lax, since the link in a WhatsApp message must find the session."""

from __future__ import annotations

from litestar.datastructures import Cookie

from portal.accounts import sessions
from portal.web import Request, cookies

NAME = "aspal_session"
# A day longer than the trust, so that the text of a late post still finds its session (see `kept`).
TRUSTED_AGE = int(sessions.TRUSTED.total_seconds()) + 86_400


def name() -> str:
    """The cookie's name as browsers know it."""
    return cookies.name(NAME)


def token_of(request: Request) -> str:
    """The token that came along, or nothing."""
    return cookies.value(request, NAME)


def to_set(token: str, *, is_trusted: bool) -> Cookie:
    """The cookie for a new token; without trust it goes when the browser is closed."""
    return cookies.to_set(NAME, token, max_age=TRUSTED_AGE if is_trusted else None)


def to_drop() -> Cookie:
    """Forget the token."""
    return cookies.to_drop(NAME)
