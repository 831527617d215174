"""Steering for tests and the demo, as JSON under /_control."""

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery

from portal.simulator.cloud import Cloud
from portal.simulator.faults import digits, read_rules
from portal.simulator.holds import Hold
from portal.simulator.phones import Message, Phone


class ControlController(Controller):
    path = "/_control"

    @get("/stats")
    async def stats(self, cloud: NamedDependency[Cloud]) -> dict[str, Any]:
        return {
            **{name: cloud.counts[name] for name in ("accepted", "on_phone", "errors", "struck")},
            "webhooks": {
                "url": cloud.webhooks.url,
                "verified": cloud.webhooks.is_verified,
                "pending": cloud.webhooks.pending,
                **cloud.webhooks.counts,
            },
            "holds": len(cloud.holds.current()),
            "seed": cloud.config.seed,
            "clock": cloud.clock.now(),
        }

    @get("/ledger")
    async def ledger(self, cloud: NamedDependency[Cloud]) -> list[dict[str, Any]]:
        return cloud.ledger.lines()

    @get("/messages")
    async def messages(self, cloud: NamedDependency[Cloud], to: FromQuery[str] = "") -> list[dict[str, Any]]:
        chosen = [each for each in cloud.phones.messages() if not to or each.to == digits(to)]
        return [_message(each, cloud.clock.now()) for each in chosen]

    @get("/faults")
    async def faults(self, cloud: NamedDependency[Cloud]) -> list[dict[str, Any]]:
        rules = zip(cloud.faults.rules, cloud.faults.struck, strict=True)
        return [{"rule": msgspec.to_builtins(rule), "struck": struck} for rule, struck in rules]

    @post("/faults", status_code=200)
    async def set_faults(
        self, request: Request[None, None, State], cloud: NamedDependency[Cloud]
    ) -> dict[str, int]:
        """The body is a whole plan; it replaces the one before."""
        try:
            rules = read_rules(msgspec.json.decode(await request.body()))
        except msgspec.MsgspecError as error:
            raise HTTPException(status_code=422, detail=str(error)) from error
        cloud.plan(rules)
        return {"rules": len(rules)}

    @get("/holds")
    async def holds(
        self, cloud: NamedDependency[Cloud], wait: FromQuery[float] = 0.0, count: FromQuery[int] = 1
    ) -> list[dict[str, Any]]:
        """With `wait`, comes back as soon as there are `count` of them."""
        return [_hold(hold) for hold in await cloud.holds.someone(count, wait)]

    @post("/holds/release", status_code=200)
    async def release(
        self, cloud: NamedDependency[Cloud], hold_id: FromQuery[int | None] = None
    ) -> dict[str, int]:
        return {"released": cloud.holds.release(hold_id)}

    @post("/phones/{number:str}/{act:str}", status_code=200)
    async def phone(
        self, cloud: NamedDependency[Cloud], number: FromPath[str], act: FromPath[str]
    ) -> dict[str, Any]:
        """`act` is on, off or read."""
        phone = cloud.phones.find(digits(number), at=cloud.clock.now())
        act_on_phone(cloud, phone, act)
        return {"number": phone.number, "on": phone.is_on, "messages": len(phone.messages)}

    @post("/read", status_code=200)
    async def read(self, cloud: NamedDependency[Cloud]) -> dict[str, int]:
        return {"read": sum(cloud.read_all(phone) for phone in cloud.phones)}

    @post("/webhook", status_code=200)
    async def webhook(self, data: dict[str, str | None], cloud: NamedDependency[Cloud]) -> dict[str, Any]:
        """Set the address and shake hands; 422 says why that failed, and nothing is sent then."""
        if reason := await cloud.webhooks.subscribe(data.get("url")):
            raise HTTPException(status_code=422, detail=reason)
        return {"url": cloud.webhooks.url, "verified": cloud.webhooks.is_verified}

    @post("/clock", status_code=200)
    async def clock(self, data: dict[str, float], cloud: NamedDependency[Cloud]) -> dict[str, float]:
        cloud.advance(data.get("advance", 0.0))
        return {"clock": cloud.clock.now(), "offset": cloud.clock.offset}

    @post("/reset", status_code=200)
    async def reset(self, cloud: NamedDependency[Cloud]) -> dict[str, bool]:
        cloud.reset()
        return {"reset": True}


def act_on_phone(cloud: Cloud, phone: Phone, act: str) -> None:
    """Raises HTTPException for an act that phones do not have."""
    match act:
        case "on" | "off":
            cloud.switch(phone, on=act == "on")
        case "read":
            cloud.read_all(phone)
        case _:
            raise HTTPException(status_code=404, detail="on, off or read")


def _message(message: Message, at: float) -> dict[str, Any]:
    return {
        "number": message.number,
        "wamid": message.wamid,
        "to": message.to,
        "template": message.template,
        "parameters": message.content.parameters,
        "text": message.content.text,
        "callback": message.callback,
        "accepted_at": message.accepted_at,
        "state": message.state(at).value,
        "on_phone": message.on_phone,
        "history": [{"at": moment, "state": state.value} for moment, state in message.history],
    }


def _hold(hold: Hold) -> dict[str, Any]:
    return {"id": hold.id, "to": hold.to, "template": hold.template, "accepted": hold.is_accepted}
