"""Who may send a file is let finish before they are told that it is too large; strangers are not."""

from __future__ import annotations

from typing import Any

import pytest

from portal.web import bodies
from portal.web.bodies import with_bodies_read


class Route:
    def __init__(self, **opt: object) -> None:
        self.opt = opt


FORM, PUBLIC = Route(permission="complaint:create"), Route(public=True)


async def read_before_the_answer(
    status: int, *, user: object, route: Route, pieces: int = 5, site: str = "same-origin"
) -> int:
    """How many pieces of a body were read when an application that reads none of it answers."""
    waiting = [{"type": "http.request", "body": b"x" * 1000, "more_body": True}] * (pieces - 1)
    waiting.append({"type": "http.request", "body": b"x", "more_body": False})
    read, at_answer = 0, -1

    async def receive() -> Any:
        nonlocal read
        read += 1
        return waiting[read - 1]

    async def send(message: Any) -> None:
        nonlocal at_answer
        if message["type"] == "http.response.start":
            at_answer = read

    async def refuses(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    scope: Any = {"type": "http", "method": "POST", "route_handler": route, "user": user}
    scope |= {"headers": [(b"sec-fetch-site", site.encode())], "state": {}}
    await with_bodies_read(refuses)(scope, receive, send)
    return at_answer


@pytest.mark.parametrize(
    ("status", "user", "route", "read"),
    [
        (413, object(), FORM, 5),
        (403, object(), FORM, 5),
        (413, None, FORM, 5),
        (403, None, FORM, 0),
        (413, None, PUBLIC, 0),
        (413, object(), PUBLIC, 0),
    ],
)
async def test_a_body_is_read_before_the_answer_for_whom_it_may_be_large(
    status: int, user: object, route: Route, read: int
) -> None:
    assert await read_before_the_answer(status, user=user, route=route) == read


async def test_what_is_longer_than_any_form_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_READ", 2500)
    assert await read_before_the_answer(413, user=object(), route=FORM) == 3


async def test_what_a_foreign_page_sends_is_not_read() -> None:
    assert await read_before_the_answer(403, user=object(), route=FORM, site="cross-site") == 0
