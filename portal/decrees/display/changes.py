"""What pressing changes, section by section."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.decrees.display.marks import QUIET, Mark
from portal.decrees.effects import AlertLine, Preview, RightLine


@dataclass(frozen=True, slots=True)
class Line:
    """One person or agency, and what happens."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of change."""

    mark: Mark
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that pressing does."""

    count: int
    sentence: str
    sections: tuple[Section, ...]
    kept: str
    warnings: tuple[str, ...]
    troubles: tuple[str, ...]


def changes_of(preview: Preview) -> Changes:
    """The preview as the page tells it; sections without lines are left out."""
    sections = tuple(section for section in _sections(preview) if section.lines)
    count = len(preview.granted) + len(preview.ended)
    return Changes(
        count,
        "hak berubah" if count else "hak yang berubah: susunan sama dengan yang berlaku sekarang",
        sections,
        f"{preview.kept} hak lain tetap seperti sekarang." if preview.kept else "",
        preview.warnings,
        preview.refusals,
    )


def _sections(preview: Preview) -> Iterable[Section]:
    yield Section(
        Mark(f"{len(preview.accounts_new)} akun baru dan undangan", "user-plus", "done"),
        tuple(Line(name, "dibuatkan akun, undangan dikirim lewat WhatsApp") for name in preview.accounts_new),
        "Undangan berlaku 72 jam dan dapat dikirim ulang.",
    )
    yield Section(
        Mark(f"{len(preview.granted)} hak diberikan", "check", "done"), tuple(map(_right, preview.granted))
    )
    yield Section(
        Mark(f"{len(preview.ended)} hak berakhir", "user-minus", "late"), tuple(map(_right, preview.ended))
    )
    yield Section(
        Mark(f"{len(preview.sessions_closed)} orang tidak dapat masuk lagi", "logout", "late"),
        tuple(Line(each.name, _sessions(each.sessions)) for each in preview.sessions_closed),
        "Yang pernah mereka kerjakan tetap tercatat.",
    )
    yield Section(
        Mark(f"{len(preview.alerts)} perangkat daerah: pemberitahuan beralih", "bell", "todo"),
        tuple(map(_alert, preview.alerts)),
    )
    yield Section(
        Mark(f"{len(preview.without_account)} orang belum dapat diundang", "alert-triangle", "todo"),
        tuple(Line(name, trouble) for name, trouble in preview.without_account),
        "SK tetap dapat diberlakukan. Lengkapi nomornya, lalu undang.",
    )
    yield Section(
        Mark(f"{len(preview.accounts_linked)} orang memakai akun yang sudah ada", "link", QUIET),
        tuple(Line(name, "akunnya dikenali dari nomor, surel, atau NIP") for name in preview.accounts_linked),
    )


def _right(line: RightLine) -> Line:
    return Line(line.name, f"{line.role_name} · {line.agency or 'semua perangkat daerah'}")


def _alert(line: AlertLine) -> Line:
    before, after = ", ".join(line.before) or "tidak ada", ", ".join(line.after) or "tidak ada"
    return Line(line.agency, f"sekarang {before}; nanti {after}")


def _sessions(count: int) -> str:
    return f"{count} sesi ditutup" if count else "tidak sedang masuk"
