"""A witness of a sealed log: remembers what it saw, cosigns what continues it, tells of the rest.

It belongs to somebody outside the operator and trusts nothing of the platform: neither database
nor configuration is asked, only the public addresses of the log. What it saw is on its disk before
its signature leaves the house.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from app.trail.merkle import ProofFault, check_consistency
from app.trail.notes import Checkpoint, Note, NoteFault, SigningKey, read_hash
from app.trail.policy import Policy

#: What a site may answer with; more is not read.
ANSWER_BYTES_MAX = 65_536
HASHES_MAX = 64


class WitnessFault(Exception):
    """Why the witness does not sign: a stable name, and a sentence."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name


class Contradiction(WitnessFault):
    """The log signed two things that cannot both be: kept as evidence and said aloud."""

    def __init__(self, name: str, why: str, evidence: Mapping[str, Any]) -> None:
        super().__init__(name, why)
        self.evidence = dict(evidence)


class Site(Protocol):
    """The public addresses of a log; both raise WitnessFault."""

    def get(self, path: str) -> bytes:
        """Return what stands at a path."""
        ...

    def post(self, path: str, body: Mapping[str, Any]) -> None:
        """Bring something."""
        ...


@dataclass(frozen=True)
class State:
    """What a witness saw last, and whether the site took its line."""

    origin: str
    size: int
    root: str
    note: str
    line: str
    is_taken: bool = False


def load_state(file: Path) -> State | None:
    """Return what was seen last, none before the first time; raise WitnessFault (STATE)."""
    try:
        kept = json.loads(file.read_bytes())
        state = State(**kept)
        at = Checkpoint.parse(Note.parse(state.note).text)
        is_whole = (at.origin, at.size, at.root.hex()) == (state.origin, state.size, state.root)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, AttributeError) as fault:
        raise WitnessFault("STATE", f"{file.name} cannot be read: {fault}") from None
    if not is_whole:
        raise WitnessFault("STATE", f"{file.name} does not agree with the note in it")
    return state


def save_whole(file: Path, content: str) -> None:
    """Write a file whole or not at all, for its owner alone, and onto the disk."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def save_state(file: Path, state: State) -> None:
    """Keep what was seen."""
    save_whole(file, json.dumps(asdict(state), ensure_ascii=False, indent=1) + "\n")


def save_evidence(folder: Path, found: Contradiction) -> Path:
    """Keep both notes and what the site gave for them; never over an older finding."""
    number = 1
    while (file := folder / f"evidence-{number}.json").exists():
        number += 1
    content = {"finding": found.name, "why": str(found), **found.evidence}
    save_whole(file, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return file


def read_newest(site: Site, policy: Policy) -> tuple[Note, Checkpoint]:
    """Return the newest checkpoint of a site, signed by a log of the policy.

    Raises WitnessFault: UNREACHABLE, MALFORMED, ORIGIN, SIGNATURE, KEY_RETIRED, KEY_COMPROMISED.
    """
    try:
        note = Note.parse(site.get("/log/checkpoint").decode("utf-8"))
        at = Checkpoint.parse(note.text)
    except (NoteFault, UnicodeDecodeError) as fault:
        raise WitnessFault("MALFORMED", f"the newest checkpoint: {fault}") from None
    rules = [rule for rule in policy.logs if rule.key.name == at.origin]
    if not rules:
        raise WitnessFault("ORIGIN", f"{at.origin} is no log of the policy")
    signed = []
    for rule in rules:
        try:
            note.signer([rule.key])
        except NoteFault as fault:
            if any(line.is_by(rule.key) for line in note.signatures):
                raise WitnessFault("SIGNATURE", str(fault)) from None
            continue
        signed.append(rule)
    if not signed:
        raise WitnessFault("SIGNATURE", "no key of the policy signed the newest checkpoint")
    if any(rule.lasts(at.size) for rule in signed):
        return note, at
    if any(rule.compromised is not None for rule in signed):
        raise WitnessFault("KEY_COMPROMISED", f"only a stolen key signed the size {at.size}")
    raise WitnessFault("KEY_RETIRED", f"its key was retired before size {at.size}")


def check_growth(site: Site, seen: State, note: Note, at: Checkpoint) -> None:
    """Check that the newest checkpoint continues what was seen.

    Raises Contradiction (SHRUNK, FORK, CONSISTENCY), or WitnessFault (ORIGIN, MALFORMED,
    UNREACHABLE).
    """
    if at.origin != seen.origin:
        raise WitnessFault("ORIGIN", f"{seen.origin} was witnessed before; {at.origin} is another")
    evidence: dict[str, Any] = {"seen": seen.note, "found": str(note)}
    root = bytes.fromhex(seen.root)
    if at.size < seen.size:
        raise Contradiction("SHRUNK", f"it had {seen.size} entries and has {at.size}", evidence)
    if at.size == seen.size:
        if at.root != root:
            raise Contradiction("FORK", f"two roots were signed for the size {at.size}", evidence)
        return
    hashes = [] if seen.size == 0 else read_consistency(site, seen.size, at.size)
    try:
        check_consistency(old=seen.size, old_root=root, new=at.size, new_root=at.root, proof=hashes)
    except ProofFault as fault:
        evidence["consistency"] = [part.hex() for part in hashes]
        why = f"the log of {at.size} entries does not begin with the {seen.size} seen: {fault}"
        raise Contradiction("CONSISTENCY", why, evidence) from None


def read_consistency(site: Site, old: int, new: int) -> list[bytes]:
    """Ask for the proof between two sizes; raise WitnessFault."""
    answer = site.get(f"/log/proof/consistency?old={old}&new={new}")
    try:
        given = json.loads(answer)
        hashes = [read_hash(part) for part in given["hashes"][: HASHES_MAX + 1]]
        is_asked_for = (given["old"], given["new"]) == (old, new)
    except (NoteFault, ValueError, KeyError, TypeError) as fault:
        raise WitnessFault("MALFORMED", f"the proof of consistency: {fault!r}") from None
    if not is_asked_for:
        raise WitnessFault("MALFORMED", "the proof of consistency is of other sizes")
    return hashes


def look(site: Site, key: SigningKey, policy: Policy, file: Path, *, seconds: int) -> State:
    """Look once: check, keep, cosign and bring the line; return what is known now.

    ``seconds`` is the Unix time the line states. What was seen is kept before the line is
    brought; a line the site did not take is brought again next time. Raises WitnessFault, and
    Contradiction when the log contradicts what was seen: then nothing is signed or kept over.
    """
    seen = load_state(file)
    note, at = read_newest(site, policy)
    if seen is not None:
        check_growth(site, seen, note, at)
    if seen is None or at.size > seen.size:
        line = str(key.sign(note.text, seconds=seconds))
        seen = State(at.origin, at.size, at.root.hex(), str(note), line)
        save_state(file, seen)
    if not seen.is_taken:
        site.post("/log/cosignatures", {"size": seen.size, "line": seen.line})
        seen = State(**{**asdict(seen), "is_taken": True})
        save_state(file, seen)
    return seen
