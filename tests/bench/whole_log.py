"""How long a stranger checks the export of a whole log with the one-file program."""

import hashlib
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from app.kernel.facts import stamp
from app.trail.recorder import canonical
from tests.bench.figures import Figure
from tests.support.lot_records import OPENS, SECOND
from tests.support.offline import CHECKER
from tests.support.sealed_log import POLICY, SealedLog, zipped

#: The export that reliability.md names, and the time in which it must be checked.
ENTRIES = 200_000
SECONDS_MAX = 10.0
#: Older checkpoints that travel with an export, each to be verified and led to the newest.
CHECKPOINTS = 60
#: Strict JSON, its one form and signatures are the rest: fifteen times the hashing, 25 at most.
HASHING_SHARE_MIN = 0.04
RUNS = 3


def measure(folder: Path) -> list[Figure]:
    """Return ten seconds over the time of the check, and plain hashing over it."""
    bodies = _bodies()
    made = SealedLog(bodies)
    sizes = [ENTRIES * place // (CHECKPOINTS + 1) for place in range(1, CHECKPOINTS + 1)]
    files = {
        "whole-log.zip": zipped(made.parts_of_log(range(ENTRIES), sizes)),
        "whole-log-policy.txt": POLICY.encode(),
        "whole-log-kept.txt": made.note(ENTRIES // 3).encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    # In turn, the best of each: what else this machine does falls on both.
    runs = [(_hash(bodies), *_check(folder)) for _ in range(RUNS)]
    hashing, seconds, work = (min(found) for found in zip(*runs, strict=True))
    return [
        Figure(f"check of a whole log of {ENTRIES} entries", seconds, "s"),
        Figure("the processor's share of it", work, "s"),
        Figure("ten seconds over that check", SECONDS_MAX / seconds, "x", 1.0),
        Figure("plain hashing of its tree over its work", hashing / work, "x", HASHING_SHARE_MIN),
    ]


def _bodies() -> list[bytes]:
    """Facts as a lot's bids are: all public, so that each is parsed and compared with its form."""
    return [
        canonical(
            "auction.bid.placed",
            f"lot:L-0102-2026-{place // 400:04d}",
            place % 400 + 1,
            "system",
            stamp(OPENS + place * SECOND),
            {
                "lot": f"L-0102-2026-{place // 400:04d}",
                "case_number": "（2026）鲁0102执1234号",
                "bid_seq": place % 400 + 1,
                "paddle": "7K3Q",
                "price": str(154_000_000 + place * 100),
                "kind": "ordinary",
                "rank": None,
                "received_at": stamp(OPENS + place * SECOND),
                "closes_at": stamp(OPENS + place * SECOND),
                "extensions": 0,
            },
        )
        for place in range(ENTRIES)
    ]


def _check(folder: Path) -> tuple[float, float]:
    """Run the program as a reader does; return its seconds by the clock and of the processor."""
    command = [sys.executable, "-I", str(CHECKER), "log", "whole-log.zip"]
    command += ["--policy", "whole-log-policy.txt", "--checkpoint", "whole-log-kept.txt"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"{ENTRIES} entries" in ran.stdout
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _hash(bodies: Sequence[bytes]) -> float:
    """Hash every leaf, and as many nodes as their tree has; return the processor's seconds."""
    began = time.process_time()
    level = [hashlib.sha256(b"\x00" + body).digest() for body in bodies]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level = [*above, *level[2 * len(above) :]]
    return time.process_time() - began
