"""What can be missing: how bad it is, under which check it counts, how it is called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Three groups, the worst first."""

    UNREACHABLE = "unreachable"
    RISK = "risk"
    TIDY = "tidy"


class Check(StrEnum):
    """What is looked at for each agency."""

    SEATS = "seats"
    NUMBERS = "numbers"
    SECOND = "second"
    OPERATOR = "operator"
    SEEN = "seen"
    LAPOR = "lapor"
    BRIEFED = "briefed"
    TERMS = "terms"
    ACTING = "acting"


class Mend(StrEnum):
    """Acts that are done on the page itself."""

    REMIND = "remind"
    TEACH = "teach"
    LAPOR = "lapor"


@dataclass(frozen=True, slots=True)
class Act:
    """The one thing to do about it: a page to go to, or an act on this page."""

    label: str
    href: str = ""
    mend: Mend | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing; `who` is the agency or what it is about, `since` a sentence or empty."""

    severity: Severity
    check: Check | None
    who: str
    why: str
    act: Act
    since: str = ""
    agency_id: int | None = None
    code: str = ""


SEVERITIES = {
    Severity.UNREACHABLE: ("alert-circle", "late", "Pengaduan tidak akan sampai"),
    Severity.RISK: ("alert-triangle", "todo", "Akan bermasalah"),
    Severity.TIDY: ("list-check", "text-secondary", "Perlu dirapikan"),
}
"""Icon, tone and heading of each group."""

CHECKS = {
    Check.SEATS: "Ada pejabat penghubung dan operator",
    Check.NUMBERS: "Nomor WhatsApp terbukti dan hidup",
    Check.SECOND: "Ada orang kedua",
    Check.OPERATOR: "Bukan hanya pejabat struktural",
    Check.SEEN: "Masuk dalam 30 hari",
    Check.LAPOR: "Akun LAPOR! diperiksa bulan ini",
    Check.BRIEFED: "Sudah bimtek",
    Check.TERMS: "Tidak berakhir dalam 30 hari",
    Check.ACTING: "Plt. tidak lebih dari 6 bulan",
}
