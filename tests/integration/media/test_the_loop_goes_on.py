"""While files are cleaned and papers are set, the server's loop serves everybody else."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support import hostile_files as hostile

ROOT = Path(__file__).resolve().parents[3]

#: Runs in a process of its own, patched as wsgi.py patches it: counts the turns of the loop.
SCRIPT = """
import eventlet
eventlet.monkey_patch()
import json, sys, time
from pathlib import Path
from flask import Flask
from app.documents.render import render
from app.media.child import run_clean
from app.media.vocabulary import MediaKind
from app.web import i18n

turns = []

def tick():
    while True:
        turns.append(time.perf_counter())
        eventlet.sleep(0.005)

app = Flask("loop")
i18n.init_app(app)
eventlet.spawn(tick)
eventlet.sleep(0.05)
began = time.perf_counter()
source, out = Path(sys.argv[1]), Path(sys.argv[2])
if sys.argv[3] == "clean":
    run_clean(MediaKind.PICTURE, source, out)
else:
    with app.app_context():
        render("demo_report", json.loads(source.read_text()))
took = time.perf_counter() - began
inside = [turn for turn in turns if turn >= began]
gaps = [b - a for a, b in zip(inside, inside[1:])]
print(json.dumps({"took": took, "turns": len(inside), "longest": max(gaps, default=took)}))
"""


def measure(source: Path, out: Path, work: str) -> dict[str, float]:
    finished = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT, str(source), str(out), work],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    found: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    return found


def test_cleaning_a_heavy_picture_does_not_stop_the_loop(tmp_path: Path) -> None:
    source, out = tmp_path / "heavy.png", tmp_path / "out"
    out.mkdir()
    source.write_bytes(hostile.png_of(8000, 5000))

    found = measure(source, out, "clean")

    assert found["turns"] > 20
    assert found["longest"] < max(0.25, found["took"] / 3)


def test_setting_a_paper_does_not_stop_the_loop(tmp_path: Path) -> None:
    values = {
        "report_no": "1", "agency_name": "甲", "court_name": "乙", "case_number": "丙",
        "asset_title": "丁", "asset_address": "戊", "methods": ["比较法"], "findings": [],
        "valuation_on": "一日", "reported_on": "一日", "valid_until": "二日", "signers": [],
        "value": {"fen": "1", "yuan": "0.01", "capital": "壹分"},
    }  # fmt: skip
    source = tmp_path / "values.json"
    source.write_text(json.dumps(values), encoding="utf-8")

    found = measure(source, tmp_path, "render")

    assert found["longest"] < max(0.25, found["took"] / 2)
