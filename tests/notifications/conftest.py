"""The worker's settings for tests, a stub in the provider's place, and hooks that leave nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.notifications import hooks, providers, worker
from portal.settings import settings
from tests.notifications import stub as stubs

Configure = Callable[..., None]
REGISTRIES: tuple[dict[str, Any], ...] = (hooks.wanted, hooks.whereabouts, hooks.secrets)


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """`configure(WHATSAPP_PAIR_SECONDS=0)` changes settings for one test."""

    def change(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"ASPAL_{name}", str(value))
        settings.cache_clear()

    yield change
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
async def stub(configure: Configure) -> AsyncIterator[stubs.Stub]:
    """The Cloud API's place is taken by a stub; the pace between messages is off."""
    async with stubs.running() as running:
        configure(
            WHATSAPP_PROVIDER="meta_cloud",
            META_CLOUD_URL=running.url,
            META_CLOUD_PHONE_NUMBER_ID="100",
            META_CLOUD_TOKEN="token",
            META_CLOUD_APP_SECRET="app-secret",
            META_CLOUD_VERIFY_TOKEN="verify-me",
            WHATSAPP_PAIR_SECONDS=0,
        )
        yield running


@pytest.fixture(autouse=True)
def movable_clock() -> None:
    """An application that ran in an earlier test has fixed the clock."""
    clock.allow_moving(True)


@pytest.fixture(autouse=True)
def clean_hooks() -> Iterator[None]:
    """Every test starts and ends with the hooks that were registered before it."""
    before = [dict(registry) for registry in REGISTRIES]
    forget_hooks()
    yield
    forget_hooks()
    for registry, kept in zip(REGISTRIES, before, strict=True):
        registry.update(kept)


def forget_hooks() -> None:
    """Nothing is lent to the sender."""
    for registry in REGISTRIES:
        registry.clear()


@pytest.fixture
async def client(client: AsyncTestClient[Any], clean_hooks: None) -> AsyncTestClient[Any]:
    """The real application without what higher slices lend: complaints and accounts here are made up."""
    forget_hooks()
    return client


@asynccontextmanager
async def working() -> AsyncIterator[None]:
    """A delivery loop beside the test."""
    stop = asyncio.Event()
    loop = asyncio.create_task(worker.run(stop))
    try:
        yield
    finally:
        stop.set()
        await loop


async def send_all() -> None:
    """Run the loop's rounds here until nothing is due any more."""
    provider = providers.in_use()
    once = worker.Loop(provider)
    try:
        while await once.round():
            await once.drain()
    finally:
        await once.drain()
        await provider.close()
