"""What higher slices lend to the audit's pages: names of people and roles, and words for their codes.

The audit keeps keys, so that a name that changes later is still the right one; names are looked up when it is
read. `app.py` registers who knows them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping

Namer = Callable[[Collection[str]], Awaitable[Mapping[str, str]]]
"""Gives names by subject (`account:7`), for those it knows."""

namers: dict[str, Namer] = {}
"""By the kind that a subject begins with."""

codes: dict[str, str] = {}
"""Words for codes that stand in details, such as permissions."""


async def names(subjects: Iterable[str]) -> dict[str, str]:
    """The names behind the subjects of a page, in one query for each kind."""
    asked = set(subjects)
    found: dict[str, str] = {}
    for kind, namer in namers.items():
        if some := sorted(each for each in asked if each.partition(":")[0] == kind):
            found |= await namer(some)
    return found
