"""What is open on the day of the demo: some complaints in every state, told by working days before today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from portal.complaints.kinds import Channel
from portal.demo import days
from portal.demo.stories import Do, Story, Teller

IN_PROGRESS = "Ditindaklanjuti oleh Instansi"
NOT_OURS = "Ruas jalan kabupaten, bukan lahan pasar."
WHICH = "Mohon keterangan letak yang lebih tepat: ruas utara atau selatan?"


class Past(NamedTuple):
    """A step, and the working days that have passed since."""

    do: Do
    days: int
    say: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """A complaint that came so many working days ago, and what has been done since."""

    agency: str
    received: int
    steps: tuple[Past, ...]
    channel: Channel = Channel.LAPOR
    is_supervisory: bool = False
    is_in_lapor: bool = True


def _came(received: int) -> tuple[Past, ...]:
    return (Past(Do.IMPORT, received, "Menunggu"),)


def _disposed(received: int, disposed: int) -> tuple[Past, ...]:
    return (*_came(received), Past(Do.VERIFY, disposed), Past(Do.DISPOSE, disposed))


def _answered(received: int, disposed: int, approved: int) -> tuple[Past, ...]:
    work = (Past(Do.DRAFT, approved + 1), Past(Do.SUBMIT, approved + 1), Past(Do.APPROVE, approved))
    return (*_disposed(received, disposed), Past(Do.ACCEPT, disposed), *work)


def _written_by_hand(received: int, disposed: int) -> tuple[Past, ...]:
    return (Past(Do.RECORD, received), Past(Do.VERIFY, disposed), Past(Do.DISPOSE, disposed))


NEW = (
    Open("DISPENDUKCAPIL", 3, _came(3)),
    Open("DPUPR", 1, _came(1)),
    Open("DISHUB", 0, _came(0)),
)
VERIFIED = (
    Open("DPUPR", 2, (*_came(2), Past(Do.VERIFY, 1))),
    Open("PERUMDAM", 2, (*_came(2), Past(Do.VERIFY, 1))),
    Open(
        "DISKOPINDAG",
        6,
        (*_disposed(6, 5), Past(Do.GIVE_BACK, 1, NOT_OURS)),
    ),
)
AT_AGENCIES = (
    Open("DPUPR", 3, _disposed(3, 2)),
    Open("DPUPR", 4, _disposed(4, 3)),
    Open("DISHUB", 4, (*_disposed(4, 3), Past(Do.ACCEPT, 2))),
    Open("DISPENDUKCAPIL", 4, (*_disposed(4, 3), Past(Do.ACCEPT, 3), Past(Do.ASK, 1, WHICH))),
    Open("DLH", 5, (*_disposed(5, 4), Past(Do.ACCEPT, 4), Past(Do.DRAFT, 1))),
    Open("INSPEKTORAT", 6, (*_disposed(6, 5), Past(Do.ACCEPT, 4)), is_supervisory=True),
)
OVERDUE = (
    Open("DINSOS", 11, _disposed(11, 9)),
    Open("DLH", 8, (*_disposed(8, 7), Past(Do.ACCEPT, 6))),
    Open("DINKES", 8, (*_disposed(8, 6), Past(Do.ACCEPT, 5))),
)
WRITTEN = (
    Open("DPUPR", 5, (*_disposed(5, 4), Past(Do.ACCEPT, 4), Past(Do.DRAFT, 1), Past(Do.SUBMIT, 1))),
    Open("DISKOPINDAG", 6, (*_disposed(6, 4), Past(Do.DRAFT, 2), Past(Do.SUBMIT, 2))),
    Open(
        "DPUPR",
        6,
        (
            *_disposed(6, 4),
            Past(Do.DRAFT, 2),
            Past(Do.SUBMIT, 2),
            Past(Do.SEND_BACK, 1, "Mohon foto sesudah perbaikan."),
        ),
    ),
)
ANSWERED = (
    Open("DPUPR", 8, _answered(8, 6, 1)),
    Open("DISHUB", 9, _answered(9, 7, 2)),
    Open("PERUMDAM", 9, (*_answered(9, 8, 3), Past(Do.COPY, 2), Past(Do.LAPOR, 1, IN_PROGRESS))),
    Open("DLH", 10, (*_answered(10, 9, 4), Past(Do.COPY, 3), Past(Do.LAPOR, 1, "Ditanggapi oleh Pelapor"))),
    Open("DINKES", 20, (*_answered(20, 18, 13), Past(Do.COPY, 12), Past(Do.LAPOR, 12, IN_PROGRESS))),
    Open("DISPENDUKCAPIL", 22, (*_answered(22, 20, 14), Past(Do.COPY, 14), Past(Do.LAPOR, 13, IN_PROGRESS))),
    Open("DINSOS", 21, (*_answered(21, 19, 12), Past(Do.COPY, 12), Past(Do.LAPOR, 1, "Ditutup oleh Sistem"))),
)
BESIDE_LAPOR = (
    Open("DISHUB", 4, _written_by_hand(4, 3), Channel.WHATSAPP, is_in_lapor=False),
    Open("PERUMDAM", 3, _written_by_hand(3, 2), Channel.FACEBOOK, is_in_lapor=False),
)
ALL = (*NEW, *VERIFIED, *AT_AGENCIES, *OVERDUE, *WRITTEN, *ANSWERED, *BESIDE_LAPOR)
BEFORE = timedelta(hours=2)
LONGEST = max(each.received for each in ALL)
"""Working days back to the first of them."""


def stories(teller: Teller) -> Iterator[Story]:
    """The open complaints as they stand at the teller's moment."""
    for each in ALL:
        day = days.back(teller.calendar, teller.today, each.received)
        came = min(days.any_hour(teller.chance, day), teller.at - BEFORE).replace(second=0, microsecond=0)
        story = teller.story(came, each.agency, channel=each.channel)
        story.is_supervisory = each.is_supervisory
        story.is_secret = False
        if not each.is_in_lapor:
            story.tracking_id = ""
        _fill(teller, story, each)
        yield story


def _fill(teller: Teller, story: Story, each: Open) -> None:
    walk = teller.walk(story)
    for past in each.steps:
        story.add(walk.on_day(days.back(teller.calendar, teller.today, past.days)), past.do, past.say)
