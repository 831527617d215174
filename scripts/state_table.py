"""Print the state table into the manual: `python scripts/state_table.py`, or only `--check` it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from portal.complaints import words
from portal.complaints.acts import Act, Asks, Audience, Rule, Who
from portal.complaints.display.offers import WAYS
from portal.complaints.kinds import Status
from portal.complaints.states import EVERY, TABLE

PAGE = Path(__file__).resolve().parent.parent / "docs" / "manual" / "keadaan-pengaduan.md"
NOT_OFFERED = {
    Act.RECORD: "Catat pengaduan",
    Act.REVEAL: "Buka identitas pelapor",
    Act.COPY: "Sudah disalin ke LAPOR!",
}
WHO = {
    Who.KOMINFO: "Kominfo",
    Who.HOLDER: "Perangkat daerah yang memegangnya",
    Who.OWN_SEAT: "Pejabat Penghubung perangkat daerah itu sendiri",
    Who.EITHER: "Kominfo atau perangkat daerah yang memegangnya",
    Who.OFFICE: "Kominfo atau perangkat daerah yang menerimanya",
}
TOLD = {
    Audience.TEAM: "Pejabat Penghubung dan Admin Operator",
    Audience.APPROVERS: "Pejabat Penghubung; bila kosong, kepala perangkat daerah dan Kominfo",
    Audience.AUTHOR: "Penyusun konsep",
    Audience.KOMINFO: "Admin Kominfo",
    Audience.OTHER_SIDE: "Pihak yang ditanya atau yang bertanya",
}
ONLY_IF = {
    Asks.HELD: "sedang di perangkat daerah",
    Asks.NOT_HELD: "tidak sedang di perangkat daerah",
    Asks.CLOSED_IN_LAPOR: "sudah ditutup di LAPOR!",
    Asks.LEAVES: "ternyata berkadar pengawasan dan sedang di selain Inspektorat",
    Asks.NOT_IN_LAPOR: "belum bernomor LAPOR!",
    Asks.NUMBERED_HERE: "nomornya diketik di sini dan belum muncul di ekspor",
}
HEAD = """# Keadaan pengaduan

Tabel ini dicetak dari tabel yang dipakai portal sendiri (`portal/complaints/states.py`) dengan
`python scripts/state_table.py`. Yang tidak tertulis di sini tidak dapat dilakukan.

| Tindakan | Dari keadaan | Oleh | Menjadi | Batas waktu | Diberi tahu lewat WhatsApp |
|-|-|-|-|-|-|
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"| {' | '.join(_cells(rule))} |\n" for rule in TABLE)


def _cells(rule: Rule) -> tuple[str, ...]:
    return (_name(rule.act), _sources(rule), WHO[rule.who], _target(rule), _clocks(rule), _told(rule))


def _name(act: Act) -> str:
    return WAYS[act].name if act in WAYS else NOT_OFFERED[act]


def _sources(rule: Rule) -> str:
    named = [words.STATUS[status].word for status in Status if status in rule.sources]
    listed = "semua" if rule.sources == EVERY else ", ".join(named) or "–"
    asked = f", {ONLY_IF[rule.asks]}" if rule.asks else ""
    drafts = ""
    if rule.draft:
        drafts = ", konsep " + " atau ".join(words.DRAFT[draft].word.lower() for draft in sorted(rule.draft))
    return listed + asked + drafts


def _target(rule: Rule) -> str:
    if rule.target:
        return words.STATUS[rule.target].word
    return f"konsep: {words.DRAFT[rule.draft_target].word.lower()}" if rule.draft_target else "tetap"


def _clocks(rule: Rule) -> str:
    began = [f"{words.STEP[step]} mulai" for step in (*rule.starts, *rule.restarts)]
    ended = [f"{words.STEP[step]} berhenti" for step in rule.stops]
    return "; ".join([*began, *ended]) or "–"


def _told(rule: Rule) -> str:
    told = [TOLD[rule.notice.to]] if rule.notice else []
    warned = ["Inspektorat, bila menjadi berkadar pengawasan"] if rule.warns else []
    return "; ".join([*told, *warned]) or "–"


def main() -> int:
    parser = argparse.ArgumentParser(description="Print the state table into the manual.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail where it is not current")
    if parser.parse_args().check:
        return 0 if PAGE.read_text(encoding="utf-8") == page() else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
