"""The rows of the list as HTML; what repeats from row to row is made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from markupsafe import Markup, escape

from portal.complaints import words
from portal.complaints.display.clocks import icon_of
from portal.complaints.kinds import Channel
from portal.complaints.listing import Row
from portal.complaints.look import COLUMNS
from portal.web.environment import icon

LAPOR = words.CHANNEL[Channel.LAPOR]
NO_MARKS = Markup("")
LOCK = Markup(' <span class="st text-secondary small">{}{}</span>')
STATE = Markup('<span class="st {}">{}{}</span>')
DUE = Markup('<span class="st {}">{}{}</span><small class="d-none d-sm-block">{}</small>')
OVER = Markup('<span class="text-secondary">{}</span>')
HIT = Markup('<small class="hit">{}</small>')


def written(rows: Iterable[Row], columns: tuple[str, ...]) -> Markup:
    """The rows of the table's body in the words and marks of the list.

    Fifty of them stand on every list: written here, a row costs a tenth of what a loop in a template takes.
    """
    return Markup("".join([_line(row, columns) for row in rows]))  # noqa: S704 - every value was escaped


# A row carries all that it says, so the same row is the same HTML for whoever looks next.
@lru_cache(maxsize=2048)
def _line(row: Row, columns: tuple[str, ...]) -> str:
    number = escape(row.number)
    marks = _marks(row.lock)
    hit = HIT.format(row.hit) if row.hit else NO_MARKS
    cells = "".join([f"{_start(name)}{escape(CELLS[name](row))}</td>" for name in columns])
    return (
        f'<tr id="{number}"><th scope="row"><a class="t" href="/complaints/{number}">{row.shown_title}</a>'
        f"{marks}<small>{escape(_about(row))}</small>{hit}</th>{cells}</tr>\n"
    )


def _about(row: Row) -> str:
    tracked = f" · LAPOR! {row.tracking_id}" if row.tracking_id else ""
    channel = f" · {row.channel}" if row.channel != LAPOR else ""
    district = f" · Kec. {row.district}" if row.district else ""
    return f"{row.number}{tracked}{channel}{district} · masuk {row.received}"


@lru_cache(maxsize=4)
def _marks(lock: str) -> Markup:
    return LOCK.format(icon("lock"), lock) if lock else NO_MARKS


@lru_cache(maxsize=64)
def _state(word: str, tone: str, icon_name: str) -> Markup:
    return STATE.format(tone, icon(icon_name), word)


@lru_cache(maxsize=1024)
def _due(word: str, tone: str, date: str) -> Markup:
    if not date:
        return OVER.format(word) if word else NO_MARKS
    shown = tone.removeprefix("none")
    return DUE.format(shown, icon(icon_of(shown)), word, date)


CELLS: Mapping[str, Callable[[Row], str]] = {
    "holder": lambda row: row.holder,
    "status": lambda row: _state(row.status, row.tone, row.icon),
    "due": lambda row: _due(row.due, row.due_tone, row.due_date),
    "received": lambda row: row.received,
    "category": lambda row: row.category,
    "district": lambda row: row.district,
    "channel": lambda row: row.channel,
    "classification": lambda row: row.classification,
    "lapor": lambda row: row.lapor_status,
}
SPEAKING = frozenset({"status", "due"})
"""Cells that say by themselves what they are; on a phone the others carry the name of their column."""


@lru_cache(maxsize=len(COLUMNS))
def _start(name: str) -> str:
    # A date in two lines is no date.
    kept = ' class="text-nowrap"' if name == "received" else ""
    return "<td>" if name in SPEAKING else f'<td data-l="{escape(COLUMNS[name])}"{kept}>'
