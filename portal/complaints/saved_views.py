"""*Tampilan tersimpan*: lists that somebody named for themselves, or that Kominfo named for everybody."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from portal import audit, db
from portal.audit.trail import Place
from portal.complaints.tables import SavedView
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission

MOST = 20
"""Views of one person; more than fit above a list."""

LONGEST_NAME = 60
GONE = "Tampilan ini sudah dihapus, atau bukan milik Anda."
SEEN = """
SELECT public_id, name, query, owner_key, is_shared FROM saved_view
WHERE ended_at IS NULL AND (owner_key = {} OR is_shared) ORDER BY is_shared DESC, name, id
"""


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A view as its reader gets it."""

    public_id: str
    name: str
    query: str
    owner_key: str
    is_shared: bool

    def may_be_removed_by(self, actor: Actor) -> bool:
        """Whether it is the actor's own, or shared where they may share."""
        return self.owner_key == actor.key or (self.is_shared and may_share(actor))


def may_share(actor: Actor) -> bool:
    """Kominfo answers for what everybody finds above their list."""
    return actor.holds(Permission.COMPLAINT_DISPOSE, None)


async def seen_by(actor: Actor) -> list[SavedRow]:
    """The actor's own views and the shared ones."""
    found = await db.quick(SEEN, actor.key)
    return [SavedRow(**{**row, "is_shared": bool(row["is_shared"])}) for row in found]


async def save(name: str, query: Mapping[str, str], *, is_shared: bool, by: Actor, at: datetime) -> str:
    """Keep a list under a name; raises Refusal, and Conflict for a name that the owner has already."""
    if is_shared and not may_share(by):
        raise Refusal("Hanya Admin Kominfo yang dapat membagikan tampilan.")
    async with db.lock(f"saved-view:{by.key}"):
        await _ensure_room(name, by)
        public_id = secrets.token_urlsafe(9)
        await SavedView.insert(
            SavedView(
                public_id=public_id,
                name=name,
                query=urlencode(query),
                owner_key=by.key,
                owner_name=by.name,
                is_shared=is_shared,
                created_at=at,
            )
        )
        await _record("complaint.view_saved", public_id, by=by, at=at, is_shared=is_shared)
    return public_id


async def remove(public_id: str, *, by: Actor, at: datetime) -> str:
    """Put a view away and return its name: one's own, or a shared one where one may share."""
    async with db.transaction():
        row = (
            await SavedView.select()
            .where(SavedView.public_id == public_id, SavedView.ended_at.is_null())
            .first()
        )
        if row is None or not (row["owner_key"] == by.key or (row["is_shared"] and may_share(by))):
            raise Refusal(GONE)
        open_one = (SavedView.public_id == public_id) & SavedView.ended_at.is_null()
        if not await SavedView.update({SavedView.ended_at: at}).where(open_one).returning(SavedView.id):
            raise Conflict(GONE)
        await _record("complaint.view_removed", public_id, by=by, at=at, is_shared=row["is_shared"])
    return str(row["name"])


async def _ensure_room(name: str, by: Actor) -> None:
    own = await SavedView.select(SavedView.name).where(
        SavedView.owner_key == by.key, SavedView.ended_at.is_null()
    )
    if any(row["name"].casefold() == name.casefold() for row in own):
        raise Conflict(f"Anda sudah mempunyai tampilan “{name}”. Pilih nama lain.")
    if len(own) >= MOST:
        raise Refusal(f"Anda sudah mempunyai {MOST} tampilan. Hapus yang tidak dipakai lagi.")


async def _record(action: str, public_id: str, *, by: Actor, at: datetime, is_shared: bool) -> None:
    place = Place(f"saved_view:{public_id}", permission=Permission.COMPLAINT_READ)
    await audit.record(action, by=by, at=at, place=place, details={"shared": is_shared})
