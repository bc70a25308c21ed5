"""The small markup of a paper's running text: what a clerk may write, and what is wrong with it.

One line is one block. ``# `` begins a heading, ``> `` a line of address without indent, ``- `` a
numbered item, ``[[name]]`` says where a table stands; ``{word}`` is filled from the case. A line
that begins with ``? `` is left out when one of its placeholders has no value.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.documents.labels import placeholders
from app.documents.layouts import LAYOUTS, Layout
from app.documents.vocabulary import PaperKind

#: The texts that ship with the platform, one file a kind.
TEXTS = Path(__file__).resolve().parents[2] / "templates" / "documents" / "texts"
#: About four full pages; a paper of the court says less.
TEXT_MAX = 6_000
LINES_MAX = 120
_MARKER = re.compile(r"\[\[(.*?)\]\]")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PREFIXES = {"# ": "heading", "> ": "address", "- ": "item"}
#: Signs that have no shape of their own, or none that everybody shares.
_SHAPELESS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class TextFault(StrEnum):
    """What a text is refused for."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SHAPELESS_SIGN = "shapeless_sign"
    STRAY_BRACE = "stray_brace"
    STRAY_MARKER = "stray_marker"
    UNKNOWN_PLACEHOLDER = "unknown_placeholder"
    UNKNOWN_TABLE = "unknown_table"
    TABLE_MISSING = "table_missing"
    TABLE_TWICE = "table_twice"
    PLACEHOLDER_MISSING = "placeholder_missing"
    ARTICLE_MISSING = "article_missing"


@dataclass(frozen=True)
class Block:
    """One line of a text: its form, its words with placeholders, whether it may be left out."""

    form: str
    words: str
    is_optional: bool = False

    @property
    def placeholders(self) -> list[str]:
        """The words between braces, in the order of the line; the name of a table has none."""
        return [] if self.form == "table" else _PLACEHOLDER.findall(self.words)

    def filled(self, values: dict[str, str]) -> str:
        """Return the words with every placeholder replaced, once: a value is never read again."""
        return _PLACEHOLDER.sub(lambda found: values[found.group(1)], self.words)


def normalized(text: str) -> str:
    """Return a text in the one form it is kept in: composed signs, plain line ends, no spare rows.

    Composed (NFC), so that what is copied out of a paper is found by a search for what was typed.
    """
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.replace("\t", " ").strip(" \u3000") for line in composed.split("\n")]
    return "\n".join(line for line in lines if line) + "\n"


def blocks(text: str) -> list[Block]:
    """Return the blocks of a normalized text."""
    return [_block(line) for line in text.split("\n") if line]


def _block(line: str) -> Block:
    is_optional = line.startswith("? ")
    rest = line.removeprefix("? ").strip()
    if marker := _MARKER.fullmatch(rest):
        return Block("table", marker.group(1), is_optional)
    for prefix, form in _PREFIXES.items():
        if rest.startswith(prefix):
            return Block(form, rest.removeprefix(prefix).strip(), is_optional)
    return Block("paragraph", rest, is_optional)


def faults(kind: PaperKind, text: str) -> list[tuple[TextFault, str]]:
    """Return everything a normalized text of a kind may not go out with, and the word at fault."""
    found = blocks(text)
    if not any(block.form == "paragraph" for block in found):
        return [(TextFault.EMPTY, "")]
    if len(text) > TEXT_MAX or len(found) > LINES_MAX:
        return [(TextFault.TOO_LONG, str(TEXT_MAX))]
    layout = LAYOUTS[kind]
    return [
        *_stray(text, found),
        *_unknown(kind, layout, found),
        *_missing(kind, layout, text, found),
    ]


def _stray(text: str, found: list[Block]) -> Iterator[tuple[TextFault, str]]:
    for sign in sorted(set(text) - {"\n"}):
        if unicodedata.category(sign) in _SHAPELESS:
            yield TextFault.SHAPELESS_SIGN, f"U+{ord(sign):04X}"
    for block in found:
        if block.form == "table":
            continue
        bare = _PLACEHOLDER.sub("", block.words)
        if "{" in bare or "}" in bare:
            yield TextFault.STRAY_BRACE, block.words[:30]
        if "[[" in bare or "]]" in bare:
            yield TextFault.STRAY_MARKER, block.words[:30]


def _unknown(
    kind: PaperKind, layout: Layout, found: list[Block]
) -> Iterator[tuple[TextFault, str]]:
    known = placeholders(kind)
    used = dict.fromkeys(word for block in found for word in block.placeholders)
    for word in used:
        if word not in known:
            yield TextFault.UNKNOWN_PLACEHOLDER, word
    tables = [block.words for block in found if block.form == "table"]
    for name in dict.fromkeys(tables):
        if name not in layout.tables:
            yield TextFault.UNKNOWN_TABLE, name
        elif tables.count(name) > 1:
            yield TextFault.TABLE_TWICE, name


def _missing(
    kind: PaperKind, layout: Layout, text: str, found: list[Block]
) -> Iterator[tuple[TextFault, str]]:
    placed = {block.words for block in found if block.form == "table"}
    for name in layout.tables:
        if name not in placed:
            yield TextFault.TABLE_MISSING, name
    used = {word for block in found for word in block.placeholders}
    for word, field in placeholders(kind).items():
        if field in layout.required and word not in used:
            yield TextFault.PLACEHOLDER_MISSING, word
    for article in layout.articles:
        if article not in text:
            yield TextFault.ARTICLE_MISSING, article


@cache
def default_text(kind: PaperKind) -> str:
    """Return the text a kind of paper ships with."""
    return normalized((TEXTS / f"{kind.value}.txt").read_text(encoding="utf-8"))
