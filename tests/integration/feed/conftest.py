"""A stopped clock, a real receiver and a way to subscribe it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from app.feed.services import subscriptions
from app.kernel.actors import Actor
from tests.support.feeding import NOON, OPERATOR
from tests.support.receiver import Receiver, receiving


@pytest.fixture
def noon(clock_at: Any) -> None:
    clock_at(NOON)


@pytest.fixture
def receiver(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving() as found:
        monkeypatch.setitem(app.config, "FEED_INTERNAL_HOSTS", frozenset({found.host}))
        yield found


@pytest.fixture
def subscribe(receiver: Receiver) -> Callable[..., tuple[int, str]]:
    def made(actor: Actor = OPERATOR, **changes: Any) -> tuple[int, str]:
        given = {"name": "大数据平台", "url": receiver.url, "types": [], "from_start": True}
        return subscriptions.subscribe(
            **{**given, **changes}, internal={receiver.host}, actor=actor, at=NOON
        )

    return made
