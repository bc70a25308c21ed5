"""What something sealed was read for is a code in the record and words on every page."""

import re

import pytest
from flask import Flask
from flask_babel import force_locale

from app.trail.wording import WORDING, printed
from tests.support.web import ROOT

_GIVEN = re.compile(r'purpose="([a-z_]+)"')
CODE = ("app", "registry", "appraisal", "auction")


def codes_of(pattern: re.Pattern[str]) -> set[str]:
    """Return what the services write down, as their source has it."""
    files = (path for folder in CODE for path in (ROOT / folder).rglob("services/*.py"))
    return {code for path in files for code in pattern.findall(path.read_text(encoding="utf-8"))}


def test_every_purpose_that_is_written_down_has_words(app: Flask) -> None:
    codes = codes_of(_GIVEN)

    assert {"basic_fee", "confirmation", "finding"} <= codes
    assert {code for code in codes if f"purpose.{code}" not in WORDING} == set()
    assert {"glass", "mandate", "name", "proof"} <= {
        name.removeprefix("kind.") for name in WORDING if name.startswith("kind.")
    }


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("purpose", "basic_fee", "开具基本评估费缴款单"),
        ("purpose", "mandate/M-2026-0001", "依授权 M-2026-0001"),
        ("opened", "name/AAAA", "竞买号对应的身份： AAAA"),
        ("purpose", "核对身份", "核对身份"),
        ("category", "basic_fee", "basic_fee"),
    ],
)
def test_codes_are_printed_in_words(app: Flask, name: str, value: str, words: str) -> None:
    with app.test_request_context("/"), force_locale("zh_Hans_CN"):
        assert printed(name, value) == words
