"""The head of every page of one decree: what it is, how far it has come, and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal import db
from portal.decrees.display.marks import spoken_day
from portal.decrees.kinds import DecreeKind
from portal.decrees.states import WORDS, Standing
from portal.decrees.tables import Decree

STEPS = (
    (Standing.DRAFT, "Konsep"),
    (Standing.CONFIRMATION, "Konfirmasi"),
    (Standing.READY, "Paraf koordinasi"),
    (Standing.SIGNED, "Ditetapkan"),
    (Standing.IN_FORCE, "Berlaku"),
)
ORDER = {standing: nth for nth, (standing, _) in enumerate(STEPS)} | {
    Standing.AHEAD: 3,
    Standing.SUPERSEDED: 5,
}
ANSWERED = """
SELECT count(*) AS total,
  sum(CASE WHEN state IN ('answered', 'accepted', 'decided') THEN 1 ELSE 0 END) AS answered
FROM decree_confirmation WHERE decree = {}
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage on the way into force."""

    word: str
    icon: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the decree."""

    href: str
    name: str
    count: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands above every page of a decree."""

    heading: str
    sub: str
    base: str
    steps: tuple[Step, ...]
    tabs: tuple[Tab, ...]


def base_of(decree: Decree) -> str:
    """The address of a decree."""
    return f"/decrees/{decree.public_id}"


def heading_of(kind: str, year: int) -> str:
    """How the office calls it."""
    return f"{'SK Perubahan' if kind == DecreeKind.AMENDMENT else 'SK Tim Pengelola Pengaduan'} {year}"


def steps_to(standing: Standing) -> tuple[Step, ...]:
    """The stages, the present one marked; what is over says how it ended."""
    if standing is Standing.WITHDRAWN:
        return (Step(WORDS[standing], "ban", is_now=True),)
    now = ORDER[standing]
    steps = tuple(
        Step(word, "circle-check" if nth < now else "circle-dot" if nth == now else "circle", nth == now)
        for nth, (_, word) in enumerate(STEPS)
    )
    over = (Step(WORDS[standing], "replace", is_now=True),) if standing is Standing.SUPERSEDED else ()
    return steps + over


async def frame_of(decree: Decree, standing: Standing, here: str, *, manages: bool) -> Frame:
    """The head of the page whose address ends in `here`."""
    base = base_of(decree)
    tabs = [("", "Susunan tim", ""), ("particulars", "Data SK", "")]
    if manages:
        tabs += [("board", "Konfirmasi", await _answered(decree)), ("documents", "Dokumen", "")]
        tabs += [("paraf", "Paraf", ""), ("enactment", "Yang akan berubah", "")]
    shown = tuple(Tab(f"{base}/{path}".rstrip("/"), name, count, path == here) for path, name, count in tabs)
    return Frame(
        heading_of(decree.kind, decree.year), await sub_of(decree, standing), base, steps_to(standing), shown
    )


async def sub_of(decree: Decree, standing: Standing) -> str:
    """Number and dates, or what it will replace."""
    if decree.number:
        since = spoken_day(decree.effective_from)
        return f"Nomor {decree.number}, berlaku mulai {since}" if since else f"Nomor {decree.number}"
    before = await _predecessor(decree.predecessor)
    if standing is Standing.WITHDRAWN:
        return "Dicabut sebelum ditetapkan"
    verb = "mengubah" if decree.kind == DecreeKind.AMENDMENT else "menggantikan"
    return f"Rancangan, {verb} SK Nomor {before}" if before else "Rancangan, SK pertama yang dicatat di sini"


async def _predecessor(key: Any) -> str:
    row = await Decree.select(Decree.number).where(Decree.id == key).first() if key else None
    return str(row["number"]) if row else ""


async def _answered(decree: Decree) -> str:
    found = (await db.quick(ANSWERED, decree.id))[0]
    return f"{found['answered'] or 0} dari {found['total']}" if found["total"] else ""
