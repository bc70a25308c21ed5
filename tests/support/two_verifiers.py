"""Both verifiers on the same files: the one-file program and the page's modules under node."""

import base64
import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.node import run_module
from tests.support.offline import load_checker

#: One process for all files; each answers the names of its failures, the first first.
RUN = """
await Promise.all(v.map(async (job) => {
  const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
  const given = { ...job, main: bytes(job.main), policy: job.policy && bytes(job.policy) };
  const [outside, receipts] = [job.outside.map(bytes), job.receipts.map(bytes)];
  const found = await m.check({ ...given, outside, receipts });
  return found.failures.map((failure) => failure[0]);
}))
"""


@dataclass(frozen=True)
class Job:
    """What a reader gives to a verifier."""

    kind: str
    main: bytes
    policy: str | None = None
    outside: tuple[str, ...] = ()
    leaf: str | None = None
    receipts: tuple[bytes, ...] = ()
    key: str | None = None


def in_the_page(jobs: Sequence[Job]) -> list[list[str]]:
    """The names the page's modules find."""

    def b64(raw: bytes) -> str:
        return base64.b64encode(raw).decode()

    found: list[list[str]] = run_module(
        "../verify/record.js",
        RUN,
        [
            {
                "main": b64(job.main),
                "policy": None if job.policy is None else b64(job.policy.encode()),
                "outside": [b64(note.encode()) for note in job.outside],
                "leaf": job.leaf,
                "receipts": [b64(receipt) for receipt in job.receipts],
                "key": job.key,
            }
            for job in jobs
        ],
    )
    return found


def by_the_program(folder: Path, job: Job) -> list[str]:
    """The names the one-file program prints; its exit status says the same."""

    def kept(name: str, content: bytes) -> str:
        (folder / name).write_bytes(content)
        return str(folder / name)

    command = [job.kind, kept("main", job.main)]
    if job.policy is not None:
        command += ["--policy", kept("policy.txt", job.policy.encode())]
    for at, note in enumerate(job.outside):
        command += ["--checkpoint", kept(f"kept-{at}.txt", note.encode())]
    if job.leaf is not None:
        command += ["--leaf", job.leaf]
    for at, receipt in enumerate(job.receipts):
        command += ["--receipt", kept(f"receipt-{at}.json", receipt)]
    if job.key is not None:
        command += ["--key", job.key]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        status = load_checker().main(command)
    names = [line.split()[1] for line in printed.getvalue().splitlines() if line[:5] == "FAIL "]
    assert status == (1 if names else 0)
    return names
