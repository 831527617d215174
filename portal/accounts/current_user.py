"""The person behind a request, with what they may do at this moment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.accounts.roles import ROLES, Role
from portal.numbers import whole
from portal.permissions import Permission


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """A role in force: for one agency, or for all where `agency_id` is None.

    One of the office's own comes along as the database had it when the request came, so that what an admin
    ticks or unticks holds with the next request of every process.
    """

    role: str
    agency_id: int | None
    own: Role | None = field(default=None, compare=False, repr=False)

    @property
    def definition(self) -> Role:
        """What the role allows, built-in or own."""
        return self.own or ROLES[self.role]

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role allows where it is held."""
        return self.definition.permissions_for(self.agency_id)

    def grants(self, permission: Permission) -> bool:
        """Whether the role allows the act where it is held."""
        return permission in self.permissions

    def covers(self, agency_id: int | None) -> bool:
        """Whether what is held reaches this agency; None asks for all of them."""
        return self.agency_id is None or self.agency_id == agency_id


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """Somebody signed in; an `Actor` whose rights are those in force when the request came."""

    id: int
    public_id: str
    name: str
    session_id: int
    held: tuple[Held, ...]
    origin: str = ""
    kind: str = "person"

    @property
    def key(self) -> str:
        """`account:12`."""
        return account_key(self.id)

    def holds_somewhere(self, permission: Permission) -> bool:
        """Whether any role in force grants the permission."""
        return any(held.grants(permission) for held in self.held)

    def holds(self, permission: Permission, agency_id: int | None) -> bool:
        """Whether one and the same role grants the permission and reaches the agency."""
        return any(held.grants(permission) and held.covers(agency_id) for held in self.held)

    def holds_at(self, permission: Permission, agency_id: int) -> bool:
        """Whether a role held at this very agency grants the permission."""
        return any(held.agency_id == agency_id and held.grants(permission) for held in self.held)

    def agencies_for(self, permission: Permission) -> frozenset[int] | None:
        """The agencies for which the permission is granted; None means all of them."""
        places = {held.agency_id for held in self.held if held.grants(permission)}
        if None in places:
            return None
        return frozenset(place for place in places if place is not None)

    def role_for(self, permission: Permission, agency_id: int | None) -> str:
        """The Indonesian name of the role that grants it there, the one at the agency itself first."""
        granting = [held for held in self.held if held.grants(permission) and held.covers(agency_id)]
        granting.sort(key=lambda held: held.agency_id is None)
        return granting[0].definition.name_for(granting[0].agency_id) if granting else ""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who has not signed in: what they try is recorded, and nothing is granted."""

    origin: str
    kind: str = "person"
    key: str = "unknown"
    name: str = "Belum masuk"

    def holds_somewhere(self, permission: Permission) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def holds(self, permission: Permission, agency_id: int | None) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def holds_at(self, permission: Permission, agency_id: int) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def agencies_for(self, permission: Permission) -> frozenset[int] | None:  # noqa: ARG002
        """None at all."""
        return frozenset()

    def role_for(self, permission: Permission, agency_id: int | None) -> str:  # noqa: ARG002
        """Strangers act in no role."""
        return ""


def account_key(account_id: int) -> str:
    """How audit, timeline and outbox name a person."""
    return f"account:{account_id}"


def account_of(key: str) -> int | None:
    """The person that such a name means; None where it names no person."""
    kind, _, number = key.partition(":")
    return whole(number) if kind == "account" else None


def rights_of(held: Iterable[Held]) -> str:
    """A short print of what is held, by which a session notices that rights have changed."""
    written = ";".join(sorted(_written(each) for each in held))
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def _written(held: Held) -> str:
    ticked = ",".join(sorted(held.own.permissions)) if held.own else ""
    return f"{held.role}@{held.agency_id}{ticked}"
