"""What the sender of messages needs to hear from this slice."""

from __future__ import annotations

from portal.accounts import invitations, queries
from portal.notifications import hooks


def lend_to_notifications() -> None:
    """Where a person is now, whether an invitation is still wanted, and its secret link."""
    hooks.whereabouts["account:"] = queries.whereabouts
    hooks.wanted[invitations.KIND] = invitations.still_wanted
    hooks.secrets[invitations.PREFIX] = invitations.mint_link


REGISTER = (lend_to_notifications,)
