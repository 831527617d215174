"""The simulated service: takes a send, decides its fate, moves phones, and tells the webhook."""

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from portal.simulator.clock import VirtualClock
from portal.simulator.config import SimulatorConfig
from portal.simulator.content import read_content
from portal.simulator.faults import Fault, FaultPlan, Rule, Struck
from portal.simulator.holds import Holds
from portal.simulator.ledger import Ledger
from portal.simulator.limits import Limits
from portal.simulator.phones import Message, Phone, Phones, State
from portal.simulator.protocol import GraphError, Send, wa_id, wamid
from portal.simulator.receipts import Step, fate, forgery, status, told
from portal.simulator.webhooks import Update, Webhooks

FORGERIES = (Fault.TAMPERED, Fault.FOREIGN_NUMBER, Fault.UNKNOWN_WAMID)
ON_PHONE = {State.DELIVERED, State.READ}
SILENCED = Struck(answer=None, rest=(Rule(Fault.BLOCKED), Rule(Fault.LOST)))


@dataclass(frozen=True, slots=True)
class Happening:
    at: float
    words: str
    message: int | None = None


class Cloud:
    def __init__(self, config: SimulatorConfig) -> None:
        self.config = config
        self.clock = VirtualClock(config.zone)
        self.ledger = Ledger(config.ledger_path, fsync=config.ledger_fsync)
        self.webhooks = Webhooks(config, self.clock)
        self.holds = Holds()
        self.closing = asyncio.Event()
        self.traces = 0
        self._accepted = 0
        self.reset()
        self.plan(config.faults)

    def reset(self) -> None:
        """Empty phones, no faults, true time; the ledger stays, and numbers are not used again."""
        config = self.config
        self.clock.offset = 0.0
        self.phones = Phones({wa_id(number, ""): label for number, label in config.labels.items()})
        self.limits = Limits(per_second=config.messages_per_second, portfolio=config.portfolio_limit)
        self.counts: Counter[str] = Counter()
        self.happenings: deque[Happening] = deque(maxlen=200)
        self.webhooks.clear()
        self.holds.release()
        self.plan(())

    def plan(self, rules: tuple[Rule, ...]) -> None:
        self.faults = FaultPlan(rules, seed=self.config.seed, since=self.clock.now())

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        self.ledger.open()
        async with self.webhooks.running():
            try:
                yield
            finally:
                self.close()
                self.ledger.close()

    def close(self) -> None:
        """Let every waiting answer go, so that the process can stop."""
        self.closing.set()
        self.holds.release()

    def note(self, words: str, message: Message | None = None) -> None:
        self.happenings.appendleft(Happening(self.clock.now(), words, message.number if message else None))

    def strike(self, send: Send) -> Struck:
        to = wa_id(send.to, self.config.country_code)
        return self.faults.strike(to=to, template=send.template_name, at=self.clock.now())

    def accept(self, send: Send, struck: Struck) -> tuple[Message, asyncio.Event | None]:
        """Take a send: the message, and what sets when its first receipt is told if that must come first.

        Raises GraphError when the content or a limit forbids it.
        """
        at = self.clock.now()
        to = wa_id(send.to, self.config.country_code)
        content = read_content(send, self.config.templates)
        struck = self._check_limits(send, to, at) or struck
        self._accepted += 1
        message = Message(
            number=self._accepted,
            wamid=wamid(self.config.seed, self._accepted, to),
            to=to,
            template=send.template_name,
            content=content,
            callback=send.biz_opaque_callback_data,
            accepted_at=at,
        )
        self.counts["accepted"] += 1
        return message, self._carry(message, struck)

    def switch(self, phone: Phone, *, on: bool) -> None:
        """Turning a phone on brings what waited for it, unless that has expired."""
        if phone.is_on == on:
            return
        phone.is_on, phone.switched_at = on, self.clock.now()
        self.note(f"{phone.label} {'dinyalakan' if on else 'dimatikan'}")
        for message in phone.waiting() if on else []:
            self._bring_late(message)

    def read_all(self, phone: Phone) -> int:
        at = self.clock.now()
        unread = phone.unread(at) if phone.is_on else []
        for message in unread:
            self._happen(message, Step(State.READ, at, at))
        if unread:
            self.note(f"{phone.label} membaca {len(unread)} pesan")
        return len(unread)

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.webhooks.wake()

    def _check_limits(self, send: Send, to: str, at: float) -> Struck | None:
        if not self.config.rates:
            return None
        if code := self.limits.refusal(to, at):
            raise GraphError(code)
        if send.template is None or not self.limits.is_over_portfolio(to, at):
            return None
        if self.config.portfolio_silent:
            return SILENCED
        raise GraphError(131048)

    def _carry(self, message: Message, struck: Struck) -> asyncio.Event | None:
        phone = self.phones.find(message.to, at=message.accepted_at)
        phone.messages.append(message)
        steps = fate(message, struck, is_on=phone.is_on, config=self.config)
        message.history = [(step.at, step.state) for step in steps]
        if any(step.state in ON_PHONE for step in steps):
            self._put_on_phone(message)
        message.is_waiting = not phone.is_on and not struck.find(Fault.BLOCKED) and len(steps) == 1
        self.note(f"diterima untuk {phone.label}", message)
        return self._tell(message, told(steps, struck), struck)

    def _tell(self, message: Message, steps: list[Step], struck: Struck) -> asyncio.Event | None:
        if not self.webhooks.url:
            return None
        first = asyncio.Event() if struck.find(Fault.BEFORE_ANSWER) and steps else None
        for place, step in enumerate(steps):
            self.webhooks.schedule(_update(message, step, struck, told=None if place else first))
        for fault in FORGERIES:
            if struck.find(fault):
                self._forge(message, fault)
        return first

    def _forge(self, message: Message, fault: Fault) -> None:
        at = message.accepted_at + self.config.sent_after
        body = forgery(message, fault, at)
        self.webhooks.schedule(Update(message.number, body, at, forged=fault.value))

    def _happen(self, message: Message, step: Step) -> None:
        """A fact after the fact: it cuts off what was still to come."""
        message.history = [past for past in message.history if past[0] <= step.at]
        self.webhooks.schedule(Update(message.number, status(message, step), step.due))
        message.history.append((step.at, step.state))

    def _bring_late(self, message: Message) -> None:
        at = self.clock.now()
        message.is_waiting = False
        if message.is_expired(at):
            self.note("kedaluwarsa sebelum ponsel menyala", message)
            return
        self._put_on_phone(message)
        self._happen(message, Step(State.DELIVERED, at, at))

    def _put_on_phone(self, message: Message) -> None:
        message.on_phone = True
        self.counts["on_phone"] += 1
        self.ledger.append(
            {
                "at": self.clock.now(),
                "wamid": message.wamid,
                "to": message.to,
                "template": message.template,
                "parameters": message.content.parameters,
                "text": message.content.text,
                "callback": message.callback,
                "accepted_at": message.accepted_at,
            }
        )


def _update(message: Message, step: Step, struck: Struck, *, told: asyncio.Event | None) -> Update:
    double, batch = struck.find(Fault.DUPLICATED), struck.find(Fault.BATCHED)
    update = Update(message.number, status(message, step), step.due, told=told)
    if double:
        update.copies = double.times
    if batch:
        update.bucket, update.bucket_seconds = batch.size, batch.seconds_or(1.0)
    return update
