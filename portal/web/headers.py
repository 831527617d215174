"""Security headers on every answer."""

from __future__ import annotations

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from portal.settings import settings

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=()",
}


def with_headers(app: ASGIApp) -> ASGIApp:
    """Wrap an app so that each answer carries the headers, unless the handler chose stricter ones."""
    headers = dict(ALWAYS)
    if settings().is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    always = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                chosen = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(header for header in always if header[0] not in chosen),
                ]
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped
