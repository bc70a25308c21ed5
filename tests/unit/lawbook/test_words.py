"""Every rule, policy and step of a calculation has its Chinese words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import yaml

from app import lawbook
from auction.rules.distribution import LABELS

ROOT = Path(__file__).parents[3]
RULES = (
    ROOT / "app" / "lawbook",
    ROOT / "registry" / "rules",
    ROOT / "appraisal" / "rules",
    ROOT / "auction" / "rules",
)


def chinese() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in (ROOT / "translations" / "source").glob("*.yaml"):
        found |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def labels() -> Iterator[str]:
    """Yield the label of every step and of every period in the rules."""
    for folder in RULES:
        for path in folder.glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield from words_in(node)
    yield from LABELS.values()


def words_in(call: ast.Call) -> Iterator[str]:
    """Yield the first argument of a Step, or the label of a Period or of a count."""
    name = getattr(call.func, "id", "")
    found = [given.value for given in call.keywords if given.arg == "label"]
    label = call.args[0] if name == "Step" else found[0] if found else None
    if name in ("Step", "Period", "count") and isinstance(label, ast.Constant | ast.IfExp):
        for constant in ast.walk(label):
            if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                yield constant.value


def test_every_step_has_chinese_words() -> None:
    words = chinese()
    found = set(labels())

    assert len(found) > 20
    assert {label for label in found if label not in words} == set()


def test_every_rule_has_a_chinese_name() -> None:
    words = chinese()
    names = {
        str(rule.value) if rule.key.startswith("policy.") else rule.key.replace("_", " ")
        for rule in lawbook.all_rules()
        if not rule.key.startswith("schedule.")
    }

    assert {name for name in names if name not in words} == set()
