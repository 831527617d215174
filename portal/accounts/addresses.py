"""The address a request came from. Only proxies named in the settings are believed about others."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from litestar.types import Scope

from portal.settings import settings

LONGEST = 60


def client_address(scope: Scope) -> str:
    """The nearest address that is not a trusted proxy of ours."""
    client = scope.get("client")
    hops = [*_forwarded(scope), client[0] if client else ""]
    while len(hops) > 1 and _is_trusted(hops[-1]):
        hops.pop()
    return hops[-1][:LONGEST]


def _forwarded(scope: Scope) -> list[str]:
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def _is_trusted(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in _proxies(settings().trusted_proxies))


@lru_cache
def _proxies(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
