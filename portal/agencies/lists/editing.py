"""Adding, renaming and ending what a list holds, and the other names of it; nothing is ever removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal import audit, db
from portal.agencies import hooks, naming
from portal.agencies.folding import bare
from portal.agencies.lists import queries
from portal.agencies.lists.kinds import KINDS, ListKind, NewTerm, Term, Which
from portal.agencies.tables import Agency
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission

LONGEST = 120
CODE = 20
GONE = "Baris ini tidak ada lagi."


async def add(which: Which, new: NewTerm, *, by: Actor, at: datetime) -> int:
    """Add an entry; raises Refusal where its name is taken."""
    await _refuse_unknown(new.agency)
    async with db.lock(which):
        key = await insert(which, new, await queries.terms(which))
        await _note(which, f"{called(new)}: ditambahkan", by=by, at=at)
        await hooks.names_changed(by, at)
    return key


async def insert(which: Which, new: NewTerm, standing: Sequence[Term]) -> int:
    """Write one entry with its other names, in the caller's lock."""
    kind = KINDS[which]
    refuse_taken(kind, new, standing, own=None)
    added = await kind.table.insert(kind.table(**_columns(kind, new))).returning(kind.column("id"))
    key = int(added[0]["id"])
    for text in new.aliases:
        await _insert_alias(kind, key, text)
    return key


async def change(which: Which, key: int, new: NewTerm, version: int, *, by: Actor, at: datetime) -> None:
    """Put an entry right; its old name goes on meaning it in files. Raises Conflict for the second of two."""
    await _refuse_unknown(new.agency)
    async with db.lock(which):
        kind, standing = KINDS[which], await queries.terms(which)
        before = _find(standing, key)
        refuse_taken(kind, new, standing, own=key)
        wanted = {kind.column(name): value for name, value in _columns(kind, new).items()}
        wanted[kind.column("version")] = version + 1
        this_one = (kind.column("id") == key) & (kind.column("version") == version)
        if not await kind.table.update(wanted).where(this_one).returning(kind.column("id")):
            raise Conflict(naming.STALE)
        if bare(before.name) != bare(new.name):
            await _insert_alias(kind, key, before.name)
        await _note(which, f"{called(before)} → {called(new)}", by=by, at=at)
        await hooks.names_changed(by, at)


async def write_over(which: Which, standing: Term, new: NewTerm) -> None:
    """What a list says of an entry that stands: an empty cell says nothing. In the caller's lock."""
    kind = KINDS[which]
    said = NewTerm(standing.group, new.name, new.agency or standing.agency, new.lapor_id or standing.lapor_id)
    wanted = {kind.column(name): value for name, value in _columns(kind, said).items()}
    wanted[kind.column("version")] = standing.version + 1
    await kind.table.update(wanted).where(kind.column("id") == standing.id)
    known = {bare(alias.text) for alias in standing.aliases} | {bare(new.name)}
    for text in dict.fromkeys((standing.name, *new.aliases)):
        if bare(text) not in known and not _means(await queries.terms(which), text):
            await _insert_alias(kind, standing.id, text)


async def end(which: Which, key: int, *, by: Actor, at: datetime) -> None:
    """Offer it no longer; what has it keeps it, and files that name it are still understood."""
    await _set_end(which, key, at, "tidak dipakai lagi", by=by, at=at)


async def resume(which: Which, key: int, *, by: Actor, at: datetime) -> None:
    """Offer it again."""
    await _set_end(which, key, None, "dipakai lagi", by=by, at=at)


async def add_alias(which: Which, key: int, text: str, *, by: Actor, at: datetime) -> None:
    """Let the text mean this entry; again is no error. Raises Refusal where it means another."""
    alias = naming.clean(text)
    if not bare(alias) or len(alias) > LONGEST:
        raise Refusal(f"Tulis nama lainnya, paling panjang {LONGEST} karakter.")
    async with db.lock(which):
        standing = await queries.terms(which)
        own = _find(standing, key)
        meant = _means(standing, alias)
        if meant == {key}:
            return
        if others := meant - {key}:
            raise Refusal(f"“{alias}” sudah berarti {called(_find(standing, min(others)))}.")
        await _insert_alias(KINDS[which], key, alias)
        await _note(which, f"{called(own)}: juga disebut {alias}", by=by, at=at)
        await hooks.names_changed(by, at)


async def remove_alias(which: Which, key: int, alias: int, *, by: Actor, at: datetime) -> None:
    """The text means it no longer; raises Conflict where somebody removed it before."""
    kind = KINDS[which]
    async with db.lock(which):
        own = _find(await queries.terms(which), key)
        this_one = (kind.alias_column("id") == alias) & (kind.alias_column(kind.owner) == key)
        gone = await (
            kind.aliases.update({kind.alias_column("removed_at"): at})
            .where(this_one, kind.alias_column("removed_at").is_null())
            .returning(kind.alias_column("text"))
        )
        if not gone:
            raise Conflict("Nama lain ini sudah dihapus.")
        await _note(which, f"{called(own)}: tidak lagi disebut {gone[0]['text']}", by=by, at=at)


async def _refuse_unknown(agency: int | None) -> None:
    # A number that no choice of the form has: whoever typed it into the request is told, not shown a failure.
    if agency is not None and not await Agency.exists().where(Agency.id == agency):
        raise Refusal("Perangkat daerah ini tidak ada.")


def called(term: Term | NewTerm) -> str:
    """How the history names it."""
    return f"{term.group} · {term.name}"


def refuse_taken(kind: ListKind, new: NewTerm, standing: Sequence[Term], *, own: int | None) -> None:
    """Raise Refusal where group or name are missing, too long, or another entry's."""
    _refuse_unfit(kind, new)
    for each in standing:
        if each.id == own:
            continue
        same_name, same_group = bare(each.name) == bare(new.name), bare(each.group) == bare(new.group)
        # A topic may stand under two categories; a code or a kecamatan is there once.
        if (same_name and same_group) or (not kind.is_categories and (same_name or same_group)):
            raise Refusal(f"{called(each)} sudah ada.")
        texts = {bare(alias.text) for alias in each.aliases}
        if taken := texts & {bare(text) for text in (new.name, *new.aliases)}:
            other = next(alias.text for alias in each.aliases if bare(alias.text) in taken)
            raise Refusal(f"“{other}” sudah berarti {called(each)}.")
        if kind.is_categories and new.lapor_id and each.lapor_id == new.lapor_id:
            raise Refusal(f"ID {new.lapor_id} sudah dipakai {called(each)}.")


def _refuse_unfit(kind: ListKind, new: NewTerm) -> None:
    if not bare(new.group) or not bare(new.name):
        missing = "kategori dan topiknya" if kind.is_categories else "kode dan nama kecamatannya"
        raise Refusal(f"Isi {missing}.")
    longest = LONGEST if kind.is_categories else CODE
    if len(new.group) > longest or len(new.name) > (LONGEST if kind.is_categories else 80):
        raise Refusal(f"Terlalu panjang: {called(new)}.")
    if len(new.lapor_id) > CODE:
        raise Refusal(f"ID di LAPOR! paling panjang {CODE} karakter.")


async def _set_end(
    which: Which, key: int, ended_at: datetime | None, told: str, *, by: Actor, at: datetime
) -> None:
    kind = KINDS[which]
    async with db.lock(which):
        own = _find(await queries.terms(which), key)
        is_other = kind.column("ended_at").is_null() if ended_at else kind.column("ended_at").is_not_null()
        changes = {kind.column("ended_at"): ended_at, kind.column("version"): own.version + 1}
        changed = (
            await kind.table.update(changes)
            .where(kind.column("id") == key, is_other)
            .returning(kind.column("id"))
        )
        if not changed:
            raise Conflict(naming.STALE)
        await _note(which, f"{called(own)}: {told}", by=by, at=at)


def _columns(kind: ListKind, new: NewTerm) -> dict[str, Any]:
    named = {kind.group: new.group, kind.name: new.name}
    return {**named, "agency": new.agency, "lapor_id": new.lapor_id} if kind.is_categories else named


def _means(standing: Sequence[Term], text: str) -> set[int]:
    names = {each.id: (each.name, *(alias.text for alias in each.aliases)) for each in standing}
    return {key for key, texts in names.items() if bare(text) in {bare(other) for other in texts}}


def _find(standing: Sequence[Term], key: int) -> Term:
    found = next((each for each in standing if each.id == key), None)
    if found is None:
        raise Refusal(GONE)
    return found


async def _insert_alias(kind: ListKind, key: int, text: str) -> None:
    told = naming.clean(text)[:LONGEST]
    named: dict[str, Any] = {kind.owner: key, "text": told, "folded": bare(told)}
    row = kind.aliases(**named)
    # A text that means something already goes on meaning it.
    await kind.aliases.insert(row).on_conflict(action="DO NOTHING")


async def _note(which: Which, told: str, *, by: Actor, at: datetime) -> None:
    place = Place("regency", permission=Permission.SETTINGS_MANAGE)
    await audit.record(f"regency.{which}_changed", by=by, at=at, place=place, details={which.value: told})
