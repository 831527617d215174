"""No provider at all: messages are told to the log, so that a portal without WhatsApp still runs."""

from __future__ import annotations

import structlog

from portal.notifications.providers.base import Accepted, Answer, Call, Capabilities

_log = structlog.get_logger()


class Log:
    """Accepts everything and delivers nothing; a person sends by hand instead."""

    name = "log"
    capabilities = Capabilities()

    async def send(self, call: Call) -> Answer:
        """Write that a message was due; numbers and words stay out of the log."""
        _log.info("notifications.not_sent", template=call.template, token=call.token)
        return Accepted(f"log:{call.token}")

    async def probe(self) -> bool:
        """The log always takes a message."""
        return True

    async def close(self) -> None:
        """There is nothing to close."""
