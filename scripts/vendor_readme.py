"""Keep the sha256 column of static/vendor/README.md true after a script has rewritten a vendored file."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "static/vendor/README.md"
ROW = re.compile(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def listed() -> dict[str, str]:
    """Return path → sha256 as the README lists them."""
    return dict(ROW.findall(README.read_text(encoding="utf-8")))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def record(path: Path) -> None:
    """Write the present hash of a listed file into its row."""
    name = path.relative_to(ROOT).as_posix()
    text = README.read_text(encoding="utf-8")
    README.write_text(text.replace(listed()[name], sha256(path)), encoding="utf-8")
