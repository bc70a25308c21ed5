"""One clock: real, rehearsed, or stopped by a test."""

from datetime import UTC, datetime, timedelta

import pytest

from app.kernel.clock import Clock

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)


def test_a_rehearsal_shifts_the_time_that_counts_and_not_the_real_one() -> None:
    clock = Clock()
    clock.set_real(NOON)

    clock.shift(offset=timedelta(days=30))

    assert clock.now() - clock.real_now() >= timedelta(days=29, hours=23)
    assert clock.is_rehearsed


def test_a_stopped_rehearsal_stands_still() -> None:
    clock = Clock()

    clock.shift(offset=timedelta(), stopped_at=NOON)

    assert clock.now() == clock.now() == NOON


def test_the_authoritys_time_becomes_real_time() -> None:
    clock = Clock()

    clock.set_real(NOON)

    assert timedelta() <= clock.real_now() - NOON < timedelta(seconds=5)


def test_only_a_stopped_test_clock_can_be_advanced() -> None:
    clock = Clock()
    with pytest.raises(RuntimeError):
        clock.advance(timedelta(seconds=1))

    with clock.stopped_at(NOON):
        clock.advance(timedelta(minutes=5))

        assert clock.now() == NOON + timedelta(minutes=5)
