"""Take the manual's pictures from a fresh demo: `python scripts/manual_pictures.py`, or only those named.

The demo is made with a fixed seed, so the same pages show the same complaints.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from portal.demo.people import DOMAIN, PASSWORD
from portal.demo.surroundings import Surroundings
from tests.services import CHROMIUM_FLAGS, chromium_path
from tests.support.browser import sign_in

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "manual" / "gambar"
START = (
    "import sys; from pathlib import Path; from portal.demo.run import run; sys.exit(run({}, {}, Path({!r})))"
)
PATIENCE = 180
DESKTOP, PHONE = (1280, 860), (390, 844)
COLOURS = 96
"""Enough for a page of text; a picture then weighs a third."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: whose page, where it begins, what is clicked on the way, and the box it looks at.

    A click that begins with `?` asks the page for something instead.
    `after` is the step of `manual_decree.py` that the office has come to by then.
    """

    name: str
    path: str
    who: str = ""
    size: tuple[int, int] = DESKTOP
    clicks: tuple[str, ...] = ()
    after: str = ""


NEWEST = "main table a.t >> nth=0"
SHOTS = (
    Shot("masuk", "/sign-in"),
    Shot("admin-beranda", "/", "admin"),
    Shot("admin-impor", "/lapor/imports", "admin"),
    Shot("admin-disposisi", "/complaints?status=verified", "admin", clicks=("main table a.t >> nth=0",)),
    Shot("admin-peran", "/roles", "admin"),
    Shot("operator-beranda", "/", "operator.dpupr", PHONE),
    Shot("operator-tindak-lanjut", "/", "operator.dpupr", PHONE, ("main .work a.btn >> nth=0",)),
    Shot(
        "penghubung-periksa",
        "/",
        "penghubung.dpupr",
        PHONE,
        ("main .work a.btn:has-text('Periksa') >> nth=0",),
    ),
    Shot("pimpinan-beranda", "/", "pimpinan", PHONE),
    Shot("pimpinan-rapor", "/reports/rapor", "pimpinan"),
    Shot("sk-daftar", "/decrees", "admin", after="asked"),
    Shot("sk-susunan", "/decrees", "admin", clicks=(NEWEST, "?show=changed"), after="asked"),
    Shot("sk-papan", "/decrees", "admin", clicks=(NEWEST, "main a[href$='/board']"), after="asked"),
    Shot("sk-konfirmasi", "/decrees", "penghubung.dpupr", PHONE, ("main .act a.btn >> nth=0",), "asked"),
    Shot("sk-kelengkapan", "/team/gaps", "admin", after="asked"),
    Shot("sk-bimtek", "/briefings", "admin", after="asked"),
    Shot("sk-tinjauan", "/access-reviews", "admin", clicks=("main .work h3 a >> nth=0",), after="asked"),
    Shot("sk-berlaku", "/decrees", "admin", clicks=(NEWEST, "main a[href$='/enactment']"), after="signed"),
)
STEPS = ("asked", "signed")


@contextmanager
def demo() -> Iterator[Surroundings]:
    """A demo of its own in a folder of its own; where it stands."""
    with tempfile.TemporaryDirectory(prefix="aspal-pictures-") as folder:
        place = Surroundings(_free_port(), _free_port(), Path(folder) / "demo")
        code = START.format(place.port, place.simulator_port, str(place.folder))
        said = Path(folder) / "said.txt"
        with said.open("w") as out:
            process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=out, stderr=out)
        try:
            _wait(process, said)
            yield place
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


async def take(browser: Browser, base: str, shot: Shot) -> None:
    """Open the page as that person and keep what the window shows."""
    width, height = shot.size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="light", locale="id-ID", base_url=base
    )
    page = await context.new_page()
    if shot.who:
        await sign_in(page, base, f"{shot.who}@{DOMAIN}", PASSWORD)
    await page.goto(shot.path)
    for selector in shot.clicks:
        await _follow(page, selector)
    _keep(await page.screenshot(), OUT / f"{shot.name}.png")
    await context.close()


async def _follow(page: Page, selector: str) -> None:
    if selector.startswith("?"):
        await page.goto(page.url + selector)
        return
    address = await page.locator(selector).first.get_attribute("href")
    await page.goto(address or "/")


def _keep(taken: bytes, file: Path) -> None:
    image = Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} kB")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], said: Path) -> None:
    end = time.monotonic() + PATIENCE
    while "Ctrl-C" not in said.read_text():
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"The demo did not start:\n{said.read_text()}")
        time.sleep(0.2)


async def _take_all(names: list[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in SHOTS if not names or shot.name in names]
    with demo() as place:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
            for step in ("", *STEPS):
                if step and any(shot.after in STEPS[STEPS.index(step) :] for shot in wanted):
                    _advance(place, step)
                for shot in wanted:
                    if shot.after == step:
                        await take(browser, place.portal_url, shot)
            await browser.close()


def _advance(place: Surroundings, step: str) -> None:
    """Another office day: what has to have happened before the pictures that come next."""
    script = str(Path(__file__).with_name("manual_decree.py"))
    subprocess.run([sys.executable, script, step], cwd=ROOT, env=place.environment(), check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Take the manual's pictures from a fresh demo.")
    parser.add_argument("names", nargs="*", help="only these")
    os.environ.setdefault("ASPAL_SECRET_KEY", "only-for-pictures-0123456789-0123456789")
    asyncio.run(_take_all(parser.parse_args().names))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
