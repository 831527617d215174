"""Who walks the permission matrix: the roles where they can be held, two at once, and those without any."""

from __future__ import annotations

from dataclasses import dataclass

EVERYWHERE = "everywhere"
KOMINFO = "Kominfo"
"""Where a thing is that no agency holds."""

A, B, INSPEKTORAT = "DINAS-A", "DINAS-B", "INSPEKTORAT"
"""Codes of the agencies."""


@dataclass(frozen=True, slots=True)
class Post:
    """A role in force, for one agency or everywhere."""

    role: str
    place: str = EVERYWHERE


PEOPLE: dict[str, tuple[Post, ...]] = {
    "admin": (Post("admin"),),
    "leader": (Post("leader"),),
    "inspector": (Post("inspector"),),
    "reviewer": (Post("reviewer"),),
    "liaison of A": (Post("liaison", A),),
    "operator of A": (Post("operator", A),),
    "head of A": (Post("leader", A),),
    "liaison of B": (Post("liaison", B),),
    "operator of B": (Post("operator", B),),
    "liaison of the Inspektorat": (Post("liaison", INSPEKTORAT),),
    "inspector of the Inspektorat": (Post("inspector", INSPEKTORAT),),
    "operator of A, liaison of B": (Post("operator", A), Post("liaison", B)),
    "operator until yesterday, liaison from tomorrow": (),
}
TWO_ROLES = "operator of A, liaison of B"
OUTSIDER = "operator until yesterday, liaison from tomorrow"

SUSPENDED = "suspended"
"""Has a session and a role, but the account is locked: as good as signed out."""

SIGNED_OUT = "signed out"
STRANGERS = (SIGNED_OUT, SUSPENDED)
