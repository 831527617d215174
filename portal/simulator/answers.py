"""Answers as ASGI applications, also broken: the client learns nothing, half of it, or too late."""

import asyncio
import os
import socket
import stat
import struct

import msgspec
from litestar.types import ASGIApp, HTTPResponseStartEvent, Receive, Scope, Send

from portal.simulator.faults import Fault, Rule

JSON = b"application/json; charset=UTF-8"
PROXY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


def json_answer(status: int, body: object) -> ASGIApp:
    return plain_answer(status, msgspec.json.encode(body), JSON)


def plain_answer(status: int, body: bytes, kind: bytes = b"text/plain; charset=UTF-8") -> ASGIApp:
    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(_head(status, len(body), kind))
        await send({"type": "http.response.body", "body": body, "more_body": False})

    return answer


def broken_answer(rule: Rule, body: bytes, closing: asyncio.Event) -> ASGIApp:
    """The answer that this fault makes of a good one."""
    match rule.fault:
        case Fault.RESET | Fault.RESET_BEFORE:
            return _reset
        case Fault.CUT_BODY:
            return _cut(body)
        case Fault.SLOW_BODY:
            return _dribble(body, rule.seconds_or(20.0), closing)
        case Fault.EDGE:
            return _turned_away(rule)
        case _:
            return plain_answer(*_replaced(rule, body))


def _turned_away(rule: Rule) -> ASGIApp:
    """429 or 503 of whatever stands in front, which passes nothing on and knows no Graph."""
    wait = [(b"retry-after", str(rule.retry_after).encode())] if rule.retry_after is not None else []

    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        head = _head(rule.status or 503, 0, b"text/plain")
        await send({**head, "headers": [*head["headers"], *wait]})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return answer


def _replaced(rule: Rule, body: bytes) -> tuple[int, bytes, bytes]:
    match rule.fault:
        case Fault.PROXY_502:
            return 502, PROXY_PAGE, b"text/html"
        case Fault.ERROR_PLAIN:
            return rule.status or 500, b"upstream request timeout", b"text/plain"
        case Fault.TRUNCATED:
            return 200, body[: len(body) // 2], JSON
        case _:
            return 200, body, JSON


async def pause(seconds: float, closing: asyncio.Event) -> None:
    """Sleep, but not past the end of the process."""
    try:
        await asyncio.wait_for(closing.wait(), seconds)
    except TimeoutError:
        return


async def _reset(scope: Scope, receive: Receive, _send: Send) -> None:
    if not sever(scope.get("client")):
        raise ConnectionResetError("the client's socket was not found")
    while (await receive())["type"] != "http.disconnect":
        continue


def sever(client: object) -> bool:
    """Make the server drop this client's connection with RST and no byte; False when its socket is not here.

    ASGI knows no reset, so the socket is looked up by its peer: once its read side is shut the server
    believes the client gone, and zero linger turns its close into a reset.
    """
    if not isinstance(client, tuple | list):
        return False
    peer = (str(client[0]), int(client[1]))
    return any(_sever_if(int(name), peer) for name in os.listdir("/dev/fd"))


def _sever_if(descriptor: int, peer: tuple[str, int]) -> bool:
    # Files and pipes are looked past by their kind: a socket made of one fails and leaves its copy open.
    try:
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return False
        with socket.socket(fileno=os.dup(descriptor)) as found:
            if found.getpeername()[:2] != peer:
                return False
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            found.shutdown(socket.SHUT_RD)
            return True
    except OSError:
        return False


def _cut(body: bytes) -> ASGIApp:
    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(_head(200, len(body)))
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})

    return answer


def _dribble(body: bytes, seconds: float, closing: asyncio.Event) -> ASGIApp:
    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(_head(200, len(body)))
        for place in range(0, len(body), 16):
            await pause(seconds * 16 / len(body), closing)
            await send({"type": "http.response.body", "body": body[place : place + 16], "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return answer


def _head(status: int, length: int, kind: bytes = JSON) -> HTTPResponseStartEvent:
    headers = [(b"content-type", kind), (b"content-length", str(length).encode())]
    return {"type": "http.response.start", "status": status, "headers": headers}
