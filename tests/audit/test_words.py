"""Nobody in the office reads codes: every act that is recorded has Indonesian words."""

from __future__ import annotations

import re

from portal.audit import words
from portal.complaints.kinds import EntryKind
from portal.settings import ROOT

RECORDED = re.compile(r'\b_?(?:record|note|Change)\(\s*"([a-z]+\.[a-z_]+)"')


def test_every_recorded_act_has_words() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "portal").rglob("*.py"))
    recorded = {*RECORDED.findall(code), *(f"complaint.{kind}" for kind in EntryKind)}
    assert len(recorded) > 40
    assert sorted(recorded - words.ACTIONS.keys()) == []


def test_details_are_told_in_words() -> None:
    told = words.detail_words({"stage": "first", "trusted": False, "fields": ["nama", "surel"], "role": ""})
    assert told == "jenis: awal; ponsel dipercaya: tidak; isian: nama, surel"


def test_a_list_shows_the_beginning_of_long_details() -> None:
    assert words.short_details({"sha256": "a" * 64}) == f"sidik berkas: {'a' * 12}…"
    shown = words.short_details({"new": [f"KEC-{n}" for n in range(100)]})
    assert shown.startswith("baru: KEC-0, KEC-1")
    assert shown.endswith(" …")
    assert len(shown) <= words.LONGEST + 2
    assert words.short_details({"name": "pendek"}) == "nama: pendek"


def test_what_an_act_is_about_is_named() -> None:
    assert words.thing_words("account:7") == "Pengguna 7"
    assert words.thing_words("regency") == "Profil daerah"
    assert words.thing_words("complaint:ADU-2026-000001") == "ADU-2026-000001"
