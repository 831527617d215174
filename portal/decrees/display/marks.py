"""States as icon, word and colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.decrees.kinds import Change, ConfirmationState
from portal.decrees.states import WORDS, Standing
from portal.workdays.words import dated


@dataclass(frozen=True, slots=True)
class Mark:
    """A word with its icon; `tone` is the class beside `.st`."""

    word: str
    icon: str
    tone: str = ""


QUIET = "text-secondary"
CHANGES: dict[str, Mark] = {
    Change.KEEP: Mark("tetap", "equal", QUIET),
    Change.REPLACE: Mark("diganti", "replace", "todo"),
    Change.NEW: Mark("baru", "user-plus", "done"),
    Change.END: Mark("berakhir", "user-minus", "late"),
}
ANSWERS: dict[str, Mark] = {
    ConfirmationState.ASKED: Mark("belum menjawab", "circle-dashed"),
    ConfirmationState.WITH_HEAD: Mark("menunggu kepala", "user-check", "todo"),
    ConfirmationState.ANSWERED: Mark("perlu keputusan Anda", "eye", "todo"),
    ConfirmationState.RETURNED: Mark("dikembalikan, menunggu jawaban", "arrow-back-up", "todo"),
    ConfirmationState.ACCEPTED: Mark("dikonfirmasi", "circle-check", "done"),
    ConfirmationState.DECIDED: Mark("diputuskan Kominfo", "circle-check", "done"),
}
_LOOKS = {
    Standing.DRAFT: ("pencil", "run"),
    Standing.CONFIRMATION: ("hourglass", "run"),
    Standing.READY: ("checkbox", "run"),
    Standing.SIGNED: ("file-certificate", "todo"),
    Standing.AHEAD: ("clock", "run"),
    Standing.IN_FORCE: ("circle-check", "done"),
    Standing.SUPERSEDED: ("replace", "wait"),
    Standing.WITHDRAWN: ("ban", "wait"),
}
STANDINGS = {standing: Mark(WORDS[standing], *look) for standing, look in _LOOKS.items()}
NO_NUMBER = Mark("tidak ada nomor", "circle-x", "late")
UNPROVEN = Mark("belum dibuktikan", "alert-triangle", "todo")
PROVEN = Mark("nomor terbukti", "circle-check", "done")


def spoken_day(day: date | None) -> str:
    """24 Nov 2026, or nothing where no day is set."""
    return dated(day) if day else ""


def phone_mark(phone: str | None, *, is_proven: bool) -> Mark:
    """Whether WhatsApp reaches the person, as far as we know."""
    if not phone:
        return NO_NUMBER
    return PROVEN if is_proven else UNPROVEN


def tally(changes: dict[str, int]) -> str:
    """Changes in words: 1 tetap, 1 diganti."""
    return ", ".join(
        f"{changes[change]} {mark.word}" for change, mark in CHANGES.items() if changes.get(change)
    )
