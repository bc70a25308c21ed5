"""A witness cosigns what only grows, remembers it, and keeps what contradicts it."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.supervision.log.witness import Contradiction, State, WitnessFault, load_state, look
from app.supervision.log.witness_command import (
    HttpSite,
    judged,
    load_key,
    make_key,
    watch,
    witness_command,
)
from app.trail.notes import Note, Signature
from app.trail.policy import Policy
from tests.support.log_sites import FakeSite
from tests.support.sealed_log import (
    LOG_KEY,
    NEXT_KEY,
    ORIGIN,
    SEEN_AT,
    WITNESS,
    WITNESS_KEY,
    SealedLog,
    key_of,
    line,
)

BODIES = [line({"n": place}).strip() for place in range(40)]
TRUSTED = Policy.parse(f"log {LOG_KEY.verifier}\n")


def site_of(size: int, bodies: list[bytes] = BODIES) -> FakeSite:
    return FakeSite(SealedLog(bodies), size)


def forged() -> list[bytes]:
    """The same log with one early entry rewritten."""
    return [*BODIES[:5], b'{"n":"5"}', *BODIES[6:]]


def see(site: FakeSite, folder: Path, policy: Policy = TRUSTED) -> State:
    return look(site, WITNESS_KEY, policy, folder / "state.json", seconds=SEEN_AT)


def fault(site: FakeSite, folder: Path, policy: Policy = TRUSTED) -> str:
    with pytest.raises(WitnessFault) as found:
        see(site, folder, policy)
    return found.value.name


def test_it_cosigns_what_grows_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    site = site_of(7)

    first = see(site, tmp_path)
    site.size = 8
    see(site, tmp_path)
    site.size = 40
    last = see(site, tmp_path)

    assert site.brought[0] == {"size": 7, "line": first.line}
    assert [one["size"] for one in site.brought] == [7, 8, 40]
    assert (last.origin, last.size, last.is_taken) == (ORIGIN, 40, True)
    note = Note.parse(last.note)
    assert WITNESS_KEY.verifier.check(Signature.parse(last.line), note.text) == SEEN_AT
    assert load_state(tmp_path / "state.json") == last
    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600
    assert "/log/proof/consistency?old=8&new=40" in site.asked


def test_what_was_signed_is_not_signed_again_and_brought_until_it_is_taken(tmp_path: Path) -> None:
    site = site_of(7)
    site.refuses = True

    assert fault(site, tmp_path) == "REFUSED"
    kept = load_state(tmp_path / "state.json")
    site.refuses = False
    taken = see(site, tmp_path)
    see(site, tmp_path)

    assert kept is not None
    assert not kept.is_taken
    assert taken.line == kept.line
    assert [one["line"] for one in site.brought] == [kept.line]


@pytest.mark.parametrize(
    ("bodies", "size", "name"),
    [(BODIES, 12, "SHRUNK"), (forged(), 20, "FORK"), (forged(), 33, "CONSISTENCY")],
)
def test_a_fork_or_a_shrunken_log_is_kept_and_said_aloud(
    tmp_path: Path, bodies: list[bytes], size: int, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = see(site_of(20), tmp_path)
    site = site_of(size, bodies)

    for number in (1, 2):
        with pytest.raises(SystemExit) as stopped:
            watch(site, WITNESS_KEY, TRUSTED, tmp_path / "state.json")
        assert stopped.value.code == 1
        evidence = json.loads((tmp_path / f"evidence-{number}.json").read_text())
        assert evidence["finding"] == name
        assert Note.parse(evidence["seen"]).text == Note.parse(before.note).text
        assert Note.parse(evidence["found"]).text.splitlines()[1] == str(size)

    assert f"FAIL {name}" in capsys.readouterr().err
    assert site.brought == []
    assert load_state(tmp_path / "state.json") == before
    honest = site_of(40)
    assert see(honest, tmp_path).size == 40


def test_a_proof_that_proves_nothing_is_a_contradiction_and_a_strange_one_is_named(
    tmp_path: Path,
) -> None:
    see(site_of(20), tmp_path)
    site = site_of(33)

    site.lies["/log/proof"] = b'{"old":20,"new":33,"hashes":[]}'
    with pytest.raises(Contradiction):
        see(site, tmp_path)
    for lie in (b"", b"[]", b'{"old":1,"new":33,"hashes":[]}', b'{"old":20,"new":33,"hashes":[1]}',
                b'{"old":20,"new":33,"hashes":["AA=="]}'):  # fmt: skip
        site.lies["/log/proof"] = lie
        assert fault(site, tmp_path) == "MALFORMED"


def test_another_log_another_key_and_a_site_out_of_reach_are_named(tmp_path: Path) -> None:
    see(site_of(20), tmp_path)
    elsewhere = "elsewhere.example/2026"
    other = FakeSite(SealedLog(BODIES, origin=elsewhere, key=key_of("x", elsewhere)), 33)
    both = Policy.parse(f"log {LOG_KEY.verifier}\nlog {key_of('x', elsewhere).verifier}\n")
    away, broken, stranger = site_of(33), site_of(33), site_of(33)
    away.is_away = True
    broken.lies["/log/checkpoint"] = b"<html>not here</html>"
    stranger.log = SealedLog(BODIES, key=key_of("stranger"))
    bent = site_of(33)
    bent.lies["/log/checkpoint"] = SealedLog(BODIES).note(33).replace("\n33\n", "\n34\n").encode()
    retired = Policy.parse(f"log {LOG_KEY.verifier} until 32\n")
    rotated = Policy.parse(f"log {LOG_KEY.verifier} until 32\nlog {NEXT_KEY.verifier}\n")

    assert fault(other, tmp_path) == "ORIGIN"
    assert fault(other, tmp_path, both) == "ORIGIN"
    assert fault(away, tmp_path) == "UNREACHABLE"
    assert fault(broken, tmp_path) == "MALFORMED"
    assert fault(stranger, tmp_path) == "SIGNATURE"
    assert fault(bent, tmp_path) == "SIGNATURE"
    assert fault(site_of(33), tmp_path, retired) == "KEY_RETIRED"
    assert fault(site_of(33), tmp_path, rotated) == "KEY_RETIRED"
    for size in (20, 33, 40):
        stolen = Policy.parse(
            f"log {LOG_KEY.verifier} compromised {size}\nlog {NEXT_KEY.verifier}\n"
        )
        assert fault(site_of(33), tmp_path, stolen) == "KEY_COMPROMISED"
    assert list(tmp_path.glob("evidence*")) == []


def test_a_state_that_was_touched_is_not_believed(tmp_path: Path) -> None:
    see(site_of(20), tmp_path)
    file = tmp_path / "state.json"
    kept = json.loads(file.read_text())

    for touched in ("", "[]", json.dumps({**kept, "size": 3}), json.dumps({"size": 20})):
        file.write_text(touched)
        assert fault(site_of(33), tmp_path) == "STATE"


def test_its_key_is_its_own(tmp_path: Path) -> None:
    file = tmp_path / "witness.key"
    run = CliRunner()

    made = run.invoke(witness_command, ["--key", str(file), "--new-key", WITNESS])
    again = run.invoke(witness_command, ["--key", str(file), "--new-key", WITNESS])

    assert made.exit_code == 0
    assert Policy.parse(made.output).witnesses == {WITNESS: load_key(file).verifier}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert again.exit_code == 1
    assert "FAIL KEY" in again.stderr
    with pytest.raises(WitnessFault):
        make_key("two words", tmp_path / "other.key")
    file.chmod(0o644)
    with pytest.raises(WitnessFault, match="chmod 600"):
        load_key(file)
    file.chmod(0o600)
    file.write_text("PRIVATE+KEY+a+00000000+AAAA\n")
    with pytest.raises(WitnessFault, match="holds no private key"):
        load_key(file)


def test_the_command_names_what_it_lacks(tmp_path: Path) -> None:
    key, policy = tmp_path / "witness.key", tmp_path / "policy.txt"
    make_key(WITNESS, key)
    policy.write_text(f"log {LOG_KEY.verifier}\n")
    given = ["http://127.0.0.1:9", "--key", str(key), "--state", str(tmp_path / "s.json")]
    run = CliRunner()

    away = run.invoke(witness_command, [*given, "--policy", str(policy), "--once"])
    policy.write_text("quorum 0\n")
    trustless = run.invoke(witness_command, [*given, "--policy", str(policy), "--once"])

    assert (away.exit_code, away.stderr.split()[:2]) == (1, ["FAIL", "UNREACHABLE"])
    assert (trustless.exit_code, trustless.stderr.split()[:2]) == (1, ["FAIL", "POLICY"])
    assert run.invoke(witness_command, given).exit_code == 2
    assert HttpSite("http://127.0.0.1:9/").url == "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("method", "status", "size", "name"),
    [
        ("GET", 503, 9, "UNREACHABLE"),
        ("GET", 302, 9, "UNREACHABLE"),
        ("POST", 403, 9, "REFUSED"),
        ("POST", 500, 9, "UNREACHABLE"),
        ("GET", 200, 70_000, "MALFORMED"),
    ],
)
def test_what_a_site_answers_is_judged(method: str, status: int, size: int, name: str) -> None:
    with pytest.raises(WitnessFault) as found:
        judged(method, "/log/checkpoint", status, b"x" * size)
    assert found.value.name == name
    assert judged("GET", "/log/checkpoint", 200, b"good") == b"good"
