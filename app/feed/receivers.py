"""When a receiver is tried again, and which addresses may be one (P102)."""

import ipaddress
import re
from collections.abc import Collection
from datetime import timedelta
from urllib.parse import urlsplit

from app.feed.vocabulary import SubscriptionAction, SubscriptionState
from app.kernel.errors import Refusal
from app.kernel.states import StateMachine

S, A = SubscriptionState, SubscriptionAction

SUBSCRIPTION = StateMachine(
    "subscription",
    {
        (S.ACTIVE, A.PAUSE): S.PAUSED,
        (S.PAUSED, A.RESUME): S.ACTIVE,
        (S.ACTIVE, A.END): S.ENDED,
        (S.PAUSED, A.END): S.ENDED,
    },
)

#: First and longest pause between two tries (P102).
PAUSE_MIN, PAUSE_MAX = timedelta(seconds=10), timedelta(hours=6)
#: How many events one request carries at most (P102).
BATCH_MAX = 100
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)
#: Addresses that carry another one inside: IPv4 behind a translator or a tunnel.
_CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))


def pause_after(failures: int) -> timedelta:
    """Return how long a receiver rests after so many tries in vain: twice as long each time."""
    return min(PAUSE_MIN * 2 ** min(failures - 1, 20), PAUSE_MAX)


def check_url(url: str, internal: Collection[str]) -> str:
    """Return the address of a receiver as it is kept.

    It is https at a name of the open net, or http(s) at a host of the allow-list (``host`` or
    ``host:port``). Raises Refusal(receiver_not_allowed).
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise _not_allowed() from None
    is_plain = parts.username is None and parts.password is None and not parts.fragment
    if not is_plain or not _HOST.fullmatch(host) or any(ord(sign) <= 0x20 for sign in url.strip()):
        raise _not_allowed()
    if is_internal(host, port or (443 if parts.scheme == "https" else 80), internal):
        if parts.scheme not in {"http", "https"}:
            raise _not_allowed()
    elif parts.scheme != "https" or _is_number(host) or "." not in host:
        raise _not_allowed()
    return parts.geturl()


def is_internal(host: str, port: int, internal: Collection[str]) -> bool:
    """Say whether the operator allowed a host of the house, wholly or at one port."""
    return host in internal or f"{host}:{port}" in internal


def is_open_address(address: str) -> bool:
    """Say whether an address lies in the open net: nothing of the house, this machine, a cloud."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in network for network in _CARRIERS):
            return False
    return found.is_global and not found.is_multicast


def _is_number(host: str) -> bool:
    """Say whether a host is an address written in any of the ways libraries take for one."""
    return all(re.fullmatch(r"(0x[0-9a-f]*|[0-9]+)", part) for part in host.split("."))


def _not_allowed() -> Refusal:
    return Refusal("receiver_not_allowed", fields={"url": ["receiver_not_allowed"]})
