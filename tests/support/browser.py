"""A real Chromium for page tests: any width, either theme, with or without JavaScript, judged by axe.

Each test gets a browser of its own event loop. `open_page` opens as many people's windows as a test needs;
at the end the test fails if a page raised an error, broke the content policy or asked another host.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, ConsoleMessage, Error, Page, Request, async_playwright

from tests.services import CHROMIUM_FLAGS, chromium_path

AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text(encoding="utf-8")
DESKTOP, PHONE = 1280, 360
HEIGHT = 800
Scheme = Literal["light", "dark"]
LOOKS: list[tuple[int, Scheme]] = [
    (width, scheme) for width in (DESKTOP, PHONE) for scheme in ("light", "dark")
]
# A refusal is an answer like any other; the browser reports its status as an error of its own.
EXPECTED = "Failed to load resource: the server responded with a status of"
# Long enough for a page on a busy machine, short enough to read why before the whole run is stopped.
PATIENCE_MS = 10_000

OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium without network beyond this machine."""
    async with async_playwright() as playwright:
        flags = [
            *CHROMIUM_FLAGS,
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        ]
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=flags)
        yield browser
        await browser.close()


@pytest.fixture
def page_problems() -> list[str]:
    """What pages complained about so far; a test that provokes a complaint clears it."""
    return []


@pytest.fixture
async def open_page(browser: Browser, page_problems: list[str]) -> AsyncIterator[OpenPage]:
    """`await open_page(width=PHONE, scheme="dark", javascript=False)`: a window with its own cookies."""

    async def open_one(
        *, width: int = DESKTOP, scheme: Scheme = "light", javascript: bool = True, base: str | None = None
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme=scheme,
            java_script_enabled=javascript,
            base_url=base,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        _watch(page, page_problems)
        return page

    yield open_one
    assert page_problems == []


@pytest.fixture
async def page(open_page: OpenPage) -> Page:
    """A desktop window, light, with JavaScript."""
    return await open_page()


@pytest.fixture
async def phone(open_page: OpenPage) -> Page:
    """A window as wide as a small phone, light, with JavaScript."""
    return await open_page(width=PHONE)


async def axe_violations(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """Return one line for each element that axe objects to, with every <details> opened first.

    `rules` narrows it to these, for a page that has been judged by all in another look.
    """
    await page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    # Switched off by axe itself, but fingers on a phone need it.
    chosen: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
    if rules:
        chosen = {"runOnly": {"type": "rule", "values": list(rules)}}
    found = await page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **chosen})
    return [_line(violation, node) for violation in found["violations"] for node in violation["nodes"]]


async def overflowing(page: Page) -> list[str]:
    """Return the elements that stick out to the right of the window, if the page scrolls sideways."""
    found: list[str] = await page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.body.querySelectorAll('*')]
            .filter(element => element.getBoundingClientRect().right > width + 1)
            .map(element => element.outerHTML.slice(0, 120));
        }"""
    )
    return found


async def sign_in(page: Page, base: str, identifier: str, password: str) -> None:
    """Sign in as a person does; the page that comes next is shown when this returns."""
    await page.goto(f"{base}/sign-in")
    await page.fill("[name=identifier]", identifier)
    await page.fill("[name=password]", password)
    async with page.expect_navigation():
        await page.click("main button[type=submit], main form button:not([type])")


def _line(violation: dict[str, Any], node: dict[str, Any]) -> str:
    where = " ".join(str(step) for step in node["target"])
    return f"{violation['id']} ({violation['impact']}): {violation['help']} at {where}"


def _watch(page: Page, problems: list[str]) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            problems.append(f"{page.url}: {message.text}")

    def on_error(error: Error) -> None:
        problems.append(f"{page.url}: {error}")

    def on_request(request: Request) -> None:
        if urlsplit(request.url).hostname not in {None, "127.0.0.1", "localhost"}:
            problems.append(f"{page.url} asked {request.url}")

    page.on("console", on_console)
    page.on("pageerror", on_error)
    page.on("request", on_request)
