"""`make run`: one line when it answers, all of it stopped together."""

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.servers import LiveServer, wait_until

# On one worker with the test that kills processes: each alone keeps both processors busy.
pytestmark = [pytest.mark.live, pytest.mark.slow, pytest.mark.xdist_group("processes")]


@pytest.fixture(scope="module")
def started(make_live_server: Callable[..., LiveServer]) -> LiveServer:
    """The platform with its demo people and no lots, started by the launcher."""
    return make_live_server(DEMO_LOTS="0")


@pytest.fixture
def server(started: LiveServer) -> LiveServer:
    """The platform running, started again if the test before has stopped it."""
    return started if started.is_running else started.start()


def is_closed(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def pid_of(server: LiveServer, *words: str) -> int:
    """Return the process of this server whose command line holds the words."""
    mark = f"PORT={server.port}".encode()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            is_ours = mark in (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if is_ours and all(word in command for word in words):
            return int(folder.name)
    pytest.fail(f"no process {words}")


def test_it_says_ready_once_with_the_demo_people(server: LiveServer) -> None:
    lines = server.output.splitlines()

    assert lines[0] == f"Ready: {server.url}"
    assert any("clerk" in line for line in lines)
    assert '"ready":true' in server.get("/readyz")


def test_a_second_start_is_told_who_runs_already(server: LiveServer) -> None:
    other = LiveServer(
        server.folder,
        server.database_url,
        {},
        server.port,
        server.bank_port,
        log_name="second.log",
    )

    with pytest.raises(AssertionError, match="already runs on"):
        other.start()

    assert '"ready":true' in server.get("/readyz")


def test_ctrl_c_stops_all_and_the_next_start_loses_nothing(server: LiveServer) -> None:
    status = server.stop()

    assert status == 0
    assert server.output.rstrip().endswith("Stopped.")
    assert is_closed(server.port)
    assert is_closed(server.bank_port)
    server.start()

    assert f"Ready: {server.url}" in server.output
    assert "invariants hold" in server.flask("verify", "--all")


def test_a_taken_port_is_named(server: LiveServer, tmp_path: Path) -> None:
    taken = LiveServer(tmp_path, server.database_url, {}, server.port)

    with pytest.raises(AssertionError, match=f"PORT: 127.0.0.1:{server.port} cannot be used"):
        taken.start()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the process through /proc")
def test_a_child_that_dies_stops_all_with_a_sentence(server: LiveServer) -> None:
    os.kill(pid_of(server, "flask", "clock"), signal.SIGKILL)

    wait_until(lambda: is_closed(server.port), seconds=30, what="end of the web process")

    wait_until(lambda: "the clock process ended by itself" in server.output, what="the sentence")
    # The launcher outlives its last sentence by a moment; the next test must not find it running.
    assert server.wait() == 1
