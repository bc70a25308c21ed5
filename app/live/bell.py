"""The bell between web processes: a stream's name on a Valkey channel, and nothing that matters.

A lost or forged message changes no outcome: whoever hears the bell reads the database (S5).
"""

import logging
from collections.abc import Callable

import redis

from app import runtime

log = logging.getLogger(__name__)

CHANNEL = "mingchui:bell"
NAME_MAX = 120
RETRY_SECONDS = 2.0


class Bell:
    """Rings in the other processes too when there is a Valkey; else stays silent."""

    def __init__(self, url: str, hear: Callable[[str], None]) -> None:
        self._client = (
            redis.Redis.from_url(url, socket_timeout=None, socket_connect_timeout=1)
            if url
            else None
        )
        self._hear = hear

    def ring(self, stream: str) -> None:
        """Tell the other processes where to look; a Valkey that is away is no fault."""
        if self._client is None:
            return
        try:
            self._client.publish(CHANNEL, stream)
        except redis.RedisError:
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
