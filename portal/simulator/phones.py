"""The phones: what reached each, whether it is on, and what its owner has read."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from portal.simulator.content import Content


class State(StrEnum):
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(slots=True)
class Message:
    """One accepted send; `history` holds (moment, state), also the moments still to come."""

    number: int
    wamid: str
    to: str
    template: str | None
    content: Content
    callback: str | None
    accepted_at: float
    history: list[tuple[float, State]] = field(default_factory=list)
    on_phone: bool = False
    is_waiting: bool = False

    def state(self, at: float) -> State:
        known = bisect_right(self.history, at, key=lambda step: step[0])
        return self.history[known - 1][1] if known else State.ACCEPTED

    def changed_at(self, at: float) -> float:
        known = bisect_right(self.history, at, key=lambda step: step[0])
        return self.history[known - 1][0] if known else self.accepted_at

    def is_expired(self, at: float) -> bool:
        return at > self.accepted_at + self.content.ttl


@dataclass(slots=True)
class Phone:
    number: str
    label: str
    switched_at: float
    is_on: bool = True
    messages: list[Message] = field(default_factory=list)

    @property
    def active_at(self) -> float:
        return self.messages[-1].accepted_at if self.messages else 0.0

    def waiting(self) -> list[Message]:
        return [message for message in self.messages if message.is_waiting]

    def unread(self, at: float) -> list[Message]:
        return [each for each in self.messages if each.on_phone and each.state(at) is not State.READ]


class Phones:
    """One per number that was ever written to or has a label."""

    def __init__(self, labels: dict[str, str]) -> None:
        self._labels = labels
        self._phones: dict[str, Phone] = {}
        for number in labels:
            self.find(number, at=0.0)

    def __iter__(self) -> Iterator[Phone]:
        """The phone that was last written to comes first."""
        return iter(sorted(self._phones.values(), key=lambda phone: phone.active_at, reverse=True))

    def find(self, number: str, *, at: float) -> Phone:
        phone = self._phones.get(number)
        if phone is None:
            label = self._labels.get(number, "")
            phone = self._phones[number] = Phone(number, label or spoken(number), switched_at=at)
        return phone

    def messages(self) -> list[Message]:
        everything = [message for phone in self._phones.values() for message in phone.messages]
        return sorted(everything, key=lambda message: message.number)


def spoken(number: str) -> str:
    """+62 812 0000 0001 for 6281200000001."""
    country, rest = number[:2], number[2:]
    groups = [rest[:3], *(rest[place : place + 4] for place in range(3, len(rest), 4))]
    return " ".join([f"+{country}", *groups])
