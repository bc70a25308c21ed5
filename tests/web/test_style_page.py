"""The style page shows every part, well formed, in both languages and both themes."""

import re

import pytest

from tests.support.markup import faults_of
from tests.support.web import ROOT, Client

_MACRO = re.compile(r"{% set (\w+) = (?!icons)\w+\.\w+ %}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_style_page_is_well_formed(client: Client, language: str) -> None:
    page = client.get(f"/style?lang={language}").get_data(as_text=True)

    assert faults_of(page) == []
    assert page.count('data-bs-theme="dark"') == 1


def test_a_page_says_which_language_it_speaks(client: Client) -> None:
    chinese = client.get("/style").get_data(as_text=True)
    english = client.get("/style?lang=en").get_data(as_text=True)

    assert '<html lang="zh-CN"' in chinese
    assert "页面组件" in chinese
    assert '<html lang="en"' in english
    assert "The parts of our pages" in english


def test_every_part_is_shown_on_the_style_page() -> None:
    door = (ROOT / "templates/components/ui.html").read_text(encoding="utf-8")
    shown = (ROOT / "templates/style.html").read_text(encoding="utf-8")
    beside = {"csrf", "error_text", "button_form", "calculation", "paper_link", "problem", "video"}

    missing = {name for name in _MACRO.findall(door) if f"ui.{name}(" not in shown}

    assert missing <= beside


def test_vendored_assets_carry_their_digest(client: Client) -> None:
    page = client.get("/style").get_data(as_text=True)

    sheet = re.search(r'<link rel="stylesheet" href="/static/vendor/[^>]+>', page)

    assert sheet is not None
    assert 'integrity="sha384-' in sheet[0]


def test_the_import_map_carries_the_nonce_of_the_policy(client: Client) -> None:
    answer = client.get("/style")

    nonce = re.search(r'type="importmap" nonce="([^"]+)"', answer.get_data(as_text=True))

    assert nonce is not None
    assert f"'nonce-{nonce[1]}'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ("theme=dark", 'data-bs-theme="dark"'),
        ("type=large", 'data-type="large"'),
        ("lang=en", '<html lang="en"'),
    ],
)
def test_a_wish_about_display_is_kept(client: Client, wish: str, shown: str) -> None:
    answer = client.get(f"/preferences?{wish}&next=/style%3Flang%3Dzh")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/style"
    head = client.get("/style").get_data(as_text=True)[:400]
    assert shown in head


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_wish_never_leads_to_another_site(client: Client, next_: str) -> None:
    answer = client.get("/preferences", query_string={"theme": "dark", "next": next_})

    assert answer.headers["Location"] == "/"


def test_an_unknown_wish_is_not_kept(client: Client) -> None:
    answer = client.get("/preferences?theme=<script>&next=/style")

    assert "Set-Cookie" not in answer.headers


def test_a_fault_page_says_what_is_safe_and_what_to_do(client: Client) -> None:
    answer = client.get("/no-such-page")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 404
    assert faults_of(page) == []
    for words in ("发生了什么", "哪些不受影响", "您可以怎么做", answer.headers["X-Request-ID"]):
        assert words in page
