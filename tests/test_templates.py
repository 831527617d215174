"""Templates compile, keep to the content policy and stay free of what StrictUndefined would stumble over."""

import re
from pathlib import Path

import pytest

from portal.app import FILTERS
from portal.settings import ROOT
from portal.web.environment import environment

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN = re.compile(
    r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|hx-on|javascript:|\|\s*safe\b", re.IGNORECASE
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_the_template_compiles(path: Path) -> None:
    environment(FILTERS).get_template(name(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_inline_and_nothing_unescaped(path: Path) -> None:
    assert FORBIDDEN.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_posting_form_carries_its_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.parts[-2] == "simulator":
        return
    forms = re.findall(r"<form[^>]*method=\"post\"[^>]*>.*?</form>", text, re.DOTALL | re.IGNORECASE)
    assert [form[:120] for form in forms if "csrf()" not in form] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_address_carries_the_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    in_header = """hx-headers:inherited='{"x-csrftoken": "{{ csrf_token() }}"}'"""
    assert "csrf_token" not in text.replace(in_header, "")
    assert not re.search(r"[?&]_?csrf", text)
