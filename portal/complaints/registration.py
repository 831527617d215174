"""What lower slices need to hear from this one."""

from __future__ import annotations

from portal.complaints import recount, wanted
from portal.notifications import hooks
from portal.workdays import hooks as workdays


def lend_to_notifications() -> None:
    """Whether a message about a complaint is still true and still concerns the one it is for."""
    for kind in wanted.KINDS:
        hooks.wanted[kind] = wanted.still_wanted


def listen_to_workdays() -> None:
    """Deadlines follow the days off; once, however often it is asked."""
    if recount.ask_for_recount not in workdays.on_change:
        workdays.on_change.append(recount.ask_for_recount)


REGISTER = (lend_to_notifications, listen_to_workdays)
