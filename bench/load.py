"""A small load of keep-alive requests over loopback: answers a second, and how slow the slow ones are."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """What one run measured; times in milliseconds, size in bytes of a body."""

    per_second: float
    p50: float
    p95: float
    size: int
    failures: int


async def measure(
    port: int,
    path: str,
    *,
    cookie: str = "",
    seconds: float = 4.0,
    connections: int = 4,
    headers: str = "",
) -> Pace:
    """Ask for one page again and again on so many connections."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
    request = f"{head}{headers}\r\n".encode()
    end = time.perf_counter() + seconds
    results = await asyncio.gather(*(_ask(port, request, end) for _ in range(connections)))
    times = sorted(each for found in results for each in found[0])
    sizes = [found[1] for found in results]
    return Pace(
        per_second=len(times) / seconds,
        p50=_at(times, 0.5),
        p95=_at(times, 0.95),
        size=max(sizes),
        failures=sum(found[2] for found in results),
    )


async def _ask(port: int, request: bytes, end: float) -> tuple[list[float], int, int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times: list[float] = []
    size = failures = 0
    while time.perf_counter() < end:
        begun = time.perf_counter()
        writer.write(request)
        status, size = await _answer(reader)
        failures += status != 200
        times.append((time.perf_counter() - begun) * 1000)
    writer.close()
    return times, size, failures


async def entered(port: int, path: str, cookie: str) -> str:
    """The cookies of a browser that has read the page once: its own, and those that the page set."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    writer.close()
    given = [line.partition(":")[2] for line in head.split("\r\n") if line.lower().startswith("set-cookie:")]
    return "; ".join([cookie, *(each.strip().partition(";")[0] for each in given)])


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = int(lines[0].split()[1])
    length = next(int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:"))
    await reader.readexactly(length)
    return status, length


def _at(times: list[float], share: float) -> float:
    return times[min(int(len(times) * share), len(times) - 1)] if times else float("nan")
