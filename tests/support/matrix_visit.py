"""A browser of one person in front of the whole application, on a copy of the world."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient

from portal import clock, db
from portal.accounts import cookies, sessions
from portal.app import create_app
from portal.web import csrf
from tests.support.matrix_world import Values

ONE_TIME = re.compile(r"[\w=-]{40,}|\d\d\.\d\d WIB")
"""Tokens, and the minute it is: they differ each time a page is shown."""

PLACEHOLDER = re.compile(r"\{(\w+):\w+\}")


@dataclass(slots=True)
class Visitor:
    """Asks and posts as one person."""

    client: AsyncTestClient[Any]
    token: str

    async def ask(self, method: str, address: str, data: dict[str, str] | None = None) -> Response:
        """One request; a post carries a good token, so that only rights can refuse it."""
        if method == "GET":
            return await self.client.get(address, follow_redirects=False)
        headers = {csrf.HEADER: self.token}
        return await self.client.post(address, data=data or {}, headers=headers, follow_redirects=False)


@asynccontextmanager
async def visiting(file: Path, folder: Path, account_id: int | None) -> AsyncIterator[Visitor]:
    """The person in front of the application, on a fresh copy of the file; None is a stranger."""
    copy = folder / file.name
    shutil.copy(file, copy)
    db.use(db.connect(f"sqlite:///{copy}"))
    await db.open_pool()
    await clock.refresh()
    async with AsyncTestClient(_app(), base_url="http://testserver.local") as client:
        if account_id is not None:
            opened = await sessions.open_session(account_id, sessions.Browser(), at=clock.now())
            client.cookies.set(cookies.name(), opened)
        yield Visitor(client, await _token(client))


def address(path: str, values: Values) -> str:
    """A route's address with the values of a thing."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], path)


def steady(page: str) -> list[str]:
    """The lines of a page without what differs each time it is shown."""
    return ONE_TIME.sub("…", page).splitlines()


@lru_cache(maxsize=1)
def _app() -> Litestar:
    # Putting the application together takes longer than most visits.
    return create_app()


async def _token(client: AsyncTestClient[Any]) -> str:
    shown = await client.get("/profile")
    found = re.search(rf'name="{csrf.FIELD}" value="([^"]+)"', shown.text)
    assert found, f"/profile answers {shown.status_code} and has no form"
    return found[1]
