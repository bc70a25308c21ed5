"""Faults on demand: what a rehearsal may have go wrong at the bank."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TIMES_MAX = 5
COUNT_MAX = 10_000
#: Longest outage that can be asked for, in seconds.
DOWN_MAX = 7 * 86_400.0


@dataclass
class Manner:
    """How the bank behaves; each count is used up one by one, and all is well without them."""

    #: Notices are held back until this is off again.
    is_paused: bool = False
    #: The newest notice goes out first.
    is_newest_first: bool = False
    #: How often a notice is sent.
    times: int = 1
    #: So many deliveries carry a signature that is not the bank's.
    forged: int = 0
    #: So many requests of the merchant are answered 503, with nothing done.
    down: int = 0
    #: Until this moment (seconds of the epoch) every request of the merchant is answered 503.
    down_until: float = 0.0
    #: So many requests are carried out, and the wire breaks before the answer.
    lost: int = 0
    #: Accounts that are refused for good, with the bank's code.
    refused: dict[str, str] = field(default_factory=dict)
    #: Accounts whose payouts come back, with the bank's code.
    returned: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def set(self, wish: Mapping[str, Any]) -> None:
        """Take a whole new manner; what is not named is as it should be."""
        with self._lock:
            self.is_paused = wish.get("is_paused") is True
            self.is_newest_first = wish.get("is_newest_first") is True
            self.times = max(1, _count(wish.get("times", 1), TIMES_MAX))
            self.forged = _count(wish.get("forged", 0), COUNT_MAX)
            self.down = _count(wish.get("down", 0), COUNT_MAX)
            seconds = _count(wish.get("down_seconds", 0), int(DOWN_MAX))
            self.down_until = time.time() + seconds if seconds else 0.0
            self.lost = _count(wish.get("lost", 0), COUNT_MAX)
            self.refused = _accounts(wish.get("refused"))
            self.returned = _accounts(wish.get("returned"))

    def is_down(self) -> bool:
        """Say whether the next request finds nobody, and count it."""
        if time.time() < self.down_until:
            return True
        return self._use("down")

    def loses_answer(self) -> bool:
        """Say whether the answer just made is lost, and count it."""
        return self._use("lost")

    def forges(self) -> bool:
        """Say whether the next delivery carries a wrong signature, and count it."""
        return self._use("forged")

    def told(self) -> dict[str, Any]:
        """Return what is set now, for the page."""
        with self._lock:
            return {
                "is_paused": self.is_paused,
                "is_newest_first": self.is_newest_first,
                "times": self.times,
                "forged": self.forged,
                "down": self.down,
                "down_seconds": max(0, int(self.down_until - time.time())),
                "lost": self.lost,
                "refused": dict(self.refused),
                "returned": dict(self.returned),
            }

    def _use(self, name: str) -> bool:
        with self._lock:
            left = int(getattr(self, name))
            if left:
                setattr(self, name, left - 1)
            return left > 0


def _count(value: object, most: int) -> int:
    return min(value, most) if isinstance(value, int) and value > 0 else 0


def _accounts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {str(account): str(code) for account, code in value.items()}
