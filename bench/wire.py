"""What a phone fetches for its first page, by a real Chromium with nothing in its cache."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page, Request, async_playwright

from bench import generate, servers
from bench.report import Line
from portal import clock, db
from portal.accounts import creation
from tests.services import CHROMIUM_FLAGS, chromium_path
from tests.support import browser as windows

MOST_KB = 160.0
COMPLAINTS = 2_000
EMAIL, PASSWORD = "admin@contoh.example", "hanya untuk mengukur"
PAGES = {"sign-in": "/sign-in", "home": "/", "list of 50": "/complaints"}


@dataclass
class Fetched:
    """Bytes over the wire, headers included, and every host that was asked."""

    size: int = 0
    answers: int = 0
    hosts: set[str] = field(default_factory=set)

    def on_finished(self, event: dict[str, Any]) -> None:
        """Chromium's own count of an answer, as it came compressed."""
        self.size += int(event["encodedDataLength"])
        self.answers += 1

    def on_request(self, request: Request) -> None:
        """Note where the page turned to."""
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"}:
            self.hosts.add(str(address.hostname))


def run() -> list[Line]:
    """Each page as the very first one of a phone."""
    with tempfile.TemporaryDirectory(prefix="aspal-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite'}"
        asyncio.run(_prepare(url))
        generate.fill(url, COMPLAINTS)
        with servers.web("portal.app:create_app", servers.environment(url, ASPAL_DATA_DIR=folder)) as port:
            found = asyncio.run(_visited(f"http://127.0.0.1:{port}"))
    return [_line(name, fetched) for name, fetched in found.items()]


def _line(name: str, fetched: Fetched) -> Line:
    foreign = fetched.hosts - {"127.0.0.1"}
    size = fetched.size / 1000
    note = f"{fetched.answers} answers, other hosts: {', '.join(sorted(foreign)) or 'none'}"
    ok = not foreign and fetched.answers > 0 and size <= MOST_KB
    return Line(f"first page on a phone, kB: {name}", size, MOST_KB, note, ok=ok, at_most=True)


async def _visited(base: str) -> dict[str, Fetched]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        cookies = await _signed_in(browser, base)
        found = {}
        for name, path in PAGES.items():
            context = await _phone(browser, base)
            if name != "sign-in":
                await context.add_cookies(cookies)
            found[name] = await _fetched(context, path)
        await browser.close()
    return found


async def _signed_in(browser: Browser, base: str) -> Any:
    context = await _phone(browser, base)
    await windows.sign_in(await context.new_page(), base, EMAIL, PASSWORD)
    return await context.cookies()


async def _fetched(context: BrowserContext, path: str) -> Fetched:
    fetched = Fetched()
    page: Page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    session.on("Network.loadingFinished", fetched.on_finished)
    page.on("request", fetched.on_request)
    answer = await page.goto(path, wait_until="networkidle")
    if answer is None or not answer.ok or urlsplit(page.url).path != path:
        raise RuntimeError(f"{path} was not shown but {page.url}.")
    await context.close()
    return fetched


async def _phone(browser: Browser, base: str) -> BrowserContext:
    viewport: Any = {"width": windows.PHONE, "height": windows.HEIGHT}
    return await browser.new_context(viewport=viewport, base_url=base, locale="id-ID")


async def _prepare(url: str) -> None:
    db.use(db.connect(url))
    await db.open_pool()
    await db.migrate()
    await creation.create_account(
        role="admin",
        email=EMAIL,
        phone="0812 3000 0001",
        name="Admin Kominfo",
        agency_code="",
        password=PASSWORD,
        at=clock.now(),
    )
    await db.close()
