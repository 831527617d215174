"""How a row's outcome is shown."""

from __future__ import annotations

from portal.decrees.roster_files.plan import Outcome

OUTCOMES: dict[str, tuple[str, str, str]] = {
    Outcome.NEW: ("user-plus", "done", "Baru"),
    Outcome.REPLACED: ("replace", "todo", "Diganti"),
    Outcome.CORRECTED: ("pencil", "todo", "Diperbaiki"),
    Outcome.SAME: ("equal", "wait", "Tetap"),
    Outcome.REFUSED: ("circle-x", "late", "Ditolak"),
}
"""Icon, tone and word."""
