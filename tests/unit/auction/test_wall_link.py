"""The link of the wall says what is so: live, asked for now and then, unreadable, shut out."""

from typing import Any

import pytest

from tests.support.node import run_module

_WALL = {"ok": True, "status": 200}


def told(answers: list[dict[str, Any]], *, is_connected: bool) -> tuple[list[str], int]:
    """Return what the link said of itself over some rounds, and how often it had the wall."""
    said, count = run_module(
        "auction/wall_link.js",
        "await (async () => {"
        " const said = []; let walls = 0; let round = 0;"
        " globalThis.fetch = async () => {"
        "  const answer = v.answers[round];"
        "  if (answer === null) throw new Error('no network');"
        "  return { ...answer, json: async () => ({}) }; };"
        " const link = new m.WallLink({ courts: ['0102'], urls: { wall: '/' }, csrf: '', calls: {"
        "  onWall: () => { walls += 1; }, onStatus: (status) => said.push(status),"
        "  onClock: () => {}, onFrame: () => ({}) } });"
        " link.polling = 1;"
        " link.socket = { connected: v.connected, timeout: () => ({"
        "  emitWithAck: async () => ({ ok: false, code: 'forbidden' }) }) };"
        " for (; round < v.answers.length; round += 1) await link.poll();"
        " return [said, walls]; })()",
        {"answers": answers, "connected": is_connected},
    )
    return said, count


def test_a_wall_that_is_read_again_no_longer_says_it_cannot_be_read() -> None:
    answers: list[Any] = [None, {"ok": False, "status": 502}, _WALL]

    assert told(answers, is_connected=False) == (["failed", "failed", "stale"], 1)


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("is_connected", [True, False])
def test_whoever_may_not_read_any_more_is_told_so(status: int, *, is_connected: bool) -> None:
    said, walls = told([{"ok": False, "status": status}], is_connected=is_connected)

    assert said[-1] == "signed_out"
    assert walls == 0


def test_a_wall_that_cannot_be_followed_is_still_read() -> None:
    assert told([_WALL], is_connected=True) == (["stale", "stale"], 1)
