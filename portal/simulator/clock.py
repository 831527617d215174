"""The simulator's own time: the system clock plus an offset, so that days pass in a moment."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo


class VirtualClock:
    def __init__(self, zone: str) -> None:
        self.offset = 0.0
        self._zone = ZoneInfo(zone)

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        self.offset += seconds

    def local(self, moment: float) -> datetime:
        return datetime.fromtimestamp(moment, self._zone)
