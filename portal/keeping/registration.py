"""What lower slices need to hear from this one."""

from __future__ import annotations

from portal.keeping import act_context, alarms
from portal.notifications import hooks


def lend_to_notifications() -> None:
    """Whether what an alarm says is still so when it is sent."""
    hooks.wanted[alarms.KIND] = alarms.still_wanted


REGISTER = (lend_to_notifications, act_context.lend_to_audit)
