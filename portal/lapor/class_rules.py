"""What a class of the export means: LAPOR!'s own names, and what Kominfo has said of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal import audit, db
from portal.agencies import queries as agencies
from portal.audit.trail import Place
from portal.complaints import classing
from portal.complaints.classing import Spelling
from portal.complaints.kinds import NAMED, Classification
from portal.errors import Refusal
from portal.lapor.classes import classification_of
from portal.lapor.columns import fold
from portal.lapor.tables import TEXT_OF_CLASS, LaporClass
from portal.permissions import Actor, Permission

ClassOf = Callable[[str], Classification]
ONE_IMPORT = "lapor.import"
"""No row is taken in while a class is settled: it would be classed by what was known before."""


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A settled text as its page shows it."""

    text: str
    classification: str
    settled_by_name: str
    settled_at: datetime


def key_of(text: str) -> str:
    """The form in which two spellings are one, as long as its column."""
    return fold(text)[:TEXT_OF_CLASS]


def shown(text: str) -> str:
    """The text in one line, as long as its column."""
    return " ".join(text.split())[:TEXT_OF_CLASS]


async def every() -> list[ClassRow]:
    """All settled texts, the newest first."""
    found = await LaporClass.select(
        LaporClass.text, LaporClass.classification, LaporClass.settled_by_name, LaporClass.settled_at
    ).order_by(LaporClass.settled_at, ascending=False)
    return [ClassRow(**row) for row in found]


async def sorter() -> ClassOf:
    """A function that gives the class of a text, held where nobody understands it.

    Read anew each time: five seconds of an old word could show an agency its own case.
    """
    found = await LaporClass.select(LaporClass.folded, LaporClass.classification)
    settled = {row["folded"]: Classification(row["classification"]) for row in found}
    known = dict[str, Classification]()

    def sort(raw: str) -> Classification:
        if raw not in known:
            known[raw] = classification_of(raw) or settled.get(key_of(raw), Classification.HELD)
        return known[raw]

    return sort


async def undecided() -> list[Spelling]:
    """What complaints are held for, the most frequent first; spellings that are one stand once."""
    merged: dict[str, Spelling] = {}
    for each in await classing.held():
        key = key_of(each.text)
        first = merged.get(key)
        merged[key] = each if first is None else _together(first, each)
    return sorted(merged.values(), key=lambda each: -each.count)


async def settle(text: str, to: Classification, *, by: Actor, at: datetime) -> int:
    """Let a text mean a class, for complaints that are here and those to come; how many were classed.

    An empty text says nothing, so only what is held now is classed, and the next file is asked about again.
    """
    if to not in NAMED:
        raise Refusal("Pilih klasifikasi pengaduan.")
    if classification_of(text):
        raise Refusal(f"“{shown(text)}” sudah jelas artinya bagi SP4N-LAPOR!.")
    async with db.lock(ONE_IMPORT):
        if key_of(text):
            await _write(text, to, by, at)
        changed = await _class(text, to, by, at)
        details = {"text": shown(text), "classification": to.value, "complaints": changed}
        await _note("lapor.class_settled", details, by, at)
    return changed


async def withdraw(text: str, *, by: Actor, at: datetime) -> int:
    """Take a word back: what nobody has acted on is held again; how many those are."""
    async with db.lock(ONE_IMPORT):
        gone = await LaporClass.delete().where(LaporClass.folded == key_of(text)).returning(LaporClass.id)
        if not gone:
            raise Refusal(f"Klasifikasi “{shown(text)}” belum pernah ditetapkan.")
        changed = await _class(text, Classification.HELD, by, at)
        await _note("lapor.class_withdrawn", {"text": shown(text), "complaints": changed}, by, at)
    return changed


def _together(one: Spelling, other: Spelling) -> Spelling:
    moments = [moment for moment in (one.due_at, other.due_at) if moment]
    return Spelling(one.text, one.count + other.count, min(moments, default=None))


async def _write(text: str, to: Classification, by: Actor, at: datetime) -> None:
    row = LaporClass(
        text=shown(text),
        folded=key_of(text),
        classification=to,
        settled_by_key=by.key,
        settled_by_name=by.name,
        settled_at=at,
    )
    await LaporClass.insert(row).on_conflict(
        target=LaporClass.folded,
        action="DO UPDATE",
        values=[
            LaporClass.classification,
            LaporClass.settled_by_key,
            LaporClass.settled_by_name,
            LaporClass.settled_at,
        ],
    )


async def _class(text: str, to: Classification, by: Actor, at: datetime) -> int:
    key = key_of(text)
    carried = [each for each in await classing.texts() if key_of(each) == key] if key else []
    if key and not carried:
        return 0
    return await classing.settle(carried, to, resolve=await agencies.resolver(), by=by, at=at)


async def _note(action: str, details: dict[str, str | int], by: Actor, at: datetime) -> None:
    place = Place("lapor_class", permission=Permission.LAPOR_IMPORT)
    await audit.record(action, by=by, at=at, place=place, details=details)
