"""The menu: one entry at most is the one that the page belongs to."""

import pytest

from portal.permissions import Permission
from portal.web.menu import ADMINISTRATION, DAILY, PERMISSIONS, current, offered

ALL = frozenset(PERMISSIONS)
LIAISON = frozenset({Permission.COMPLAINT_READ, Permission.DECREE_CONFIRM})


@pytest.mark.parametrize(
    ("path", "held", "entry"),
    [
        ("/", ALL, "/"),
        ("/team", ALL, "/team"),
        ("/team/additions/new", ALL, "/team"),
        ("/team/gaps", ALL, "/team/gaps"),
        ("/decrees/confirmations", ALL, "/decrees"),
        ("/decrees/confirmations", LIAISON, "/decrees/confirmations"),
        ("/complaints/ADU-2026-000001", ALL, "/complaints"),
        ("/complaintsx", ALL, ""),
        ("/profile", ALL, ""),
        ("/audit", LIAISON, ""),
    ],
)
def test_the_longest_address_on_offer_is_the_current_one(
    path: str, held: frozenset[Permission], entry: str
) -> None:
    assert current(path, held) == entry


def test_each_entry_has_an_address_of_its_own() -> None:
    entries = [*DAILY, *ADMINISTRATION]
    assert len({entry.href for entry in entries}) == len(entries)


def test_nobody_is_offered_what_they_may_not_open() -> None:
    assert [entry.href for entry in offered(DAILY, frozenset())] == ["/"]
    assert not offered(ADMINISTRATION, frozenset())
    confirmations = [entry.href for entry in offered(DAILY, LIAISON)]
    assert confirmations == ["/", "/complaints", "/decrees/confirmations", "/team/gaps"]
