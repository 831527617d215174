"""Ways of sending: one file each, chosen by `ASPAL_WHATSAPP_PROVIDER`."""

from __future__ import annotations

from collections.abc import Callable

from portal.notifications.providers.base import Capabilities, Provider, Webhook
from portal.notifications.providers.log import Log
from portal.notifications.providers.meta_cloud import MetaCloud
from portal.notifications.providers.meta_webhook import MetaWebhook
from portal.settings import Settings, settings

PROVIDERS: dict[str, Callable[[Settings], Provider]] = {
    "log": lambda _: Log(),
    "meta_cloud": MetaCloud,
}
CAPABILITIES: dict[str, Capabilities] = {
    "log": Log.capabilities,
    "meta_cloud": MetaCloud.capabilities,
}
WEBHOOKS: dict[str, Callable[[Settings], Webhook]] = {"meta_cloud": MetaWebhook}


def in_use() -> Provider:
    """The provider of the settings, with its own connections; the caller closes it."""
    return PROVIDERS[settings().whatsapp_provider](settings())


def webhook(name: str) -> Webhook | None:
    """The way back from a provider, or None if it has none."""
    found = WEBHOOKS.get(name)
    return found(settings()) if found else None


def capabilities() -> Capabilities:
    """What the provider of the settings can do."""
    return CAPABILITIES[settings().whatsapp_provider]
