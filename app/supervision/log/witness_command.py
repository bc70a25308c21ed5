"""`flask witness`: the program of a witness, and the key it signs with.

It needs no database: ``python -m app.supervision.log.witness_command`` does the same.
"""

import base64
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.kernel.clock import clock
from app.runtime import sleep
from app.supervision.log.witness import (
    ANSWER_BYTES_MAX,
    Contradiction,
    Site,
    State,
    WitnessFault,
    look,
    save_evidence,
    save_whole,
)
from app.trail.merkle import hash_name
from app.trail.notes import COSIGNATURE, NoteFault, SigningKey, VerifierKey
from app.trail.policy import Policy, PolicyFault

HEAD = "PRIVATE+KEY"
#: Seconds until a site that says nothing counts as out of reach.
ANSWER_WITHIN = 10


class HttpSite:
    """A log behind its public address."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def get(self, path: str) -> bytes:
        """Return what stands at a path; raise WitnessFault."""
        return self._asked("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any]) -> None:
        """Bring something; raise WitnessFault."""
        self._asked("POST", path, body)

    def _asked(self, method: str, path: str, body: Mapping[str, Any] | None) -> bytes:
        try:
            with requests.request(
                method,
                self.url + path,
                json=body,
                timeout=ANSWER_WITHIN,
                stream=True,
                allow_redirects=False,
            ) as answer:
                content = answer.raw.read(ANSWER_BYTES_MAX + 1, decode_content=True)
                status = answer.status_code
        except (requests.RequestException, OSError) as fault:
            raise WitnessFault("UNREACHABLE", f"{self.url}: {type(fault).__name__}") from None
        return judged(method, path, status, content)


def judged(method: str, path: str, status: int, content: bytes) -> bytes:
    """Return what a site answered, or raise WitnessFault: MALFORMED, UNREACHABLE, REFUSED."""
    if len(content) > ANSWER_BYTES_MAX:
        raise WitnessFault("MALFORMED", f"{path} answers with more than {ANSWER_BYTES_MAX} bytes")
    if status in {200, 201}:
        return content
    said = content[:200].decode("utf-8", "replace")
    name = "REFUSED" if method == "POST" and 400 <= status < 500 else "UNREACHABLE"
    raise WitnessFault(name, f"{method} {path} answers {status}: {said}")


def make_key(name: str, file: Path) -> VerifierKey:
    """Make a witness's key in a file of its own, never over another; return its public half."""
    key = SigningKey(name, Ed25519PrivateKey.generate(), COSIGNATURE)
    try:
        VerifierKey.parse(str(key.verifier))
    except NoteFault as fault:
        raise WitnessFault("KEY", f"{name!r} is no name of a key: {fault}") from None
    if file.exists():
        raise WitnessFault("KEY", f"{file.name} exists already")
    raw = bytes([COSIGNATURE]) + key.private.private_bytes_raw()
    ident = key.verifier.key_id.hex()
    save_whole(file, f"{HEAD}+{name}+{ident}+{base64.b64encode(raw).decode()}\n")
    return key.verifier


def load_key(file: Path) -> SigningKey:
    """Read a witness's key; raise WitnessFault (KEY) without repeating it."""
    try:
        mode, line = stat.S_IMODE(file.stat().st_mode), file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise WitnessFault("KEY", f"{file.name} cannot be read: --new-key makes one") from None
    if mode & 0o077:
        raise WitnessFault("KEY", f"{file.name} may be read by others: chmod 600")
    try:
        name, ident, encoded = line.removeprefix(f"{HEAD}+").split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        key = SigningKey(name, Ed25519PrivateKey.from_private_bytes(raw[1:]), COSIGNATURE)
    except ValueError:
        raise WitnessFault("KEY", f"{file.name} holds no private key") from None
    if raw[:1] != bytes([COSIGNATURE]) or key.verifier.key_id.hex() != ident:
        raise WitnessFault("KEY", f"{file.name} holds no private key of a witness")
    return key


def load_policy(file: Path) -> Policy:
    """Read whom the witness trusts; raise WitnessFault (POLICY)."""
    try:
        policy = Policy.parse(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, PolicyFault) as fault:
        raise WitnessFault("POLICY", f"{file.name}: {fault}") from None
    if not policy.logs:
        raise WitnessFault("POLICY", f"{file.name} names no log")
    if policy.hash != hash_name():
        raise WitnessFault("POLICY", f"this program hashes with {hash_name()}, not {policy.hash}")
    return policy


def say(name: str, why: str) -> None:
    """Say aloud what is wrong, where an operator looks."""
    click.echo(f"FAIL {name} {why}", err=True)


def watch(site: Site, key: SigningKey, policy: Policy, file: Path) -> State | None:
    """Look once and say what was found; return the state, none where nothing could be signed.

    Raises SystemExit 1 with the evidence kept when the log contradicts itself.
    """
    try:
        state = look(site, key, policy, file, seconds=int(clock.real_now().timestamp()))
    except Contradiction as found:
        kept = save_evidence(file.parent, found)
        say(found.name, str(found))
        click.echo(f"  both notes are kept in {kept}; nothing was signed", err=True)
        raise SystemExit(1) from None
    except WitnessFault as fault:
        say(fault.name, str(fault))
        return None
    click.echo(f"OK {state.origin} size {state.size} root {state.root} cosigned")
    click.echo(state.line)
    return state


@click.command("witness")
@click.argument("site", required=False)
@click.option("--key", "key_file", required=True, type=click.Path(path_type=Path),
              help="The file of the witness's key.")  # fmt: skip
@click.option("--new-key", "name", help="Make that file for a witness of this name, and stop.")
@click.option("--policy", "policy_file", type=click.Path(path_type=Path),
              help="The log's keys as you noted them (docs/log.md).")  # fmt: skip
@click.option("--state", "state_file", type=click.Path(path_type=Path),
              help="What you saw last; evidence is kept beside it.")  # fmt: skip
@click.option("--every", type=click.IntRange(1, 86_400), default=60, show_default=True,
              help="Seconds between two looks.")  # fmt: skip
@click.option("--once", is_flag=True, help="Look once; exit 1 unless it was cosigned.")
def witness_command(
    site: str | None,
    *,
    key_file: Path,
    name: str | None,
    policy_file: Path | None,
    state_file: Path | None,
    every: int,
    once: bool,
) -> None:
    """Witness the log of SITE: check that it only grows, cosign it, keep what contradicts it."""
    try:
        if name is not None:
            click.echo(f"witness {name} {make_key(name, key_file)}")
            return
        if site is None or policy_file is None or state_file is None:
            raise click.UsageError("SITE, --policy and --state are needed to witness")
        key, policy = load_key(key_file), load_policy(policy_file)
    except WitnessFault as fault:
        say(fault.name, str(fault))
        raise SystemExit(1) from None
    place = HttpSite(site)
    while True:
        state = watch(place, key, policy, state_file)
        if once:
            raise SystemExit(0 if state is not None else 1)
        sleep(every)


if __name__ == "__main__":
    witness_command()
