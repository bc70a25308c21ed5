"""Fields of facts are printed as people read them."""

import pytest
from flask import Flask

from app.trail.wording import printed


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("party", "applicant/1", "申请执行人 1"),
        ("giver", "inspector/zhou", "监督人员 zhou"),
        ("price", "123450", "¥1,234.50"),
        ("closes_at", "2026-03-01T04:00:00.000000Z", "2026-03-01 12:00:00"),
        ("agencies", ["甲", "乙"], "甲、乙"),
        ("path", "nobody/1", "nobody/1"),
        ("purpose", "mandate/MD-1-2026-0001", "依授权 MD-1-2026-0001"),
        ("purpose", "核对/查证", "核对/查证"),
    ],
)
def test_a_field_is_printed_as_people_read_it(
    app: Flask, name: str, value: object, shown: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        assert printed(name, value) == shown
