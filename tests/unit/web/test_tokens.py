"""Text can be read on its ground in both themes: WCAG AA, computed from the tokens."""

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).resolve().parents[3] / "static/css/tokens.css").read_text(encoding="utf-8")
_TOKEN = re.compile(r"--mc-([\w-]+):\s*([^;]+);")

#: (text, ground): everything that is read.
TEXT = [
    *(
        (text, ground)
        for text in ("text", "text-2", "link", "accent", "good", "warn", "bad", "info")
        for ground in ("paper", "surface")
    ),
    *((text, "surface-2") for text in ("text", "text-2", "link", "accent")),
    ("text", "surface-3"),
    *((tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "quiet", "accent")),
    *(("text", f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "quiet")),
    ("on-ink", "ink"),
    ("on-ink-2", "ink"),
    ("on-ink", "ink-2"),
    ("on-ink-2", "ink-2"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
]
#: What is only a shape: borders of controls, the ring of focus, a mark in a box.
SHAPES = [
    ("line-strong", "surface"),
    ("line-strong", "paper"),
    ("focus", "paper"),
    ("focus", "surface"),
    ("check", "surface"),
]


def _block(selector: str) -> dict[str, str]:
    start = SHEET.index(selector)
    return dict(_TOKEN.findall(SHEET[start : SHEET.index("}", start)]))


THEMES = {
    "light": _block('[data-bs-theme="light"] {'),
    "dark": _block('\n[data-bs-theme="dark"] {'),
}


def _luminance(color: str) -> float:
    parts = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(theme: str, one: str, other: str) -> float:
    lights = sorted(_luminance(THEMES[theme][name]) for name in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out_from_its_ground(theme: str, text: str, ground: str) -> None:
    assert _contrast(theme, text, ground) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_a_shape_that_means_something_can_be_seen(theme: str, shape: str, ground: str) -> None:
    assert _contrast(theme, shape, ground) >= 3


def test_the_theme_of_the_system_is_the_dark_theme() -> None:
    assert _block(':root[data-bs-theme="auto"]') == THEMES["dark"]


def test_both_themes_name_the_same_tokens() -> None:
    assert THEMES["light"].keys() == THEMES["dark"].keys()
