"""The import contracts are kept, and each of them catches a deliberate violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "registry", "appraisal", "auction")

#: The contract, the file that breaks it, and what is written there.
VIOLATIONS = [
    ("stack", "registry/services/cheating.py", "import auction.facts"),
    ("platform", "app/kernel/cheating.py", "import app.identity.facade"),
    ("floors", "registry/rules/cheating.py", "import registry.queries"),
    ("floors", "auction/helpers.py", "ANSWER = 42"),
    ("platform", "app/utils/__init__.py", "ANSWER = 42"),
    ("pure", "auction/rules/cheating.py", "import sqlalchemy"),
    ("pure", "app/lawbook/cheating.py", "import flask"),
    ("services", "registry/services/cheating.py", "import flask"),
    ("services", "auction/services/cheating.py", "import marshmallow"),
    ("eventlet", "app/live/cheating.py", "import eventlet"),
    ("door-registry", "auction/services/cheating.py", "import registry.models"),
    ("door-appraisal", "auction/services/cheating.py", "import appraisal.services"),
    ("door-identity", "auction/services/cheating.py", "import app.identity.models"),
    ("door-ledger", "auction/services/cheating.py", "import app.ledger.models"),
    ("door-screening", "auction/services/cheating.py", "import app.screening.models"),
    ("door-media", "appraisal/services/cheating.py", "import app.media.models"),
    ("door-documents", "appraisal/services/cheating.py", "import app.documents.models"),
    ("door-scheduling", "auction/services/cheating.py", "import app.scheduling.models"),
    ("door-live", "auction/services/cheating.py", "import app.live.limits"),
]


def lint(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run lint-imports on a tree, without a cache shared between trees."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache", *options],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source that a test may spoil."""
    copy = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in (".importlinter", "config.py"):
        shutil.copy(ROOT / name, copy / name)
    return copy


def test_all_contracts_are_kept() -> None:
    finished = lint(ROOT)

    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize(("contract", "file", "line"), VIOLATIONS)
def test_a_violation_is_caught(tree: Path, contract: str, file: str, line: str) -> None:
    cheat = tree / file
    folder_was_there = cheat.parent.is_dir()
    cheat.parent.mkdir(exist_ok=True)
    cheat.write_text(f'"""A deliberate violation."""\n\n{line}\n', encoding="utf-8")
    try:
        finished = lint(tree, "--contract", contract)
    finally:
        cheat.unlink()
        if not folder_was_there:
            shutil.rmtree(cheat.parent)

    assert finished.returncode != 0, f"{contract} let {file} pass"
    assert "BROKEN" in finished.stdout or "exhaustive" in finished.stdout.lower(), finished.stdout


def test_every_contract_is_tried() -> None:
    lines = (ROOT / ".importlinter").read_text(encoding="utf-8").splitlines()
    contracts = {
        line.removeprefix("[importlinter:contract:").removesuffix("]")
        for line in lines
        if line.startswith("[importlinter:contract:")
    }

    assert contracts == {contract for contract, _, _ in VIOLATIONS}
