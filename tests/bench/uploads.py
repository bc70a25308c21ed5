"""A video of 200 MB comes in and is cleaned: what it costs the web process and everybody else."""

import threading
import time
from pathlib import Path

from appraisal.services.files import purpose_of
from tests.bench.figures import Figure, quantile
from tests.support.live import Program, watched_web_process
from tests.support.people import PASSWORD
from tests.support.upload_stage import surveyed_desk
from tests.support.uploads import PIECE, VERSION, metadata
from tests.support.videos import MIB, make_noisy_video

#: The web process may grow by so much, and another user's page may take so long.
GROWTH_MAX = 64 * MIB
P95_MAX_MS = 200.0
SECONDS = 13
PIECE_BYTES = 32 * MIB


def measure(url: str, folder: Path) -> list[Figure]:
    """Return memory and another user's page as shares of their limits; at least 1 holds them."""
    video = make_noisy_video(folder / "video.mp4", seconds=SECONDS)
    size = video.stat().st_size
    with surveyed_desk(url, folder) as desk, watched_web_process(url, folder) as (address, pid):
        sender = Program(address, "agency1", PASSWORD)
        reader = Program(address, "agency2", PASSWORD)
        watch = Watch(reader, pid)
        # Both ways are walked once, so that what is loaded only once is not counted.
        watch.look(20)
        warm = make_noisy_video(folder / "warm.mp4", seconds=1)
        _hand_over(sender, desk.no, _send(sender, desk.no, warm))
        quiet = watch.look(50)
        before = rss(pid)
        with watch:
            began = time.monotonic()
            token = _send(sender, desk.no, video)
            sent = time.monotonic() - began
            _hand_over(sender, desk.no, token)
            took = time.monotonic() - began
        sender.close()
        reader.close()
    growth = max(watch.peak - before, 1)
    p95 = quantile(watch.spans, 0.95)
    name = "upload of 200 MB"
    return [
        Figure(f"{name}: received at", size / sent / MIB, "MiB/s"),
        Figure(f"{name}: received, cleaned and kept in", took, "s"),
        Figure(f"{name}: another user's page, p50", quantile(watch.spans, 0.5), "ms"),
        Figure(f"{name}: another user's page, p95", p95, "ms"),
        Figure(f"{name}: the same page in quiet, p95", quantile(quiet, 0.95), "ms"),
        Figure(f"{name}: growth of the web process", growth / MIB, "MiB"),
        Figure(f"{name}: 200 ms as a multiple of the page's p95", P95_MAX_MS / p95, "x", 1),
        Figure(f"{name}: 64 MiB as a multiple of the growth", GROWTH_MAX / growth, "x", 1),
    ]


def rss(pid: int) -> int:
    """Return the bytes of memory a process holds now."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)


class Watch:
    """Another user, who reads a page all the time, and a look at the process's memory."""

    def __init__(self, reader: Program, pid: int) -> None:
        self.reader = reader
        self.pid = pid
        self.spans: list[float] = []
        self.peak = 0
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def look(self, times: int) -> list[float]:
        """Read the page some times and return how long each took, in milliseconds."""
        spans = []
        for _ in range(times):
            began = time.perf_counter()
            self.reader.get("/desk/assignments").raise_for_status()
            spans.append((time.perf_counter() - began) * 1000)
        return spans

    def __enter__(self) -> None:
        """Begin to look."""
        self._threads = [threading.Thread(target=run) for run in (self._read, self._weigh)]
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        while not self._stop.is_set():
            self.spans += self.look(1)
            self._stop.wait(0.02)

    def _weigh(self) -> None:
        while not self._stop.is_set():
            self.peak = max(self.peak, rss(self.pid))
            self._stop.wait(0.05)


def _send(sender: Program, no: str, video: Path) -> str:
    size = video.stat().st_size
    begun = sender.http.post(
        f"{sender.url}/uploads",
        headers={
            **VERSION,
            "Upload-Length": str(size),
            "Upload-Metadata": metadata(filename=video.name, purpose=purpose_of(no)),
        },
        timeout=60,
    )
    begun.raise_for_status()
    address, offset = sender.url + begun.headers["Location"], 0
    with video.open("rb") as stream:
        while piece := stream.read(PIECE_BYTES):
            answer = sender.http.patch(
                address,
                data=piece,
                headers={**VERSION, "Upload-Offset": str(offset), "Content-Type": PIECE},
                timeout=120,
            )
            answer.raise_for_status()
            offset += len(piece)
    return address.rsplit("/", 1)[1]


def _hand_over(sender: Program, no: str, token: str) -> None:
    answer = sender.http.post(
        f"{sender.url}/api/v1/appraisals/{no}/files",
        json={"slot": "video", "upload": token},
        timeout=240,
    )
    answer.raise_for_status()
