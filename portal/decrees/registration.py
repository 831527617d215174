"""What lower slices need to hear from this one."""

from __future__ import annotations

from portal.decrees import notices, wanted
from portal.notifications import hooks


def lend_to_notifications() -> None:
    """Whether an agency still has to answer when a message about it is about to leave."""
    for kind in notices.KINDS:
        hooks.wanted[kind] = wanted.still_wanted


REGISTER = (lend_to_notifications,)
