"""Every attack of the catalogue that must be beaten before a release is walked by some test."""

import ast
import json
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
CASES = json.loads((TESTS / "data" / "attacks.json").read_text(encoding="utf-8"))["cases"]
#: BID-04, test_bid_04_..., test_BID_04_...
_ID = re.compile(r"(?<![A-Za-z])([A-Za-z]{3,4}|WS|ws)[-_](\d\d)(?!\d)")


def named_by_tests() -> set[str]:
    """Return the ids in names and docstrings of tests, and of the files they are in."""
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        if path == Path(__file__):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tests = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        ]
        words = [ast.get_docstring(tree) or ""]
        words += [f"{test.name} {ast.get_docstring(test) or ''}" for test in tests]
        found |= {f"{kind.upper()}-{no}" for text in words for kind, no in _ID.findall(text)}
    return found


def test_every_case_of_the_first_tier_is_named_by_a_test() -> None:
    due = {case["id"] for case in CASES if case["tier"] == 1}

    assert len(due) > 20
    assert due - named_by_tests() == set()
