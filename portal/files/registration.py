"""What lower slices cannot open themselves."""

from __future__ import annotations

from portal.files import rows
from portal.workdays import hooks


def lend_to_workdays() -> None:
    """Workbooks are opened in a process of their own, which this slice knows how to start."""
    hooks.openers[:] = [rows.read]


REGISTER = (lend_to_workdays,)
