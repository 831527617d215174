"""What the sender of messages needs to hear from this slice."""

from __future__ import annotations

from portal.accounts import (
    at_agency,
    audit_names,
    change_letters,
    invitations,
    password_reset,
    queries,
    ways_in,
)
from portal.accounts.permission_words import WORDS
from portal.agencies import hooks as agencies
from portal.audit import naming
from portal.notifications import hooks


def lend_to_notifications() -> None:
    """Where a person is now, whether an invitation is still wanted, and its secret link."""
    hooks.whereabouts["account:"] = queries.whereabouts
    hooks.wanted[invitations.KIND] = invitations.still_wanted
    hooks.secrets[invitations.PREFIX] = invitations.mint_link
    hooks.whereabouts["number:"] = change_letters.numbers
    hooks.wanted[change_letters.KIND] = change_letters.still_wanted
    hooks.secrets[change_letters.PREFIX] = change_letters.mint_link
    hooks.wanted[ways_in.RESET_KIND] = password_reset.still_wanted
    hooks.secrets[password_reset.PREFIX] = password_reset.mint_link


def listen_to_agencies() -> None:
    """Who would be left behind when an agency ends."""
    if at_agency.people not in agencies.holdings:
        agencies.holdings.append(at_agency.people)


def lend_to_audit() -> None:
    """Names of people and roles, and what each permission is called."""
    naming.namers |= {"account": audit_names.people, "role": audit_names.roles}
    naming.codes |= {permission.value: words for permission, words in WORDS.items()}


REGISTER = (
    lend_to_audit,
    lend_to_notifications,
    listen_to_agencies,
)
