"""A new decree begins with the roster in force, so that the office only changes what changed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from portal import db
from portal.agencies import profile
from portal.db import bulk
from portal.decrees import events, roster, seeds
from portal.decrees.kinds import EDITABLE, Capacity, Change, DecreeKind, DecreeState
from portal.decrees.rights import LOCK
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Appointment, Decree, Position
from portal.errors import Conflict, Refusal
from portal.permissions import Actor

EARLIEST, LATEST = 2000, 2100
STALE = "SK ini baru saja diubah orang lain. Periksa kedua isinya, lalu simpan lagi."
CARRIED = (
    "agency_id", "name", "nip", "rank", "post", "is_acting", "email", "phone", "lapor_account", "lapor_role",
    "lapor_checked_on", "account_id",
)  # fmt: skip


class Stale(Conflict):
    """Somebody saved since the page was shown: read again and show both versions."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What stands on the decree besides its roster."""

    year: int
    title: str
    effective_from: date | None = None
    effective_until: date | None = None
    signer_name: str = ""
    signer_title: str = ""
    signer_capacity: str = Capacity.DEFINITIVE
    weighing: str = ""
    recalling: str = ""
    deciding: str = ""


async def begin(year: int, *, by: Actor, at: datetime) -> int:
    """Draft the decree of a year from the roster in force; raises Refusal where one is being drafted."""
    async with db.lock(LOCK):
        await _ensure_only_draft(year)
        people = [row for row in await roster.in_force(at) if not row.is_stand_in]
        former = await _latest()
        decree_id = await _insert(await _first_words(year, former), former, by=by, at=at)
        positions = await _copy_positions(decree_id, former)
        await _carry_over(decree_id, people, positions, by=by, at=at)
        await events.record("drafted", decree_id, by=by, at=at, year=year, rows=len(people))
    return decree_id


async def begin_amendment(base_id: int, *, by: Actor, at: datetime) -> int:
    """Draft an SK Perubahan of a decree that stays: its positions, and only the rows that change."""
    async with db.lock(LOCK):
        base = await _find(base_id)
        if base["kind"] != DecreeKind.MAIN or base["state"] != DecreeState.IN_FORCE:
            raise Refusal("SK Perubahan hanya dapat disusun atas SK Tim yang sudah ditetapkan berlaku.")
        words = {
            "kind": DecreeKind.AMENDMENT.value,
            "year": base["year"],
            "title": seeds.AMENDMENT_TITLE.format(title=base["title"])[:300],
            **{name: base[name] for name in ("signer_name", "signer_title", "signer_capacity", "recalling")},
        }
        decree_id = await _insert(words, base_id, by=by, at=at)
        await _copy_positions(decree_id, base_id)
        await events.record("drafted", decree_id, by=by, at=at, year=base["year"])
    return decree_id


async def change(decree_id: int, to: Particulars, *, version: int, by: Actor, at: datetime) -> None:
    """Change what stands on a draft; raises Stale where somebody saved since the page was shown."""
    check(to)
    async with db.transaction():
        before = await _find(decree_id)
        changed = [name for name, value in asdict(to).items() if before[name] != value]
        await save(decree_id, dict(asdict(to)), version=version, states=EDITABLE)
        await events.record("edited", decree_id, by=by, at=at, fields=changed)


async def save(
    decree_id: int, values: dict[Any, Any], *, version: int, states: Iterable[DecreeState]
) -> None:
    """Write onto a decree that stands as the page showed it, and raise its version."""
    saved = await (
        Decree.update({**values, "version": version + 1})
        .where(Decree.id == decree_id, Decree.version == version, Decree.state.is_in([*states]))
        .returning(Decree.id)
    )
    if not saved:
        raise Stale(STALE)


def check(to: Particulars) -> None:
    """Raise Refusal for what cannot be."""
    if not EARLIEST <= to.year <= LATEST:
        raise Refusal(f"Tahun SK harus di antara {EARLIEST} dan {LATEST}.")
    if not to.title.strip():
        raise Refusal("Judul SK belum diisi.")
    if to.effective_from and to.effective_until and to.effective_until < to.effective_from:
        raise Refusal("Tanggal akhir masa berlaku tidak boleh sebelum tanggal mulai.")


async def _ensure_only_draft(year: int) -> None:
    if not EARLIEST <= year <= LATEST:
        raise Refusal(f"Tahun SK harus di antara {EARLIEST} dan {LATEST}.")
    drafts = [DecreeState.DRAFT, DecreeState.CONFIRMATION, DecreeState.READY, DecreeState.SIGNED]
    if await Decree.exists().where(Decree.kind == DecreeKind.MAIN, Decree.state.is_in(drafts)):
        raise Refusal("Masih ada SK Tim yang sedang disusun. Selesaikan atau batalkan dahulu.")


async def _latest() -> int | None:
    row = await (
        Decree.select(Decree.id)
        .where(Decree.kind == DecreeKind.MAIN, Decree.state == DecreeState.IN_FORCE)
        .order_by(Decree.enacted_at, Decree.id, ascending=False)
        .first()
    )
    return row["id"] if row else None


async def _first_words(year: int, former: int | None) -> dict[str, Any]:
    regency = await profile.regency()
    words: dict[str, Any] = {
        "weighing": seeds.WEIGHING,
        "recalling": seeds.RECALLING,
        "deciding": seeds.DECIDING,
        "signer_title": regency.head_title,
    }
    if former:
        before = await _find(former)
        names = ("weighing", "recalling", "deciding", "signer_name", "signer_title", "signer_capacity")
        words = {name: before[name] for name in names}
    return words | {
        "year": year,
        "title": seeds.TITLE.format(regency=regency.name, year=year),
        "effective_from": date(year, 1, 1),
        "effective_until": date(year, 12, 31),
    }


async def _insert(words: dict[str, Any], predecessor: int | None, *, by: Actor, at: datetime) -> int:
    row = Decree(
        public_id=secrets.token_urlsafe(12),
        predecessor=predecessor,
        created_by=by.key,
        created_at=at,
        **words,
    )
    return int((await Decree.insert(row))[0]["id"])


async def _copy_positions(decree_id: int, former: int | None) -> dict[int, int]:
    """Write the positions of the former decree, or the usual ones; the new keys by the former ones."""
    if former is None:
        seeded = [asdict(seed) for seed in seeds.POSITIONS]
        await bulk.insert(Position, [_position(decree_id, place, seed) for place, seed in enumerate(seeded)])
        return {}
    olds = await Position.select().where(Position.decree == former).order_by(Position.place, Position.id)
    await bulk.insert(Position, [_position(decree_id, place, old) for place, old in enumerate(olds)])
    news = await Position.select().where(Position.decree == decree_id).order_by(Position.place, Position.id)
    return {old["id"]: new["id"] for old, new in zip(olds, news, strict=True)}


def _position(decree_id: int, place: int, values: dict[str, Any]) -> dict[str, Any]:
    names = ("name", "role", "per_agency", "is_required")
    return {"decree": decree_id, "place": place, **{name: values[name] for name in names}}


async def _carry_over(
    decree_id: int, people: list[RosterRow], positions: dict[int, int], *, by: Actor, at: datetime
) -> None:
    """Keep everybody; a row of an amendment finds its position by name, since its decree has its own."""
    by_name = await _positions_by_name(decree_id)
    rows = [
        _kept(decree_id, row, positions.get(row.position_id) or by_name[row.position], by, at)
        for row in people
        if row.position_id in positions or row.position in by_name
    ]
    await bulk.insert(Appointment, rows)


async def _positions_by_name(decree_id: int) -> dict[str, int]:
    rows = await Position.select(Position.id, Position.name).where(Position.decree == decree_id)
    return {row["name"]: row["id"] for row in rows}


def _kept(decree_id: int, row: RosterRow, position_id: int, by: Actor, at: datetime) -> dict[str, Any]:
    person = {name.removesuffix("_id"): getattr(row, name) for name in CARRIED}
    return {
        "public_id": secrets.token_urlsafe(12),
        "decree": decree_id,
        "position": position_id,
        "predecessor": row.id,
        "change": Change.KEEP.value,
        "changed_by": by.key,
        "changed_at": at,
        **person,
    }


async def _find(decree_id: int) -> dict[str, Any]:
    row = await Decree.select().where(Decree.id == decree_id).first()
    if row is None:
        raise Refusal("SK ini tidak ditemukan.")
    return row
