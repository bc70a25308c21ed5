"""How often one may try to sign in: by account, by address, by everybody together."""

from functools import lru_cache
from typing import Any

from flask import current_app
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.kernel.errors import TooMany

PER_ACCOUNT = parse("8/minute")
PER_ADDRESS = parse("60/minute")
GLOBAL = parse("600/minute")
_WAITS: dict[str, Any] = {
    "socket_timeout": 0.25,
    "socket_connect_timeout": 0.25,
    "retry": Retry(NoBackoff(), 0),
}


@lru_cache(maxsize=8)
def _limiter(url: str) -> MovingWindowRateLimiter:
    # A store that is frozen rather than away may not keep whoever signs in waiting.
    waits = {} if url.startswith("memory") else _WAITS
    return MovingWindowRateLimiter(storage_from_string(url, **waits))


def _hit(item: RateLimitItem, *names: str) -> bool:
    """Count one try; when the shared store is away, count in this process: never fail open."""
    url = current_app.config.get("REDIS_URL") or "memory://"
    try:
        return _limiter(url).hit(item, *names)
    except Exception:  # noqa: BLE001 - any fault of the store means the local count decides
        return _limiter("memory://").hit(item, *names)


def forget() -> None:
    """Forget every count of this process, as a restart does; for tests."""
    _limiter.cache_clear()


def allow_sign_in(account: str, address: str) -> None:
    """Raise TooMany when this account, address or the whole platform is tried too often."""
    is_allowed = (
        _hit(PER_ACCOUNT, "sign-in", "account", account)
        and _hit(PER_ADDRESS, "sign-in", "address", address)
        and _hit(GLOBAL, "sign-in", "all")
    )
    if not is_allowed:
        raise TooMany(retry_after=60)
