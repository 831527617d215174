"""The manual says what the portal does: its state table is the portal's own, links and pictures exist."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from portal.settings import ROOT

MANUAL = ROOT / "docs" / "manual"
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def test_the_printed_state_table_is_the_one_in_force() -> None:
    printed = subprocess.run([sys.executable, "scripts/state_table.py", "--check"], cwd=ROOT, check=False)
    assert printed.returncode == 0, "print it anew: python scripts/state_table.py"


@pytest.mark.parametrize("page", sorted(MANUAL.glob("*.md")), ids=lambda page: page.stem)
def test_its_links_and_pictures_are_there(page) -> None:  # type: ignore[no-untyped-def]
    missing = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert missing == []
