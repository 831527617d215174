"""Putting right what a complaint is about after it was verified: rights, clocks and messages follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.agencies import queries as agencies
from portal.complaints import acting, deadlines, dispositions, events, policies, words
from portal.complaints.acts import Act
from portal.complaints.events import Fact
from portal.complaints.kinds import NAMED, Classification, Outcome
from portal.complaints.search import upkeep
from portal.complaints.tables import Complaint
from portal.complaints.verification import becomes_supervisory
from portal.errors import Refusal
from portal.permissions import Actor

SHORTEST = 10
"""Characters of a reason."""

TOO_SHORT = f"Alasan paling sedikit {SHORTEST} karakter."
SAME = "Tidak ada yang berubah. Isi yang benar, lalu simpan."
TEXTS = ("village", "place")
"""Written by hand: they may name somebody, so the audit says only that they changed."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is right: every field as it shall stand."""

    classification: Classification
    category: int | None = None
    district: int | None = None
    village: str = ""
    place: str = ""


async def correct(complaint: Complaint, *, to: Findings, reason: str, by: Actor, at: datetime) -> None:
    """Put the fields right; what proves to be berkadar pengawasan leaves the sight of its agency.

    Undoing it is another correction: an agency that lost the complaint gets it back by a disposition.
    """
    why = reason.strip()
    if len(why) < SHORTEST:
        raise Refusal(TOO_SHORT)
    if to.classification not in NAMED:
        raise Refusal("Klasifikasi belum dipilih.")
    async with db.transaction():
        leaves = await _leaves(complaint, to)
        rule = await acting.begin(complaint, Act.CORRECT, by=by, leaves=leaves)
        changes = _changes(complaint, to)
        if not changes:
            raise Refusal(SAME)
        moved = await _moved(complaint, changes)
        discloses = becomes_supervisory(complaint.classification, to.classification)
        holder = complaint.agency
        # A complaint that was closed already keeps its state, and is nobody's but Kominfo's from now on.
        without = {"agency": None, "returned_at": None} if leaves else {}
        await acting.move(complaint, rule, at=at, happened_at=at, changes={**changes, **without})
        await _follow(complaint, changes, leaves=leaves, at=at)
        data = {f"changed_{name}": way for name, way in moved.items()} | {"fields": ",".join(changes)}
        fact = Fact(agency=holder, text=f"{_told(moved, changes)} {why}", data=data, discloses=discloses)
        await events.record(complaint, rule, by=by, at=at, fact=fact)


async def _leaves(complaint: Complaint, to: Findings) -> bool:
    holder = complaint.agency
    if to.classification != Classification.SUPERVISORY or holder is None:
        return False
    return holder not in await policies.inspectorates()


def _changes(complaint: Complaint, to: Findings) -> dict[str, Any]:
    wanted = {name: getattr(to, name) for name in Findings.__dataclass_fields__}
    return {name: value for name, value in wanted.items() if getattr(complaint, name) != value}


async def _follow(complaint: Complaint, changes: dict[str, Any], *, leaves: bool, at: datetime) -> None:
    if leaves:
        await dispositions.end_open(complaint.id, Outcome.WITHDRAWN, at)
    if "classification" in changes:
        await deadlines.rejudge_running(complaint.id, complaint.classification, at)
        await deadlines.note_nearest(complaint.id)
    await upkeep.note_places([complaint.id])


async def _moved(complaint: Complaint, changes: dict[str, Any]) -> dict[str, str]:
    """Before and after in the office's words, of what names nobody."""
    names: dict[str, dict[Any, str]] = {
        "classification": {str(code): word for code, word in words.CLASSIFICATION.items()},
        "category": await agencies.topics(),
        "district": await agencies.district_names(),
    }
    return {
        name: f"{known.get(getattr(complaint, name)) or 'kosong'} → {known.get(changes[name]) or 'kosong'}"
        for name, known in names.items()
        if name in changes
    }


def _told(moved: dict[str, str], changes: dict[str, Any]) -> str:
    others = [words.LAPOR_FIELD[name] for name in changes if name in TEXTS]
    told = [f"{words.LAPOR_FIELD[name]}: {way}." for name, way in moved.items()]
    return " ".join([*told, *([f"Berubah juga: {', '.join(others)}."] if others else [])])
