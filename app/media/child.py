"""Start the cleaning child and believe nothing but a well-formed answer."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.kernel.errors import Refusal
from app.media.vocabulary import MediaFault, MediaKind

ROOT = Path(__file__).resolve().parents[2]
#: Wall time: CPU time is limited in the child, this catches one that merely waits.
WAIT_SECONDS = {MediaKind.PICTURE: 20, MediaKind.DOCUMENT: 20, MediaKind.VIDEO: 180}


def run_clean(kind: MediaKind, source: Path, out: Path) -> dict[str, Any]:
    """Return what the child made of a file, or raise the refusal it found.

    Waiting for a child is green under eventlet, so others are served meanwhile. The child gets
    no environment of ours: no database address, no keys.
    """
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    try:
        finished = subprocess.run(
            [sys.executable, "-m", "app.media.clean", kind.value, str(source), str(out)],
            capture_output=True,
            timeout=WAIT_SECONDS[kind],
            env=environment,
            cwd=out,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refusal(MediaFault.EXHAUSTED) from None
    if finished.returncode != 0:
        raise Refusal(MediaFault.EXHAUSTED)
    try:
        answer: dict[str, Any] = json.loads(finished.stdout)
    except ValueError:
        raise Refusal(MediaFault.UNREADABLE) from None
    if not answer.get("ok"):
        raise Refusal(MediaFault(answer["code"]))
    return answer
