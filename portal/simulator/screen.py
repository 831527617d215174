"""The page's read model: phones, bubbles and happenings as words, ready to print."""

from dataclasses import dataclass

from portal.simulator.cloud import Cloud, Happening
from portal.simulator.content import Piece, pieces
from portal.simulator.phones import Message, Phone, State, spoken

PHONES = 24
BUBBLES = 12
HAPPENINGS = 15
WEB = ("https://", "http://")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
STATES = {  # icon, word, colour
    State.ACCEPTED: ("circle-dashed", "diserahkan", ""),
    State.SENT: ("check", "terkirim", ""),
    State.DELIVERED: ("checks", "sampai", ""),
    State.READ: ("checks", "dibaca", "acc"),
    State.FAILED: ("alert-circle", "gagal", "late"),
}


@dataclass(frozen=True, slots=True)
class Bubble:
    code: str
    lines: list[list[Piece]]
    button_text: str
    button_url: str
    time: str
    icon: str
    word: str
    colour: str


@dataclass(frozen=True, slots=True)
class PhoneView:
    number: str
    name: str
    spoken: str
    is_on: bool
    since: str
    bubbles: list[Bubble]
    earlier: int
    waiting: int


@dataclass(frozen=True, slots=True)
class HappeningView:
    time: str
    words: str
    code: str


@dataclass(frozen=True, slots=True)
class Screen:
    clock: str
    phones: list[PhoneView]
    more_phones: int
    happenings: list[HappeningView]
    faults: int


def screen(cloud: Cloud) -> Screen:
    now = cloud.clock.now()
    phones = list(cloud.phones)
    return Screen(
        clock=_clock(cloud, now),
        phones=[_phone(cloud, phone, now) for phone in phones[:PHONES]],
        more_phones=max(0, len(phones) - PHONES),
        happenings=[_happening(cloud, each) for each in list(cloud.happenings)[:HAPPENINGS]],
        faults=len(cloud.faults.rules),
    )


def _phone(cloud: Cloud, phone: Phone, now: float) -> PhoneView:
    shown = [message for message in phone.messages if message.on_phone]
    return PhoneView(
        number=phone.number,
        name=phone.label,
        spoken=spoken(phone.number),
        is_on=phone.is_on,
        since=_time(cloud, phone.switched_at),
        bubbles=[_bubble(cloud, message, now) for message in shown[-BUBBLES:]],
        earlier=max(0, len(shown) - BUBBLES),
        waiting=len(phone.waiting()),
    )


def _bubble(cloud: Cloud, message: Message, now: float) -> Bubble:
    icon, word, colour = STATES[message.state(now)]
    content = message.content
    return Bubble(
        code=_code(message.number),
        lines=pieces(content.text),
        button_text=content.button_text,
        button_url=content.button_url if content.button_url.startswith(WEB) else "",
        time=_time(cloud, message.changed_at(now)),
        icon=icon,
        word=word,
        colour=colour,
    )


def _happening(cloud: Cloud, happening: Happening) -> HappeningView:
    code = _code(happening.message) if happening.message else ""
    return HappeningView(_time(cloud, happening.at, "%H.%M.%S"), happening.words, code)


def _code(number: int) -> str:
    return f"m-{number:04}"


def _time(cloud: Cloud, moment: float, pattern: str = "%H.%M") -> str:
    return cloud.clock.local(moment).strftime(pattern)


def _clock(cloud: Cloud, now: float) -> str:
    local = cloud.clock.local(now)
    return f"{DAYS[local.weekday()]}, {local.day} {MONTHS[local.month - 1]} {local:%Y, %H.%M}"
