"""The one Graph endpoint: POST /v26.0/{phone_number_id}/messages."""

import asyncio
import contextlib

import msgspec
from litestar import Request, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ASGIApp

from portal.simulator.answers import broken_answer, json_answer, pause
from portal.simulator.cloud import Cloud
from portal.simulator.codes import describe
from portal.simulator.faults import Fault, Rule, Struck
from portal.simulator.protocol import (
    GraphError,
    Send,
    accepted_answer,
    check_access,
    error_answer,
    read_send,
)

EARLY_RECEIPT_PATIENCE = 5.0


@post("/{version:str}/{phone_number_id:str}/messages", status_code=200)
async def send_message(
    request: Request[None, None, State],
    version: FromPath[str],
    phone_number_id: FromPath[str],
    cloud: NamedDependency[Cloud],
) -> ASGIApp:
    try:
        check_access(request.headers.get("authorization", ""), version, phone_number_id, cloud.config)
        send = read_send(await request.body(), cloud.config)
    except GraphError as error:
        return await _refuse(cloud, error)
    try:
        return await _answer(cloud, send, cloud.strike(send))
    except GraphError as error:
        return _refusal(cloud, error)


async def _refuse(cloud: Cloud, error: GraphError) -> ASGIApp:
    """A post that is no send: an outage meets it too, before anybody could read it."""
    rule = cloud.faults.on_the_way(at=cloud.clock.now())
    if rule is None:
        return _refusal(cloud, error)
    if rule.fault is Fault.TIMEOUT:
        await pause(rule.seconds_or(30.0), cloud.closing)
        return _refusal(cloud, error)
    return broken_answer(rule, b"", cloud.closing)


async def _answer(cloud: Cloud, send: Send, struck: Struck) -> ASGIApp:
    rule = struck.answer
    if rule is None:
        return json_answer(200, await _take(cloud, send, struck))
    cloud.counts["struck"] += 1
    if not rule.strikes_after_accept:
        return await _before_accept(cloud, send, struck, rule)
    body = await _take(cloud, send, struck)
    await _linger(cloud, send, rule)
    return _spoil(cloud, rule, body)


async def _before_accept(cloud: Cloud, send: Send, struck: Struck, rule: Rule) -> ASGIApp:
    cloud.note(f"gangguan {rule.fault.value} sebelum diterima")
    if rule.fault is Fault.REJECT:
        raise GraphError(rule.code_or(131000))
    await _linger(cloud, send, rule)
    if rule.fault is Fault.HOLD:
        return json_answer(200, await _take(cloud, send, struck))
    if rule.fault is Fault.TIMEOUT:
        raise GraphError(131016)
    return _spoil(cloud, rule, {})


async def _take(cloud: Cloud, send: Send, struck: Struck) -> dict[str, object]:
    message, told = cloud.accept(send, struck)
    if told is not None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), EARLY_RECEIPT_PATIENCE)
    return accepted_answer(send, message.to, message.wamid)


async def _linger(cloud: Cloud, send: Send, rule: Rule) -> None:
    if rule.fault is Fault.HOLD:
        await cloud.holds.wait(to=send.to, template=send.template_name, is_accepted=rule.strikes_after_accept)
    elif rule.fault is Fault.TIMEOUT:
        await pause(rule.seconds_or(30.0), cloud.closing)


def _spoil(cloud: Cloud, rule: Rule, body: dict[str, object]) -> ASGIApp:
    if rule.fault is Fault.ERROR_JSON:
        return _refusal(cloud, GraphError(rule.code_or(131000)))
    return broken_answer(rule, msgspec.json.encode(body), cloud.closing)


def _refusal(cloud: Cloud, error: GraphError) -> ASGIApp:
    cloud.counts["errors"] += 1
    cloud.traces += 1
    cloud.note(f"ditolak: {error.code} {describe(error.code).title}")
    return json_answer(error.status, error_answer(error, cloud.traces))
