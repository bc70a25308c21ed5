"""The checker that anybody may run, on a record that anybody may download; no platform needed."""

import contextlib
import importlib.util
import io
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
CHECKER = ROOT / "static" / "verify" / "mingchui_verify.py"


@cache
def load_checker() -> ModuleType:
    """Return the checker as a module, found by its path: it belongs to no package."""
    found = importlib.util.spec_from_file_location("mingchui_verify", CHECKER)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def check_lot(
    folder: Path, record: bytes, receipts: Sequence[dict[str, Any]] = (), key: str | None = None
) -> tuple[int, list[str]]:
    """Run the one command on a record and receipts; return its exit status and its lines."""
    folder.mkdir(exist_ok=True)
    file = folder / "record.zip"
    file.write_bytes(record)
    command = ["lot", str(file), *(["--key", key] if key else [])]
    for place, receipt in enumerate(receipts):
        kept = folder / f"receipt-{place}.json"
        kept.write_text(json.dumps(receipt, ensure_ascii=False))
        command += ["--receipt", str(kept)]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        status = load_checker().main(command)
    return status, printed.getvalue().splitlines()
