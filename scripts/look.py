"""Take pictures of pages as a signed-in person sees them: 1280 and 360 px, light and dark.

python scripts/look.py http://127.0.0.1:8000/complaints --identifier admin@example.test --password …
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.async_api import Browser, async_playwright

from tests.services import CHROMIUM_FLAGS, chromium_path
from tests.support.browser import HEIGHT, LOOKS, Scheme, axe_violations, overflowing, sign_in


async def take(browser: Browser, options: argparse.Namespace, width: int, scheme: Scheme) -> int:
    """Take every page in one look; returns how many objections axe and the width check had."""
    context = await browser.new_context(
        viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, locale="id-ID"
    )
    page = await context.new_page()
    if options.identifier:
        parts = urlsplit(options.urls[0])
        await sign_in(page, f"{parts.scheme}://{parts.netloc}", options.identifier, options.password)
    objections = 0
    for url in options.urls:
        answer = await page.goto(url)
        file = options.out / f"{_slug(url)}-{width}-{scheme}.png"
        await page.screenshot(path=file, full_page=True)
        told = [*await axe_violations(page), *(f"too wide: {part}" for part in await overflowing(page))]
        print(f"{answer.status if answer else '-'} {file}", *told, sep="\n  ")
        objections += len(told)
    await context.close()
    return objections


def _slug(url: str) -> str:
    parts = urlsplit(url)
    return re.sub(r"[^\w-]+", "-", f"{parts.path}-{parts.query}").strip("-") or "home"


async def _look(options: argparse.Namespace) -> int:
    options.out.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        looks = [(w, s) for w, s in LOOKS if not options.width or w == options.width]
        objections = [await take(browser, options, width, scheme) for width, scheme in looks]
        await browser.close()
    return 1 if sum(objections) else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Take pictures of pages, with axe's objections.")
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--out", type=Path, default=Path("var/look"))
    parser.add_argument("--identifier", default="", help="e-mail or phone to sign in with")
    parser.add_argument("--password", default="")
    parser.add_argument("--width", type=int, default=0, help="only this width")
    return asyncio.run(_look(parser.parse_args()))


if __name__ == "__main__":
    raise SystemExit(main())
