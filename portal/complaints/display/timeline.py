"""The timeline as it is read: newest first, by days, with the silence between them drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from portal import clock
from portal.complaints import words
from portal.complaints.display.ticks import Tick, tick
from portal.complaints.kinds import Channel, Classification, EntryKind, Stage
from portal.complaints.read_model import EntryRow
from portal.files import StoredFileRow
from portal.notifications.queries import DeliveryRow
from portal.workdays.calendar import Calendar
from portal.workdays.words import clock_time, dated, long_date

SILENT_DAYS = 3
"""From so many working days without anything on, the silence is drawn."""

REMINDERS = {"due_tomorrow": "mengingatkan: besok jatuh tempo", "overdue": "mengingatkan: lewat tenggat"}


@dataclass(frozen=True, slots=True)
class Line:
    """A day, a silence or an event; of the three only one is filled."""

    day: str = ""
    hush: str = ""
    iso: str = ""
    time: str = ""
    icon: str = ""
    is_key: bool = False
    actor: str = ""
    note: str = ""
    did: str = ""
    text: str = ""
    is_internal: bool = False
    files: tuple[StoredFileRow, ...] = ()
    ticks: tuple[Tick, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The follow-up that a line hands in: its words and attachments are shown there while it waits."""

    text: str
    files: tuple[StoredFileRow, ...]


@dataclass(frozen=True, slots=True)
class Hung:
    """What belongs to single lines, by the line's key."""

    answers: Mapping[int, Answer] = field(default_factory=dict)
    ticks: Mapping[int, Sequence[Tick]] = field(default_factory=dict)


Dated = tuple[datetime, int, Line]
"""A line with what it is sorted by."""


def lines(dated_lines: Sequence[Dated], calendar: Calendar, *, now: datetime, is_open: bool) -> list[Line]:
    """Every line to draw, newest first; while the complaint is open the silence until now counts too."""
    newest_first = sorted(dated_lines, key=lambda each: each[:2], reverse=True)
    drawn: list[Line] = []
    later = calendar.day_of(now) if is_open else None
    for nth, (day, of_day) in enumerate(groupby(newest_first, key=lambda each: calendar.day_of(each[0]))):
        if later is not None and (hush := _hush(day, later, calendar, until_now=nth == 0)):
            drawn.append(Line(hush=hush))
        drawn.append(Line(day=long_date(day)))
        drawn += [line for _, _, line in of_day]
        later = day
    return drawn


def _hush(earlier: date, later: date, calendar: Calendar, *, until_now: bool) -> str:
    # The day on which something happened again was not silent.
    silent = calendar.between(earlier, later) - (0 if until_now else 1)
    if silent < SILENT_DAYS:
        return ""
    return f"{silent} hari kerja tanpa kegiatan{', sampai hari ini' if until_now else ''}"


def of_entry(entry: EntryRow, hung: Hung) -> Dated:
    """A line of the stored timeline."""
    said = words.ENTRY[EntryKind(entry.kind)]
    answer = hung.answers.get(entry.id)
    role = entry.role if entry.role != entry.actor_name else ""
    line = Line(
        iso=_iso(entry.happened_at),
        time=clock_time(entry.happened_at),
        icon=said.icon,
        is_key=said.tone == "key",
        actor=entry.actor_name,
        note=" · ".join(part for part in (role, *_details(entry.data)) if part),
        did=said.word.format(agency=entry.agency or "perangkat daerah"),
        text=answer.text if answer else entry.text,
        is_internal=entry.is_internal,
        files=answer.files if answer else (),
        ticks=tuple(hung.ticks.get(entry.id, ())),
    )
    return entry.happened_at, entry.id, line


def of_reminders(messages: Sequence[DeliveryRow]) -> list[Dated]:
    """Reminders are no acts; each stands once with all who got it."""
    drawn = []
    wanted = [message for message in messages if _kind(message) in REMINDERS]
    for _, group in groupby(wanted, key=lambda message: message.dedupe_key):
        sent = list(group)
        at = sent[0].recorded_at
        line = Line(
            iso=_iso(at),
            time=clock_time(at),
            icon="bell",
            actor="Sistem ASPAL",
            did=REMINDERS[_kind(sent[0])],
            ticks=tuple(tick(message) for message in sent),
        )
        drawn.append((at, 0, line))
    return drawn


def _kind(message: DeliveryRow) -> str:
    return message.dedupe_key.partition(":")[0]


def _iso(moment: datetime) -> str:
    return moment.astimezone(clock.WIB).isoformat(timespec="minutes")


def _details(data: Mapping[str, str]) -> tuple[str, ...]:
    """What the stored data adds, as sentences."""
    return tuple(DETAILS[name](value) for name, value in data.items() if name in DETAILS and value)


DETAILS = {
    "channel": lambda value: f"Lewat {words.CHANNEL[Channel(value)]}",
    "classification": lambda value: words.CLASSIFICATION[Classification(value)],
    "stage": lambda value: f"Tindak lanjut {words.STAGE[Stage(value)].lower()}",
    "on": lambda value: f"Tanggal {dated(date.fromisoformat(value))}",
}
