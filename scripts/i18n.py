"""Merge what each part says in Chinese into one catalogue, compile it, and name what is missing.

    scripts/i18n.py            write translations/zh_Hans_CN/LC_MESSAGES/messages.po and .mo
    scripts/i18n.py --check    the same, and exit 1 when a sentence has no Chinese

English is the language of the message ids, so it needs no catalogue of its own.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "translations" / "source"
TARGET = ROOT / "translations" / "zh_Hans_CN" / "LC_MESSAGES"
CODE = ("app", "registry", "appraisal", "auction")
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def extracted() -> Iterator[tuple[str, str]]:
    """Yield every message id with the place it stands at."""
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from _ids(path, "python", {})
            yield from _labels(path)
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from _ids(path, "jinja2", {"silent": "false", "trimmed": "true"})


def _ids(path: Path, method: str, options: dict[str, str]) -> Iterator[tuple[str, str]]:
    found = extract_from_file(method, path, keywords=KEYWORDS, options=options)
    for line, message, _, _ in found:
        for text in [message] if isinstance(message, str) else message:
            if text:
                yield text, f"{path.relative_to(ROOT)}:{line}"


def _labels(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the labels of a calculation's steps: the pure rules leave their wording to the page."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        named = [given.value for given in node.keywords if given.arg == "label"]
        if node.func.id in ("Period", "count") and named:
            label = named[0]
        elif node.func.id == "Step" and node.args:
            label = node.args[0]
        else:
            continue
        choices = [label.body, label.orelse] if isinstance(label, ast.IfExp) else [label]
        for choice in choices:
            if isinstance(choice, ast.Constant) and isinstance(choice.value, str):
                yield choice.value, f"{path.relative_to(ROOT)}:{choice.lineno}"


def translations() -> tuple[dict[str, str], list[str]]:
    """Return every part's translations in one mapping, and what is wrong with them."""
    words: dict[str, str] = {}
    origin: dict[str, str] = {}
    faults: list[str] = []
    for path in sorted(SOURCES.glob("*.yaml")):
        part = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for english, chinese in part.items():
            faults += _faults_of(english, chinese, path.name)
            if words.setdefault(english, chinese) != chinese:
                faults.append(f"{path.name}: “{english}” differs from {origin[english]}")
            origin.setdefault(english, path.name)
    return words, faults


def _faults_of(english: object, chinese: object, source: str) -> list[str]:
    if not isinstance(english, str) or not isinstance(chinese, str) or not chinese:
        return [f"{source}: “{english}” is not a pair of sentences"]
    if set(_PLACEHOLDER.findall(english)) != set(_PLACEHOLDER.findall(chinese)):
        return [f"{source}: “{english}” and its Chinese name different values"]
    return []


def write_catalogue(words: dict[str, str]) -> None:
    """Write the .po in a stable order, and the .mo that the server reads."""
    catalogue = Catalog(locale="zh_Hans_CN", charset="utf-8", fuzzy=False)
    for english in sorted(words):
        catalogue.add(english, words[english])
    TARGET.mkdir(parents=True, exist_ok=True)
    with (TARGET / "messages.po").open("wb") as file:
        write_po(file, catalogue, width=100, omit_header=True)
    with (TARGET / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)


def main() -> int:
    """Build the catalogue and report on it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 when anything is missing")
    must_be_whole = parser.parse_args().check
    words, faults = translations()
    write_catalogue(words)
    missing: dict[str, str] = {}
    if must_be_whole:
        for text, place in extracted():
            if text not in words:
                missing.setdefault(text, place)
    for fault in faults:
        print(f"i18n: {fault}", file=sys.stderr)
    for text, place in missing.items():
        print(f"i18n: {place}: no Chinese for “{text}”", file=sys.stderr)
    looked = f", {len(missing)} missing" if must_be_whole else ""
    print(f"i18n: {len(words)} sentences in Chinese{looked}")
    return 1 if must_be_whole and (missing or faults) else 0


if __name__ == "__main__":
    sys.exit(main())
