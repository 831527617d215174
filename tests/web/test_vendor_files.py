"""Files from elsewhere are what their README says, and hold what the pages ask of them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static/vendor"
ROW = re.compile(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)
CLASS_ATTRIBUTE = re.compile(r"""\bclass=("[^"]*"|'[^']*')""")
CLASS_NAME = re.compile(r"[A-Za-z][\w-]*")
ICON_USE = re.compile(r"""\bicon\(\s*["']([\w-]+)["']|icons\.svg[^#"']*#([a-z][\w-]*)["']""")


def _templates() -> list[Path]:
    return sorted(ROOT.glob("templates/**/*.html"))


def _listed() -> dict[str, str]:
    return dict(ROW.findall((VENDOR / "README.md").read_text(encoding="utf-8")))


def test_every_listed_file_has_its_hash():
    found = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in _listed()}
    assert found == _listed()


def test_every_vendored_file_is_listed_or_is_a_licence():
    present = {path for folder in ("static/vendor", "tests/vendor") for path in (ROOT / folder).iterdir()}
    unlisted = {path.name for path in present if path.relative_to(ROOT).as_posix() not in _listed()}
    assert {name for name in unlisted if "LICENSE" not in name} == {"README.md"}


def test_every_named_licence_is_there():
    named = re.findall(r"`([\w.-]*LICENSE[\w.-]*)`", (VENDOR / "README.md").read_text(encoding="utf-8"))
    present = {
        path.name for folder in ("static/vendor", "tests/vendor") for path in (ROOT / folder).iterdir()
    }
    assert named
    assert set(named) <= present


def test_no_template_uses_a_class_that_was_cut_from_tabler():
    dropped = set((ROOT / "scripts/tabler_dropped.txt").read_text(encoding="utf-8").split())
    missing = {
        f"{path.relative_to(ROOT)}: {word}"
        for path in _templates()
        for attribute in CLASS_ATTRIBUTE.findall(path.read_text(encoding="utf-8"))
        for word in CLASS_NAME.findall(re.sub(r"\{%.*?%\}", " ", attribute))
        if word in dropped
    }
    assert sorted(missing) == [], "run scripts/cut_tabler.py (static/vendor/README.md says how)"


def test_own_styles_read_only_tabler_variables_that_survived_the_cut():
    own = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("static/css/*.css"))
    tabler = (VENDOR / "tabler.min.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"(--[\w-]+)\s*:", own + tabler))
    assert sorted(set(re.findall(r"var\(\s*(--[\w-]+)\s*\)", own)) - defined) == []


def test_every_icon_of_the_templates_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text(encoding="utf-8")))
    used = {a or b for path in _templates() for a, b in ICON_USE.findall(path.read_text(encoding="utf-8"))}
    assert sorted(used - sprite) == [], "run scripts/icon_sprite.py (static/vendor/README.md says how)"
