"""Invented complaints as plans: what happened to each, step by step, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

from portal.complaints.kinds import Channel
from portal.demo import days, subjects
from portal.demo.days import Walk
from portal.demo.people import STAFFED
from portal.demo.subjects import Subject
from portal.workdays.calendar import Calendar

CHANNELS = (Channel.LAPOR, Channel.WHATSAPP, Channel.FACEBOOK, Channel.INSTAGRAM, Channel.LETTER)
WEIGHTS = (80, 8, 5, 4, 3)


class Do(StrEnum):
    """One step."""

    IMPORT = "import"
    RECORD = "record"
    VERIFY = "verify"
    ARCHIVE = "archive"
    DISPOSE = "dispose"
    ACCEPT = "accept"
    GIVE_BACK = "give_back"
    ASK = "ask"
    ASK_AGENCY = "ask_agency"
    DRAFT = "draft"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    REVISE = "revise"
    APPROVE = "approve"
    COPY = "copy"
    RESOLVE = "resolve"
    LAPOR = "lapor"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done when; `say` is LAPOR!'s status, a question or a reason."""

    at: datetime
    do: Do
    say: str = ""


@dataclass(slots=True)
class Story:
    """One complaint and what happens to it. `tracking_id` is empty while LAPOR! does not know it."""

    subject: Subject
    agency: str
    received_at: datetime
    reporter: str
    tracking_id: str
    channel: Channel = Channel.LAPOR
    is_anonymous: bool = False
    is_secret: bool = False
    is_supervisory: bool = False
    steps: list[Step] = field(default_factory=list)

    def add(self, at: datetime, do: Do, say: str = "") -> None:
        """What happens next."""
        self.steps.append(Step(at, do, say))


@dataclass(slots=True)
class Teller:
    """Invents stories, the same ones for the same seed."""

    calendar: Calendar
    at: datetime
    chance: Random
    told: int = 0

    @property
    def today(self) -> date:
        """The day it is in the regency."""
        return self.calendar.day_of(self.at)

    def story(self, received_at: datetime, agency: str, *, channel: Channel = Channel.LAPOR) -> Story:
        """A complaint without steps, about something the agency answers for."""
        self.told += 1
        return Story(
            subjects.invent(self.chance, (agency,)),
            agency,
            received_at,
            f"Pelapor Contoh {self.told}",
            f"{7_400_000 + 37 * self.told}",
            channel,
            is_anonymous=self.chance.random() < 0.12,
            is_secret=self.chance.random() < 0.06,
        )

    def walk(self, story: Story) -> Walk:
        """The days of the story from its arrival on."""
        return Walk(self.calendar, self.chance, story.received_at, self.at)


def regular(teller: Teller, since: date, until: date, count: int) -> Iterator[Story]:
    """Complaints that came and were handled as they should be, spread over the days between."""
    length = max((until - since).days, 1)
    for nth in range(count):
        day = since + timedelta(days=nth * length // max(count, 1))
        channel = teller.chance.choices(CHANNELS, WEIGHTS)[0]
        story = teller.story(
            days.any_hour(teller.chance, day), teller.chance.choice(STAFFED), channel=channel
        )
        _handle(teller, story)
        yield story


def _handle(teller: Teller, story: Story) -> None:
    chance, walk = teller.chance, teller.walk(story)
    story.add(
        walk.on(chance.randrange(2)),
        Do.IMPORT if story.channel is Channel.LAPOR else Do.RECORD,
        "Menunggu",
    )
    if chance.random() < 0.03:
        story.add(walk.on(1), Do.ARCHIVE, "Laporan yang sama sudah ditangani pada pengaduan lain.")
        story.add(walk.on(0), Do.LAPOR, "Diarsipkan oleh Admin")
        return
    story.add(walk.on(chance.randrange(2)), Do.VERIFY)
    story.add(walk.on(0), Do.DISPOSE)
    story.add(walk.on(chance.randrange(2)), Do.ACCEPT)
    _answer(chance, walk, story)
    story.add(walk.on(chance.randrange(8, 13)), Do.RESOLVE)
    story.add(walk.on(0), Do.LAPOR, chance.choice(("Ditutup oleh Admin", "Ditutup oleh Sistem")))


def _answer(chance: Random, walk: Walk, story: Story) -> None:
    story.add(walk.on(chance.randrange(1, 4)), Do.DRAFT)
    story.add(walk.on(0), Do.SUBMIT)
    if chance.random() < 0.15:
        story.add(walk.on(0), Do.SEND_BACK, "Mohon dilengkapi dengan waktu pelaksanaan.")
        story.add(walk.on(1), Do.REVISE)
        story.add(walk.on(0), Do.SUBMIT)
    story.add(walk.on(chance.randrange(2)), Do.APPROVE)
    story.add(walk.on(0), Do.COPY)
    story.add(walk.on(0), Do.LAPOR, "Ditindaklanjuti oleh Instansi")
