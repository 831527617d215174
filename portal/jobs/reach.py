"""How far the rights reached by which a file was made, asked again when it is fetched."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from portal.permissions import Actor, Permission

Reached = Mapping[str, Sequence[int] | None]
"""Agencies by permission; None means all."""

outdated: dict[str, Callable[[Actor, datetime], Awaitable[bool]]] = {}
"""By kind of job: whether what was asked for at that moment holds what the actor must not see any more."""


def of(actor: Actor, *permissions: Permission) -> dict[str, list[int] | None]:
    """What the actor holds now, to be kept with what is made by it."""
    held = {permission: actor.agencies_for(permission) for permission in permissions}
    return {str(each): None if places is None else sorted(places) for each, places in held.items()}


def is_held(actor: Actor, reached: Reached) -> bool:
    """Whether the actor's rights still reach as far."""
    return all(_covers(actor, Permission(each), places) for each, places in reached.items())


def _covers(actor: Actor, permission: Permission, places: Sequence[int] | None) -> bool:
    held = actor.agencies_for(permission)
    return held is None or (places is not None and set(places) <= held)
