"""How fast one socket and one person may speak, so that the others are heard (reliability S1)."""

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from app.kernel.errors import TooMany

#: Events of any kind from one socket.
PER_SOCKET = parse("1000/second")
#: Orders of one person, over all of their sockets and requests in this process: above what one
#: bidder who waits for each answer can reach, far below what a flood would need.
PER_PERSON = parse("500/second")
#: A screen that finds a gap watches again; more than this is a fault of the client.
PER_WATCHER = parse("40/second")

# In this process only: a shared store would put a network wait before every order.
_limiter = FixedWindowRateLimiter(MemoryStorage())


def allow_event(sid: str) -> None:
    """Count an event of a socket; raise TooMany above the limit."""
    _allow(PER_SOCKET, "event", sid)


def allow_watch(sid: str) -> None:
    """Count a watch of a socket; raise TooMany above the limit."""
    _allow(PER_WATCHER, "watch", sid)


def allow_order(person_id: int | None) -> None:
    """Count an order of a person; raise TooMany above the limit."""
    _allow(PER_PERSON, "order", str(person_id))


def _allow(item: RateLimitItem, *names: str) -> None:
    if not _limiter.hit(item, *names):
        raise TooMany(retry_after=1)
