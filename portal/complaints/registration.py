"""What lower slices need to hear from this one."""

from __future__ import annotations

from portal.agencies import hooks as agencies
from portal.complaints import agency_merging, passing_on, recount, wanted
from portal.complaints.exports import asking
from portal.decrees import hooks as decrees
from portal.jobs import reach
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
        workdays.oracles.append(recount.foresee)


def listen_to_agencies() -> None:
    """Open complaints count before an agency ends, and follow it when it is merged."""
    if agency_merging.follow not in agencies.on_merge:
        agencies.holdings.append(agency_merging.open_at)
        agencies.on_merge.append(agency_merging.follow)
        agencies.on_parting.append(agency_merging.go_back)


def lend_to_decrees() -> None:
    """What a newcomer in an agency's team takes over."""
    if passing_on.open_work not in decrees.open_work:
        decrees.open_work.append(passing_on.open_work)


def lend_to_jobs() -> None:
    """Whether a list that was prepared holds what its owner must not see any more."""
    reach.outdated[asking.KIND] = asking.is_outdated


REGISTER = (lend_to_notifications, listen_to_workdays, listen_to_agencies, lend_to_decrees, lend_to_jobs)
