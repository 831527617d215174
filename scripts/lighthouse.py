"""Judge pages as Lighthouse does on a middling phone: performance, accessibility, best practices.

python scripts/lighthouse.py http://127.0.0.1:8000/complaints --identifier admin@demo.example --password …

Needs Node and Chromium. A busy machine lowers the performance, so the best of some runs counts.
Exit status 1 where a page is below the target.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.services import CHROMIUM_FLAGS, chromium_path
from tests.support.visits import send

LEAST = {"performance": 95, "accessibility": 100, "best-practices": 95}
FULL = 0.9
"""From here on Lighthouse paints an audit green."""

TRIES = 2
"""On a busy machine Chromium now and then misses the beginning of a page."""

FLAGS = " ".join(["--headless", *CHROMIUM_FLAGS])


def judged(url: str, cookies: str) -> dict[str, Any]:
    """Lighthouse's report on one page, loaded with nothing in the cache."""
    npx = shutil.which("npx")
    if npx is None:
        raise SystemExit("npx is missing. Install Node, then type this again.")
    command = [npx, "--yes", "lighthouse", url, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    command += [f"--only-categories={','.join(LEAST)}", f"--extra-headers={json.dumps({'Cookie': cookies})}"]
    env = {**os.environ, "CHROME_PATH": chromium_path()}
    for _ in range(TRIES):
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if not done.returncode:
            break
    else:
        raise SystemExit(done.stderr[-2000:])
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def scores(report: dict[str, Any]) -> dict[str, int]:
    """From 0 to 100 by category."""
    return {name: round((report["categories"][name]["score"] or 0) * 100) for name in LEAST}


def objections(report: dict[str, Any]) -> list[str]:
    """What cost points: audits that a category weighs and that are not full."""
    weighed = {
        ref["id"] for name in LEAST for ref in report["categories"][name]["auditRefs"] if ref["weight"]
    }
    audits = [report["audits"][each] for each in sorted(weighed)]
    lost = [audit for audit in audits if audit["score"] is not None and audit["score"] < 0.9]
    return [f"{audit['title']} {audit.get('displayValue', '')}" for audit in lost] + report["runWarnings"]


async def cookies_of(base: str, identifier: str, password: str) -> str:
    """All cookies after signing in; were one missing, the page's own would replace the header's."""
    async with httpx.AsyncClient(base_url=base) as client:
        await send(client, "/sign-in", {"identifier": identifier, "password": password}, of="/sign-in")
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def main() -> int:
    parser = argparse.ArgumentParser(description="Judge pages as Lighthouse does on a phone.")
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--identifier", default="", help="e-mail or phone to sign in with")
    parser.add_argument("--password", default="")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    cookies = ""
    if options.identifier:
        parts = urlsplit(options.urls[0])
        base = f"{parts.scheme}://{parts.netloc}"
        cookies = asyncio.run(cookies_of(base, options.identifier, options.password))
    return 1 if sum(_shown(url, cookies, options.runs) for url in options.urls) else 0


def _shown(url: str, cookies: str, runs: int) -> bool:
    """Print one page's figures; whether it is below the target."""
    reports = [judged(url, cookies) for _ in range(runs)]
    best = max(reports, key=lambda report: scores(report)["performance"])
    reached = scores(best)
    is_below = best["finalDisplayedUrl"] != url or any(reached[name] < least for name, least in LEAST.items())
    every = ", ".join(str(scores(report)["performance"]) for report in reports)
    figures = ", ".join(f"{name} {score}" for name, score in reached.items())
    print("MISSED " if is_below else "ok     ", f"{best['finalDisplayedUrl']}: {figures} (runs: {every})")
    print(*(f"        {line}" for line in objections(best)), sep="\n", end="\n" if objections(best) else "")
    return is_below


if __name__ == "__main__":
    raise SystemExit(main())
