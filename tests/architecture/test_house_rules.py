"""House rules that no linter knows: one commit, guarded routes, worded facts, small files."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.kernel.facts import Fact
from app.kernel.permissions import ROLES_OF, Permission
from app.trail.wording import WORDING
from app.web.modules import loaded

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "registry", "appraisal", "auction")
UNIT_OF_WORK = ROOT / "app" / "store" / "work.py"
CLOCK = ROOT / "app" / "kernel" / "clock.py"
#: The bank is another house: its wire is signed with the wall time of both sides.
BANK = ROOT / "app" / "ledger" / "bank"
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
#: Routes of libraries: static files, and the OpenAPI document.
UNGUARDED = {"static", "api-docs.openapi_json"}
MONEY_WORDS = ("price", "amount", "fee", "deposit", "fen", "yuan", "money", "balance", "bid_step")


def source_files(*, with_tests: bool = False) -> Iterator[Path]:
    """Every Python file of the platform."""
    for package in (*PACKAGES, *(("tests",) if with_tests else ())):
        yield from sorted((ROOT / package).rglob("*.py"))
    yield from (ROOT / "config.py", ROOT / "wsgi.py")


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, node


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def test_only_the_unit_of_work_commits() -> None:
    found = [
        place(path, node)
        for path, node in nodes()
        if isinstance(node, ast.Attribute)
        and node.attr == "commit"
        and ast.unparse(node.value).endswith("session")
        and path != UNIT_OF_WORK
    ]

    assert found == []


def test_no_time_without_a_zone() -> None:
    naive = {"utcnow", "utcfromtimestamp"}
    found = [
        place(path, node)
        for path, node in nodes()
        if (isinstance(node, ast.Attribute) and node.attr in naive)
        or (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in {"datetime.now", "datetime.fromtimestamp"}
            and not node.args
            and not node.keywords
        )
    ]

    assert found == []


def test_nobody_but_the_clock_reads_the_wall() -> None:
    found = [
        place(path, node)
        for path, node in nodes()
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"datetime.now", "date.today", "time.time"}
        and path != CLOCK
        and BANK not in path.parents
    ]

    assert found == []


def test_nobody_sleeps_but_the_runtime() -> None:
    found = [
        place(path, node)
        for path, node in nodes()
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"time.sleep", "eventlet.sleep"}
        and path != ROOT / "app" / "runtime.py"
    ]

    assert found == []


def test_no_float_comes_near_money() -> None:
    """A line that names money neither calls float() nor holds a float literal."""
    found = []
    for path in source_files():
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))):
            is_float = (isinstance(node, ast.Constant) and isinstance(node.value, float)) or (
                isinstance(node, ast.Call) and ast.unparse(node.func) == "float"
            )
            if is_float:
                line = lines[node.lineno - 1].lower()
                if any(word in line for word in MONEY_WORDS):
                    found.append(place(path, node))

    assert found == []


def test_files_stay_short() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in source_files(with_tests=True)
    }

    assert {path: lines for path, lines in lengths.items() if lines > FILE_LINES_MAX} == {}


def test_functions_stay_short() -> None:
    found = {
        place(path, node): node.end_lineno - node.lineno + 1
        for path, node in nodes()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    }

    assert found == {}


def test_every_route_names_its_guard(app: Flask) -> None:
    unguarded = sorted(
        {
            f"{rule.endpoint} {rule.rule}"
            for rule in app.url_map.iter_rules()
            if rule.endpoint not in UNGUARDED
            and not hasattr(app.view_functions[rule.endpoint], "guard")
        }
    )

    assert unguarded == []


def test_every_guard_is_a_permission_or_public(app: Flask) -> None:
    guards = {getattr(view, "guard", "public") for view in app.view_functions.values()}

    assert guards <= {"public", *Permission}


def test_every_permission_has_its_roles() -> None:
    assert set(ROLES_OF) == set(Permission)


def all_facts(kind: type[Fact] = Fact) -> Iterator[type[Fact]]:
    for child in kind.__subclasses__():
        if child.__module__.split(".")[0] in PACKAGES and "name" in child.__dict__:
            yield child
        yield from all_facts(child)


def test_every_fact_has_its_words(app: Flask) -> None:
    unworded = sorted(fact.name for fact in set(all_facts()) if fact.name not in WORDING)

    assert unworded == []


def test_every_fact_is_offered_by_its_module(app: Flask) -> None:
    with app.app_context():
        offered = {fact for module in loaded() for fact in module.facts}

    assert sorted(fact.name for fact in set(all_facts()) - offered) == []


def test_a_fact_has_one_name_of_its_own(app: Flask) -> None:
    names = [fact.name for fact in set(all_facts())]

    assert len(names) == len(set(names))
    assert all(name.count(".") == 2 and name == name.lower() for name in names)


@pytest.mark.parametrize("phrase", ["T" + "ODO", "F" + "IXME", "for " + "now,", "X" + "XX"])
def test_nothing_is_left_for_later(phrase: str) -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in source_files()
        if phrase in path.read_text(encoding="utf-8")
    ]

    assert found == []
