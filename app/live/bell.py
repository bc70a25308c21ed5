"""The bell between web processes: a stream's name on a Valkey channel, and nothing that matters.

A lost or forged message changes no outcome: whoever hears the bell reads the database (S5).
"""

import logging
import time
from collections.abc import Callable

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app import runtime

log = logging.getLogger(__name__)

CHANNEL = "mingchui:bell"
NAME_MAX = 120
RETRY_SECONDS = 2.0
#: A Valkey that takes longer is as good as away: whoever just bid is waiting for the answer.
RING_SECONDS = 0.25


class Bell:
    """Rings in the other processes too when there is a Valkey; else stays silent."""

    def __init__(self, url: str, hear: Callable[[str], None]) -> None:
        self._client = self._ringer = None
        if url:
            self._client = redis.Redis.from_url(url, socket_timeout=None, socket_connect_timeout=1)
            self._ringer = redis.Redis.from_url(
                url,
                socket_timeout=RING_SECONDS,
                socket_connect_timeout=RING_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
        #: Until then (monotonic seconds) nobody is asked to wait for a Valkey that did not answer.
        self._silent_until = 0.0
        self._hear = hear

    def ring(self, stream: str) -> None:
        """Tell the other processes where to look; a Valkey that is away or frozen is no fault."""
        if self._ringer is None or time.monotonic() < self._silent_until:
            return
        try:
            self._ringer.publish(CHANNEL, stream)
        except redis.RedisError:
            self._silent_until = time.monotonic() + RETRY_SECONDS
            log.warning("the bell could not be rung; the others find out by polling")

    def listen(self) -> None:
        """Hear the other processes from now on."""
        if self._client is not None:
            runtime.spawn(self._follow, self._client)

    def _follow(self, client: redis.Redis) -> None:
        while True:
            try:
                with client.pubsub(ignore_subscribe_messages=True) as channel:
                    channel.subscribe(CHANNEL)
                    for message in channel.listen():
                        self._take(message.get("data"))
            except redis.RedisError:
                runtime.sleep(RETRY_SECONDS)

    def _take(self, word: object) -> None:
        if isinstance(word, bytes) and len(word) <= NAME_MAX:
            self._hear(word.decode(errors="replace"))
