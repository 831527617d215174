"""What lower slices need to hear from this one."""

from __future__ import annotations

from portal.agencies import hooks as agencies
from portal.decrees import at_agency, notices, wanted
from portal.notifications import hooks


def lend_to_notifications() -> None:
    """Whether an agency still has to answer when a message about it is about to leave."""
    for kind in notices.KINDS:
        hooks.wanted[kind] = wanted.still_wanted


def lend_to_agencies() -> None:
    """Whom the decree seats at an agency that is about to end or be merged."""
    if at_agency.seats not in agencies.holdings:
        agencies.holdings.append(at_agency.seats)


REGISTER = (lend_to_notifications, lend_to_agencies)
