"""The fault plan: a JSON list of rules saying which sends go wrong and how. Without a rule nothing fails.

    [{"fault": "timeout", "seconds": 30, "match": {"template": "aspal_disposisi_v1", "nth": [2, 5]}},
     {"fault": "reject", "code": 131031, "match": {"after": 60, "until": 120}},
     {"fault": "duplicated", "times": 3, "limit": 10}]

`match`, of which every given key must hold:
- `to` a number in any spelling · `template` a name
- `after`, `until` seconds since the plan was set, by the virtual clock
- `nth` a number or a list, counted from 1 over the sends that meet the keys above
- `chance` 0 to 1, decided by the seed and that count
`limit` ends a rule after it has struck so often.

Answers, one per send: the first rule that strikes.
`"accepted": false` makes it happen before the message is taken, so that the phone never gets it.
- `timeout` holds the answer `seconds` (30) · `hold` until POST /_control/holds/release
- `reset` drops the connection · `reset_before` the same with `"accepted": false`
- `error_json` Graph body with `code` (131000) · `error_plain` `status` (500) without JSON · `proxy_502` HTML
- `slow_body` takes `seconds` (20) over the body · `truncated` JSON · `cut_body` fewer bytes than promised
- `edge` `status` (503, or 429) from in front of the service, no body, never accepted; `retry_after` seconds
- `reject` Graph error `code`, never accepted; with `after` an account that is locked (131031, 368, 131042)
  or in maintenance (131057) from a moment on
An outage (`edge`, `reset_before`, `reset`, `error_plain`, `proxy_502`, `timeout`; without `to`, `template`,
`nth`, `chance`) also meets a post that is no send, and does not count it.

Recipients: `fail` with `code` by webhook in place of `sent` · `not_on_whatsapp` is 131026 ·
`opted_out` 131050 · `blocked` stays at sent. A phone that is off: POST /_control/phones/{number}/off.

Receipts, any number per send:
- `delayed` by `seconds` (5) · `unordered` last first · `duplicated` `times` (2)
- `batched` `size` (10) to a POST, or what there is after `seconds` (1)
- `before_answer` posted before the send is answered · `lost` all, or those named in `only`
- `read_without_delivered` · `failed_after_sent` with `code` (131026) · `delivered_after_failed`
- `tampered`, `foreign_number`, `unknown_wamid`: one more POST which claims "read" under a wrong signature,
  another phone_number_id or another message id, and is not retried
"""

import random
import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec


class Fault(StrEnum):
    TIMEOUT = "timeout"
    RESET = "reset"
    RESET_BEFORE = "reset_before"
    HOLD = "hold"
    ERROR_JSON = "error_json"
    ERROR_PLAIN = "error_plain"
    PROXY_502 = "proxy_502"
    SLOW_BODY = "slow_body"
    TRUNCATED = "truncated"
    CUT_BODY = "cut_body"
    EDGE = "edge"
    REJECT = "reject"
    FAIL = "fail"
    NOT_ON_WHATSAPP = "not_on_whatsapp"
    OPTED_OUT = "opted_out"
    BLOCKED = "blocked"
    DELAYED = "delayed"
    UNORDERED = "unordered"
    DUPLICATED = "duplicated"
    BATCHED = "batched"
    BEFORE_ANSWER = "before_answer"
    LOST = "lost"
    READ_WITHOUT_DELIVERED = "read_without_delivered"
    FAILED_AFTER_SENT = "failed_after_sent"
    DELIVERED_AFTER_FAILED = "delivered_after_failed"
    TAMPERED = "tampered"
    FOREIGN_NUMBER = "foreign_number"
    UNKNOWN_WAMID = "unknown_wamid"


ANSWER_FAULTS = frozenset(list(Fault)[: list(Fault).index(Fault.REJECT) + 1])
NEVER_ACCEPTED = frozenset({Fault.REJECT, Fault.RESET_BEFORE, Fault.EDGE})
ON_THE_WAY = frozenset(
    {Fault.EDGE, Fault.RESET_BEFORE, Fault.RESET, Fault.ERROR_PLAIN, Fault.PROXY_502, Fault.TIMEOUT}
)
"""What an outage does to every post alike, whatever is in it."""


class Match(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    to: str | None = None
    template: str | None = None
    nth: int | list[int] | None = None
    after: float | None = None
    until: float | None = None
    chance: float | None = None

    def covers(self, *, to: str, template: str | None, elapsed: float) -> bool:
        return (
            (self.to is None or digits(self.to) == to)
            and (self.template is None or self.template == template)
            and (self.after is None or elapsed >= self.after)
            and (self.until is None or elapsed < self.until)
        )

    def is_for_all(self) -> bool:
        return self.to is None and self.template is None and self.nth is None and self.chance is None

    def names(self, count: int) -> bool:
        return self.nth is None or count in ([self.nth] if isinstance(self.nth, int) else self.nth)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fault: Fault
    match: Match = Match()
    seconds: float | None = None
    code: int | None = None
    status: int | None = None
    retry_after: int | None = None
    times: int = 2
    size: int = 10
    only: list[str] = []
    accepted: bool = True
    limit: int | None = None

    def seconds_or(self, default: float) -> float:
        return default if self.seconds is None else self.seconds

    def code_or(self, default: int) -> int:
        return default if self.code is None else self.code

    @property
    def is_answer(self) -> bool:
        return self.fault in ANSWER_FAULTS

    @property
    def strikes_after_accept(self) -> bool:
        return self.accepted and self.fault not in NEVER_ACCEPTED


class Struck(msgspec.Struct, frozen=True):
    """The rules that strike one send."""

    answer: Rule | None
    rest: tuple[Rule, ...]

    def find(self, *faults: Fault) -> Rule | None:
        return next((rule for rule in self.rest if rule.fault in faults), None)


UNHURT = Struck(answer=None, rest=())


class FaultPlan:
    """Rules with their counters; the same seed and the same order of sends strike the same messages."""

    def __init__(self, rules: Iterable[Rule], *, seed: int, since: float) -> None:
        self.rules = list(rules)
        self.struck = [0] * len(self.rules)
        self._seen = [0] * len(self.rules)
        self._seed = seed
        self._since = since

    def add(self, rule: Rule) -> None:
        self.rules.append(rule)
        self.struck.append(0)
        self._seen.append(0)

    def strike(self, *, to: str, template: str | None, at: float) -> Struck:
        if not self.rules:
            return UNHURT
        hits = [
            rule
            for place, rule in enumerate(self.rules)
            if rule.match.covers(to=to, template=template, elapsed=at - self._since)
            and self._counts(place, rule)
        ]
        answer = next((rule for rule in hits if rule.is_answer), None)
        return Struck(answer=answer, rest=tuple(rule for rule in hits if not rule.is_answer))

    def on_the_way(self, *, at: float) -> Rule | None:
        """What meets a post that is no send; it is not counted as one."""
        for place, rule in enumerate(self.rules):
            spent = rule.limit is not None and self.struck[place] >= rule.limit
            hit = rule.fault in ON_THE_WAY and rule.match.is_for_all() and not spent
            if hit and rule.match.covers(to="", template=None, elapsed=at - self._since):
                return rule
        return None

    def _counts(self, place: int, rule: Rule) -> bool:
        self._seen[place] += 1
        spent = rule.limit is not None and self.struck[place] >= rule.limit
        if spent or not rule.match.names(self._seen[place]) or not self._is_lucky(place, rule):
            return False
        self.struck[place] += 1
        return True

    def _is_lucky(self, place: int, rule: Rule) -> bool:
        if rule.match.chance is None:
            return True
        drawn = random.Random(f"{self._seed}/{place}/{self._seen[place]}")  # noqa: S311 - a replayable draw, no secret
        return drawn.random() < rule.match.chance


def digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def read_rules(plan: Any) -> tuple[Rule, ...]:
    """Rules from decoded JSON. Raises msgspec.ValidationError naming the wrong place."""
    return msgspec.convert(plan, tuple[Rule, ...])


def load_rules(path: Path) -> tuple[Rule, ...]:
    return read_rules(msgspec.json.decode(path.read_bytes()))
