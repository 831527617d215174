"""What the permission matrix walks through: things that addresses name, and where each of them is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from portal import clock
from portal.accounts import assignments
from portal.accounts.current_user import CurrentUser
from portal.accounts.tables import Account
from portal.agencies import queries as agencies
from tests.support.matrix_people import KOMINFO

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Thing:
    """What an address can name: its values, where it is, and who may see it beyond the usual."""

    values: Values
    place: str = KOMINFO
    seen_from: frozenset[str] = frozenset()
    """Agencies that handed it on: they read it still, and do nothing with it."""
    is_supervisory: bool = False
    owner: str = ""


@dataclass(slots=True)
class World:
    """Where its two files lie, who lives in it and what there is; `calm` has nothing berkadar pengawasan."""

    calm: Path
    whole: Path
    accounts: dict[str, int] = field(default_factory=dict)
    things: dict[str, list[Thing]] = field(default_factory=dict)
    cases: dict[tuple[str, str], Values] = field(default_factory=dict)
    """Complaints by agency and by how far they have come."""

    def add(self, kind: str, *things: Thing) -> None:
        """Put more of a kind into it."""
        self.things.setdefault(kind, []).extend(things)


async def user(world: World, who: str) -> CurrentUser:
    """The person as a request knows them."""
    key, at = world.accounts[who], clock.now()
    row = await Account.select(Account.public_id, Account.name).where(Account.id == key).first()
    assert row
    return CurrentUser(key, row["public_id"], row["name"], 0, await assignments.held_by(key, at))


async def agency_id(code: str) -> int:
    """The key behind a code."""
    found = await agencies.find(code)
    assert found
    return found.id
