"""How spans of time are printed on a page."""

from datetime import timedelta

import pytest
from flask import Flask

from app.web.filters import span

SPANS = [
    (timedelta(0), "00:00"),
    (timedelta(seconds=0.2), "00:01"),
    (timedelta(minutes=4, seconds=5), "04:05"),
    (timedelta(hours=19, minutes=56, seconds=41, microseconds=1), "19:56:42"),
    (timedelta(days=1), "1天 00:00:00"),
    (timedelta(days=59, hours=3), "59天 03:00:00"),
    (-timedelta(seconds=5), "00:00"),
]


@pytest.mark.parametrize(("value", "printed"), SPANS)
def test_a_span_is_printed_with_its_days(app: Flask, value: timedelta, printed: str) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "zh-CN"}):
        assert span(value) == printed
        assert span(None) == "—"
