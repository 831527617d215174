"""Meta's three limits: per business number, per pair of numbers, per portfolio. By the virtual clock."""

from dataclasses import dataclass

PAIR_INTERVAL = 6.0
PAIR_BURST = 45
DAY = 24 * 3600.0


@dataclass(slots=True)
class PairWindow:
    """A burst borrows from the future: 20 messages within 6 s keep the pair shut for 2 minutes."""

    opened: float
    count: int = 1

    def takes(self, at: float) -> bool:
        if at < self.opened + PAIR_INTERVAL:
            return self.count < PAIR_BURST
        return at >= self.opened + PAIR_INTERVAL * self.count

    def take(self, at: float) -> None:
        if at < self.opened + PAIR_INTERVAL:
            self.count += 1
        else:
            self.opened, self.count = at, 1


class Limits:
    def __init__(self, *, per_second: int, portfolio: int) -> None:
        self._per_second = per_second
        self._portfolio = portfolio
        self._tokens = float(per_second)
        self._filled = 0.0
        self._pairs: dict[str, PairWindow] = {}
        self._users: dict[str, float] = {}

    def refusal(self, to: str, at: float) -> int | None:
        """The error code for one more message now, or None after counting it."""
        pair = self._pairs.get(to)
        if pair is not None and not pair.takes(at):
            return 131056
        if not self._take_token(at):
            return 130429
        if pair is None:
            self._pairs[to] = PairWindow(at)
        else:
            pair.take(at)
        return None

    def is_over_portfolio(self, to: str, at: float) -> bool:
        """Counts different users in the last 24 hours, this one included."""
        recent = {user: last for user, last in self._users.items() if last > at - DAY}
        self._users = recent
        if to not in recent and len(recent) >= self._portfolio:
            return True
        recent[to] = at
        return False

    def _take_token(self, at: float) -> bool:
        refill = max(0.0, at - self._filled) * self._per_second
        self._tokens = min(float(self._per_second), self._tokens + refill)
        self._filled = at
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
