"""Photograph all that a reader, a database or another release can see: `python scripts/photograph.py FOLDER`.

Before and after a change that must change nothing, two photographs are equal file by file (`diff -r`):

- `pages/<who>/…html`: every page that links lead to, as each role and as a stranger, on the demo's database
- `routes.txt`, `permissions.txt`: who may enter where, and what each role may do
- `schema-sqlite.sql`, `schema-postgres.sql`: the database as the migrations make it
- `words.txt`: every word that rows, backups or monitors hold on to

The clock stands still and chance is fed from a seed; what differs all the same is replaced by its kind.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import re
import secrets
import shutil
import string
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SCRATCH = Path(tempfile.mkdtemp(prefix="photograph-"))
os.environ |= {
    "ASPAL_SECRET_KEY": "only-for-photographs-0123456789-0123",
    "ASPAL_DATA_DIR": str(SCRATCH),
    "ASPAL_DATABASE_URL": f"sqlite:///{SCRATCH / 'demo.sqlite'}",
    "ASPAL_BASE_URL": "http://testserver.local",
}

from litestar.testing import AsyncTestClient  # noqa: E402

from portal import app as portal_app  # noqa: E402
from portal import clock, db  # noqa: E402
from portal.accounts import cookies, sessions  # noqa: E402
from portal.accounts.roles import ROLES  # noqa: E402
from portal.audit import words as audit_words  # noqa: E402
from portal.demo.seeding import seed  # noqa: E402
from portal.notifications import kinds  # noqa: E402
from portal.permissions import Permission  # noqa: E402
from tests import services  # noqa: E402

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
MOST_OF_A_KIND = 60
"""Addresses of one shape that are photographed for each role: a list has thousands of orders and filters."""

LETTERS = string.ascii_letters + string.digits + "-_"
CHANGING = (
    (re.compile(r'(name="(?:_csrf_token|once)" value=")[^"]*'), r"\1…"),
    (re.compile(r"(x-csrftoken[^:]*: ?(?:&#34;|\")?)[\w-]+", re.IGNORECASE), r"\1…"),
    (re.compile(r"/static/[0-9a-f]{6,}/"), "/static/…/"),
    (re.compile(r"[\d,]+ GB bebas dari [\d,]+ GB"), "… GB bebas"),
)
LINK = re.compile(r'href="(/[^"#]*)')
LEADS_AWAY = ("/static/", "/webhooks/", "/health", "/metrics", "/sign-out")


async def photograph(folder: Path) -> None:
    """Write a photograph into an empty folder."""
    _still_life()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    portal_app.assemble()
    clock.allow_moving(True)  # noqa: FBT003
    await db.open_pool()
    await db.migrate()
    people = [each for each in await seed(AT) if each.is_main]
    (folder / "schema-sqlite.sql").write_text(await _sqlite_schema())
    async with AsyncTestClient(portal_app.create_app(), base_url="http://testserver.local") as client:
        (folder / "routes.txt").write_text(_lines(_routes()))
        (folder / "permissions.txt").write_text(_lines(_permissions()))
        (folder / "words.txt").write_text(_lines(_words()))
        await _crawl(client, folder / "pages" / "stranger")
        for person in people:
            token = await sessions.open_session(person.user.id, sessions.Browser(), at=AT)
            client.cookies.set(cookies.name(), token)
            await _crawl(client, folder / "pages" / person.email.partition("@")[0])
            client.cookies.clear()
    (folder / "schema-postgres.sql").write_text(await _postgres_schema())


def _still_life() -> None:
    """The clock stands, and what is drawn by chance is the same each time."""
    chance = random.Random(2026)  # noqa: S311 - to be the same is the point

    def text(size: int | None = None) -> str:
        return "".join(chance.choices(LETTERS, k=(size or 32) * 4 // 3))

    secrets.token_urlsafe = text
    secrets.token_hex = lambda size=None: chance.randbytes(size or 32).hex()
    secrets.token_bytes = lambda size=None: chance.randbytes(size or 32)
    secrets.randbelow = chance.randrange
    secrets.choice = chance.choice
    clock.now = lambda: AT


async def _crawl(client: AsyncTestClient[Any], folder: Path) -> None:
    folder.mkdir(parents=True)  # noqa: ASYNC240 - nothing else runs beside it
    ahead, seen, kinds_seen = deque(["/", "/sign-in"]), {"/", "/sign-in"}, Counter[str]()
    while ahead:
        address = ahead.popleft()
        answer = await client.get(address, follow_redirects=False)
        told = f"{answer.status_code} {answer.headers.get('location', '')}\n"
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        html = _settled(answer.text) if is_page else f"{answer.headers.get('content-type')}\n"
        (folder / _file_name(address)).write_text(told + html)
        for link in _links(address, answer.text if is_page else ""):
            if link not in seen and kinds_seen[_shape(link)] < MOST_OF_A_KIND:
                seen.add(link)
                kinds_seen[_shape(link)] += 1
                ahead.append(link)


def _links(address: str, html: str) -> Iterator[str]:
    for found in LINK.findall(html):
        link = urljoin(address, found.replace("&amp;", "&"))
        if not link.startswith(LEADS_AWAY):
            yield link


def _shape(link: str) -> str:
    """The address without what is particular to it: numbers, tokens, queries."""
    return re.sub(r"/(?=[^/]*\d)[\w.-]{1,}|/[\w-]{14,}", "/*", urlsplit(link).path)


def _settled(html: str) -> str:
    for pattern, instead in CHANGING:
        html = pattern.sub(instead, html)
    return html


def _file_name(address: str) -> str:
    return re.sub(r"[^\w=.-]+", "_", address).strip("_")[:180] + ".html"


def _routes() -> Iterator[str]:
    for route in portal_app.create_app().routes:
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
            said = {name: str(value) for name, value in sorted(handler.opt.items())}
            yield f"{method} {route.path} {handler.name} {said}"


def _permissions() -> Iterator[str]:
    for role in ROLES.values():
        for permission in Permission:
            yield f"{role.code} {permission} {'yes' if permission in role.permissions else 'no'}"


def _words() -> Iterator[str]:
    yield from (f"permission {permission}" for permission in Permission)
    yield from (f"job {kind}" for kind in portal_app.handlers())
    yield from (f"duty {duty.name}" for duty in portal_app.duties())
    yield from (f"audit {action}" for action in audit_words.ACTIONS)
    yield from (f"message {path.stem}" for path in kinds.FOLDER.glob("*.txt"))
    for path in (ROOT / "portal").glob("*/piccolo_migrations/*.py"):
        yield f"migration {path.parent.parent.name} {path.stem}"


def _lines(lines: Iterator[str]) -> str:
    return "\n".join(sorted(lines)) + "\n"


async def _sqlite_schema() -> str:
    rows = await db.rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
    return "".join(f"{row['sql']};\n" for row in rows)


async def _postgres_schema() -> str:
    await db.close()
    with services.postgres_cluster() as cluster:
        db.use(db.connect(cluster.dsn()))
        await db.open_pool()
        await db.migrate()
        await db.close()
        dumped = await asyncio.create_subprocess_exec(
            *("pg_dump", "--schema-only", "--no-owner", "--no-privileges", cluster.dsn()),
            stdout=asyncio.subprocess.PIPE,
        )
        text, _ = await dumped.communicate()
    return "".join(f"{line}\n" for line in text.decode().splitlines() if not line.startswith("\\"))


if __name__ == "__main__":
    target = Path(sys.argv[1]).resolve()
    target.mkdir(parents=True)
    try:
        asyncio.run(photograph(target))
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)
