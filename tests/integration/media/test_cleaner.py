"""The process that opens strangers' files: limited, alone with its file, replaced when it dies."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app.kernel.errors import Refusal
from app.media import child
from app.media.vocabulary import MediaKind
from tests.support import hostile_files as hostile
from tests.support.appraisals import small_pdf, small_picture
from tests.support.servers import wait_until

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Begin and end without a spare cleaner."""
    child.end_cleaners()
    yield
    child.end_cleaners()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A photograph that takes a moment."""
    file = tmp_path / "small.jpg"
    file.write_bytes(small_picture())
    return file


class Work(threading.Thread):
    """A heavy photograph under way, and the process that opens it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._source, self._out = folder / "heavy.png", folder
        self._source.write_bytes(hostile.png_of(8000, 5000))
        self.outcome: Any = None

    def run(self) -> None:
        """Clean it and keep what came of it."""
        try:
            self.outcome = child.run_clean(MediaKind.PICTURE, self._source, self._out)
        except Refusal as refusal:
            self.outcome = refusal.code

    def process(self) -> int:
        """Wait for the fork of the file and return its number."""
        own = f"/proc/{os.getpid()}/task"

        def forks() -> list[int]:
            found = []
            for task in Path(own).iterdir():
                with suppress(OSError):
                    for cleaner in (task / "children").read_text().split():
                        command = Path(f"/proc/{cleaner}/cmdline").read_bytes()
                        if b"app.media.clean" in command:
                            kept = Path(f"/proc/{cleaner}/task/{cleaner}/children").read_text()
                            found += [int(number) for number in kept.split()]
            return found

        wait_until(lambda: bool(forks()), seconds=20)
        return forks()[0]


def cleaned(source: Path, kind: MediaKind = MediaKind.PICTURE) -> dict[str, Any]:
    return child.run_clean(kind, source, source.parent)


def test_a_file_is_opened_within_limits_and_without_our_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "never to be seen")
    work = Work(tmp_path)
    work.start()
    fork = work.process()

    wait_until(lambda: "268435456" in Path(f"/proc/{fork}/limits").read_text(), seconds=5)
    limits = Path(f"/proc/{fork}/limits").read_text()
    environment = Path(f"/proc/{fork}/environ").read_bytes()
    doors = [str(door.readlink()) for door in Path(f"/proc/{fork}/fd").iterdir()]
    work.join()

    limit_of = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()}
    assert limit_of["Max address space"] == "268435456"
    assert limit_of["Max cpu time"] == "10"
    assert limit_of["Max core file size"] == "0"
    assert b"never to be seen" not in environment
    assert not [door for door in doors if door.startswith("socket:")]
    assert work.outcome["ok"]


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSEGV, signal.SIGXCPU])
def test_a_process_that_dies_over_a_file_costs_only_that_file(
    tmp_path: Path, small: Path, blow: signal.Signals
) -> None:
    work = Work(tmp_path)
    work.start()

    os.kill(work.process(), blow)
    work.join()

    assert work.outcome == "media_exhausted"
    assert cleaned(small)["width"] == 320


def test_a_process_that_stands_still_is_given_up(
    tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(child.WAIT_SECONDS, MediaKind.PICTURE, 2)
    work = Work(tmp_path)
    work.start()
    fork = work.process()

    os.kill(fork, signal.SIGSTOP)
    work.join()

    assert work.outcome == "media_exhausted"
    assert not Path(f"/proc/{fork}").exists()
    monkeypatch.undo()
    assert cleaned(small)["width"] == 320


def test_a_cleaner_that_keeps_no_time_is_ended_with_its_work(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaned(small)
    (spare,) = child._spare[MediaKind.PICTURE]
    os.kill(spare.process.pid, signal.SIGSTOP)
    monkeypatch.setitem(child.WAIT_SECONDS, MediaKind.PICTURE, 0)
    monkeypatch.setattr(child, "GRACE_SECONDS", 0.3)

    with pytest.raises(Refusal, match="media_exhausted"):
        cleaned(small)

    monkeypatch.undo()
    assert spare.process.poll() is not None
    assert cleaned(small)["width"] == 320


def test_a_spare_that_died_meanwhile_costs_no_file(small: Path) -> None:
    cleaned(small)
    (spare,) = child._spare[MediaKind.PICTURE]
    spare.process.kill()
    spare.process.wait()

    assert cleaned(small)["width"] == 320
    assert child._spare[MediaKind.PICTURE][0].process.pid != spare.process.pid


def test_one_cleaner_serves_many_files_and_then_makes_room(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "FILES_MAX", 3)
    used = []
    for _ in range(4):
        cleaned(small)
        used += [spare.process.pid for spare in child._spare[MediaKind.PICTURE]]

    assert len(used) == 3
    assert used[0] == used[1] != used[2]


def test_many_files_at_once_wait_for_their_turn(small: Path, tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(small_pdf())
    told: list[dict[str, Any]] = []
    folders = [tmp_path / str(number) for number in range(8)]
    for folder in folders:
        folder.mkdir()

    def run(folder: Path) -> None:
        told.append(child.run_clean(MediaKind.PICTURE, small, folder))

    runners = [threading.Thread(target=run, args=(folder,)) for folder in folders]
    for runner in runners:
        runner.start()
    assert cleaned(paper, MediaKind.DOCUMENT)["pages"] == 1
    for runner in runners:
        runner.join()

    assert len(told) == 8
    assert all((folder / "thumb.webp").is_file() for folder in folders)
    assert len(child._spare[MediaKind.PICTURE]) <= child.AT_ONCE[MediaKind.PICTURE]


SCRIPT = """
import sys, time
from pathlib import Path
{patch}
from app.media import child
from app.media.vocabulary import MediaKind
source = Path(sys.argv[1])
child.run_clean(MediaKind.PICTURE, source, source.parent)
print(child._spare[MediaKind.PICTURE][0].process.pid, flush=True)
{then}
"""


@pytest.mark.parametrize("patch", ["", "import eventlet; eventlet.monkey_patch()"])
@pytest.mark.parametrize("then", ["", "time.sleep(60)"], ids=["ends", "is killed"])
def test_nothing_is_left_of_a_server_that_has_gone(small: Path, patch: str, then: str) -> None:
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SCRIPT.format(patch=patch, then=then), str(small)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    cleaner = int(server.stdout.readline())
    if then:
        server.kill()
    server.wait(timeout=20)
    server.stdout.close()

    def is_gone() -> bool:
        stat = Path(f"/proc/{cleaner}/stat")
        try:
            return stat.read_text().rsplit(")", 1)[1].split()[0] == "Z"
        except OSError:
            return True

    wait_until(is_gone, seconds=10)
