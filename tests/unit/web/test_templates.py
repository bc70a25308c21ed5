"""Templates keep the strict policy, and every page stands in a layout."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
#: A file to keep, read without a server: it carries its style and its program, and its own policy.
_KEPT = TEMPLATES / "supervision" / "verify_saved.html"
ALL = sorted(
    path for path in TEMPLATES.rglob("*.html") if "documents" not in path.parts and path != _KEPT
)
_INCLUDED = re.compile(r'{%-? *(?:include|import|from) "([^"]+)"')
_PARTS = {name for path in ALL for name in _INCLUDED.findall(path.read_text(encoding="utf-8"))}
PAGES = [
    path
    for path in ALL
    if (name := path.relative_to(TEMPLATES)).parts[0] not in {"layouts", "components", "parts"}
    and str(name) not in _PARTS
]
_INLINE = re.compile(r"<[a-z][^>]*?\s(style|on[a-z]+)\s*=", re.IGNORECASE)
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>[^<]*)</script>", re.IGNORECASE)


def _name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def _base_of(path: Path) -> str:
    """Return what a page extends; empty for none."""
    found = re.search(r'{%-? extends "([^"]+)" -?%}', path.read_text(encoding="utf-8"))
    return found[1] if found else ""


@pytest.mark.parametrize("path", ALL, ids=_name)
def test_no_template_carries_style_or_handlers_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert _INLINE.findall(text) == []
    assert "<style" not in text
    assert "javascript:" not in text


@pytest.mark.parametrize("path", ALL, ids=_name)
def test_scripts_are_modules_of_ours_or_plain_data(path: Path) -> None:
    for script in _SCRIPT.finditer(path.read_text(encoding="utf-8")):
        attributes, body = script["attributes"], script["body"].strip()
        is_data = 'type="application/json"' in attributes
        is_map = 'type="importmap" nonce=' in attributes
        assert is_data or is_map or (not body and "src=" in attributes), attributes


def test_the_file_to_keep_reaches_nobody() -> None:
    text = _KEPT.read_text(encoding="utf-8")

    assert "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'" in text
    assert not re.search(r"(src|href)\s*=", text)


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_every_page_stands_in_a_layout(path: Path) -> None:
    base = _base_of(path)
    # A page may stand on another page, as the practice stands on the hall.
    while base in {_name(page) for page in PAGES}:
        base = _base_of(TEMPLATES / base)

    assert base.startswith("layouts/")


@pytest.mark.parametrize("path", ALL, ids=_name)
def test_a_form_that_writes_carries_its_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    forms = re.findall(r'<form[^>]*method="post"[^>]*>.*?</form>', text, re.DOTALL)

    assert [form[:80] for form in forms if "csrf" not in form] == []
