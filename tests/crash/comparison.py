"""What the phones got, beside what our tables say: nothing lost, nothing twice without being marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal import db
from portal.notifications.letters import REPEAT

Row = Mapping[str, Any]

ARRIVED = {"accepted", "sent", "delivered", "read"}
IN_DOUBT = {"dead"}
WITHDRAWN = {"cancelled"}
SETTLED = ARRIVED | IN_DOUBT | WITHDRAWN
CRITICAL = 0

DELIVERIES = (
    "SELECT id, subject, recipient_key, address, state, priority, is_repeat FROM delivery ORDER BY id"
)
ATTEMPTS = "SELECT delivery, token, outcome FROM attempt ORDER BY id"


@dataclass(frozen=True, slots=True)
class Told:
    """One delivery with its calls, and for each call the copies that reached a phone."""

    delivery: Row
    calls: Sequence[Row]
    copies: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(len(self.copies.get(call["token"], ())) for call in self.calls)


async def tables() -> tuple[list[Row], list[Row]]:
    """Every delivery and every attempt."""
    return list(await db.rows(DELIVERIES)), list(await db.rows(ATTEMPTS))


def told(ledger: Iterable[Row], deliveries: Iterable[Row], attempts: Iterable[Row]) -> list[Told]:
    copies: dict[str, list[Row]] = defaultdict(list)
    for line in ledger:
        copies[line["callback"]].append(line)
    calls: dict[int, list[Row]] = defaultdict(list)
    for attempt in attempts:
        calls[attempt["delivery"]].append(attempt)
    return [Told(delivery, calls[delivery["id"]], copies) for delivery in deliveries]


def problems(ledger: Sequence[Row], deliveries: Sequence[Row], attempts: Sequence[Row]) -> list[str]:
    """One sentence for each way in which ledger and tables do not agree."""
    known = {attempt["token"] for attempt in attempts}
    found = [f"a phone got {line['wamid']}, of which no attempt knows" for line in ledger
             if line["callback"] not in known]  # fmt: skip
    for one in told(ledger, deliveries, attempts):
        found += [f"delivery {one.delivery['id']} {words}" for words in _wrong(one)]
    return found + list(_out_of_order(ledger, deliveries, attempts))


def _wrong(one: Told) -> Iterator[str]:
    state = one.delivery["state"]
    if state not in SETTLED:
        yield f"is left at {state}"
    if state in WITHDRAWN and one.calls:
        yield "was withdrawn, and called all the same"
    if state in ARRIVED and not one.count:
        yield f"is {state}, and no phone has it"
    if one.delivery["priority"] == CRITICAL and state not in WITHDRAWN and not one.count:
        yield "is critical, and no phone has it"
    if state in IN_DOUBT and one.calls[-1:] and one.calls[-1]["outcome"] != "unknown":
        yield "was given up without a doubt"
    if state in IN_DOUBT and not one.calls:
        yield "was given up without a call"
    yield from _wrong_copies(one)


def _wrong_copies(one: Told) -> Iterator[str]:
    for place, call in enumerate(one.calls):
        lines = one.copies.get(call["token"], ())
        if len(lines) > 1:
            yield "reached the phone twice by one call"
        if any(f"+{line['to']}" != one.delivery["address"] for line in lines):
            yield "reached another number"
        if any(_is_marked(line) != bool(place) for line in lines):
            yield "is marked as a repeat where it is none, or not where it is"
    if len(one.calls) > 2:
        yield f"was called {len(one.calls)} times"
    if len(one.calls) == 2 and not (one.delivery["is_repeat"] and one.calls[0]["outcome"] == "unknown"):
        yield "was called twice without a doubt"


def _is_marked(line: Row) -> bool:
    return str(line["parameters"][0]).endswith(REPEAT)


def _out_of_order(ledger: Sequence[Row], deliveries: Sequence[Row], attempts: Sequence[Row]) -> Iterator[str]:
    """To one person about one complaint first copies come in the order of the acts."""
    owners = {attempt["token"]: attempt["delivery"] for attempt in attempts}
    rows = {delivery["id"]: delivery for delivery in deliveries}
    last: dict[tuple[str, str], int] = {}
    for line in ledger:
        delivery = rows.get(owners.get(line["callback"], 0))
        if delivery is None or _is_marked(line):
            continue
        lane = (delivery["recipient_key"], delivery["subject"])
        if last.get(lane, 0) > delivery["id"]:
            yield f"delivery {delivery['id']} came after a later one"
        last[lane] = delivery["id"]
