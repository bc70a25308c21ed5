"""Everything that is said has its Chinese, and says the same values."""

import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po
from flask import Flask

from app.web import i18n

ROOT = Path(__file__).resolve().parents[3]


def test_every_sentence_of_code_and_pages_has_its_chinese() -> None:
    finished = subprocess.run(
        [sys.executable, "scripts/i18n.py", "--check"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )

    assert finished.returncode == 0, finished.stderr


def test_no_chinese_sentence_is_empty() -> None:
    path = ROOT / "translations/zh_Hans_CN/LC_MESSAGES/messages.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans_CN", charset="utf-8")

    assert [message.id for message in catalogue if message.id and not message.string] == []


def _language(path: str, **wishes: str) -> str:
    app = Flask(__name__)
    with app.test_request_context(path, headers=wishes):
        return i18n.chosen_language()


def test_chinese_is_spoken_unless_asked_otherwise() -> None:
    assert _language("/") == "zh"
    assert _language("/", **{"Accept-Language": "fr"}) == "zh"


def test_a_link_outvotes_the_cookie_and_the_cookie_the_browser() -> None:
    browser = {"Accept-Language": "en-US,en;q=0.9"}

    assert _language("/", **browser) == "en"
    assert _language("/", Cookie="lang=zh", **browser) == "zh"
    assert _language("/?lang=en", Cookie="lang=zh") == "en"
    assert _language("/?lang=xx", Cookie="lang=en") == "en"
