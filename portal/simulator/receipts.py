"""Which receipts a message brings, when, and their JSON (as API v24 and later: no `conversation`)."""

import itertools
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.simulator.codes import describe
from portal.simulator.config import SimulatorConfig
from portal.simulator.faults import Fault, Rule, Struck
from portal.simulator.phones import Message, State

HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
FOREIGN_PHONE_NUMBER_ID = "999999999999999"
UNKNOWN_WAMID = "wamid.HBgNNjIwMDAwMDAwMDAwMBUCABEYEjAwMDAwMDAwMDAwMDAwMDAwMAA="
FAILING = {Fault.NOT_ON_WHATSAPP: 131026, Fault.OPTED_OUT: 131050}


@dataclass(frozen=True, slots=True)
class Step:
    """`at` is when it happened, `due` when it is told."""

    state: State
    at: float
    due: float
    code: int | None = None


def fate(message: Message, struck: Struck, *, is_on: bool, config: SimulatorConfig) -> list[Step]:
    """What becomes of a message from here on, told in order and without delay."""
    start = message.accepted_at
    sent = _step(State.SENT, start + config.sent_after)
    if rule := struck.find(Fault.FAIL, *FAILING):
        return [_failed(sent.at, rule)]
    if rule := struck.find(Fault.FAILED_AFTER_SENT):
        return [sent, _failed(start + config.delivered_after, rule)]
    if struck.find(Fault.BLOCKED) or not is_on:
        return [sent]
    return [sent, *_arrival(start, struck, config)]


def _arrival(start: float, struck: Struck, config: SimulatorConfig) -> list[Step]:
    delivered = _step(State.DELIVERED, start + config.delivered_after)
    if rule := struck.find(Fault.DELIVERED_AFTER_FAILED):
        return [_failed(start + (config.sent_after + config.delivered_after) / 2, rule), delivered]
    if struck.find(Fault.READ_WITHOUT_DELIVERED):
        return [_step(State.READ, delivered.at)]
    if config.read_after is not None:
        return [delivered, _step(State.READ, start + config.read_after)]
    return [delivered]


def told(steps: list[Step], struck: Struck) -> list[Step]:
    """The same receipts as the webhook will bring them."""
    if rule := struck.find(Fault.LOST):
        steps = [step for step in steps if rule.only and step.state not in rule.only]
    if struck.find(Fault.UNORDERED):
        dues = [step.due for step in steps]
        steps = [_due(step, due) for step, due in zip(reversed(steps), dues, strict=True)]
    if rule := struck.find(Fault.DELAYED):
        steps = [_due(step, step.due + rule.seconds_or(5.0)) for step in steps]
    if struck.find(Fault.BEFORE_ANSWER):
        steps = [_due(step, step.at if place else 0.0) for place, step in enumerate(steps)]
    return steps


def status(message: Message, step: Step) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": message.wamid,
        "status": step.state.value,
        "timestamp": str(int(step.at)),
        "recipient_id": message.to,
    }
    if message.callback is not None:
        body["biz_opaque_callback_data"] = message.callback
    if _is_priced(message, step):
        body["pricing"] = _pricing(message)
    if step.code is not None:
        body["errors"] = [_error(step.code)]
    return body


def forgery(message: Message, fault: Fault, at: float) -> dict[str, Any]:
    """A receipt that nobody should believe: it says read."""
    body = status(message, Step(State.READ, at, at))
    if fault is Fault.UNKNOWN_WAMID:
        body["id"] = UNKNOWN_WAMID
        body.pop("biz_opaque_callback_data", None)
    return body


def envelope(
    statuses: Iterable[dict[str, Any]], config: SimulatorConfig, phone_number_id: str = ""
) -> dict[str, Any]:
    """One POST: three statuses to a change and two changes to an entry, so that readers walk all lists."""
    changes = [_change(group, config, phone_number_id) for group in _groups(statuses, 3)]
    entries = [{"id": config.waba_id, "changes": group} for group in _groups(changes, 2)]
    return {"object": "whatsapp_business_account", "entry": entries}


def _groups(items: Iterable[dict[str, Any]], size: int) -> Iterable[list[dict[str, Any]]]:
    walk = iter(items)
    return iter(lambda: list(itertools.islice(walk, size)), [])


def _change(statuses: list[dict[str, Any]], config: SimulatorConfig, phone_number_id: str) -> dict[str, Any]:
    metadata = {
        "display_phone_number": config.display_phone_number,
        "phone_number_id": phone_number_id or config.phone_number_id,
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": metadata,
        "contacts": [_contact(each["recipient_id"]) for each in statuses],
        "statuses": statuses,
    }
    return {"field": "messages", "value": value}


def _contact(number: str) -> dict[str, str]:
    """With the business-scoped user id that webhooks carry since 2026."""
    return {"wa_id": number, "user_id": f"ID.{1502 * 10**12 + zlib.crc32(number.encode())}"}


def _is_priced(message: Message, step: Step) -> bool:
    """Pricing comes with sent and with the first of delivered and read."""
    if step.state is State.SENT or step.state is State.DELIVERED:
        return True
    return step.state is State.READ and State.DELIVERED not in [state for _, state in message.history]


def _pricing(message: Message) -> dict[str, Any]:
    is_free = message.content.category == "service"
    return {
        "billable": not is_free,
        "pricing_model": "PMP",
        "type": "free_customer_service" if is_free else "regular",
        "category": message.content.category,
    }


def _error(code: int) -> dict[str, Any]:
    title = describe(code).title
    return {"code": code, "title": title, "message": title, "error_data": {"details": title}, "href": HREF}


def _step(state: State, at: float) -> Step:
    return Step(state, at, at)


def _due(step: Step, due: float) -> Step:
    return Step(step.state, step.at, due, step.code)


def _failed(at: float, rule: Rule) -> Step:
    return Step(State.FAILED, at, at, rule.code_or(FAILING.get(rule.fault, 131026)))
