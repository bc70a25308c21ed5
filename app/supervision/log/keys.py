"""The log's own keys: private ones in a file of the sealer's user, public ones in the database.

A private key is a line ``PRIVATE+KEY+name+id+base64(kind, seed)`` as C2SP signers write it. The
web process needs no private key and reads the public ones from ``log_key``.
"""

import base64
import os
import secrets
import stat
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy import func, insert, select

from app.kernel.actors import SYSTEM
from app.kernel.clock import clock
from app.kernel.facts import stamp
from app.store import Work, db, unit_of_work
from app.supervision.log.facts import KeyAdded, KeyCompromised, KeyRotated
from app.trail.log_models import LogCheckpoint, LogCosignature, LogKey
from app.trail.models import TrailEntry
from app.trail.notes import ED25519, SigningKey, VerifierKey

_HEAD = "PRIVATE+KEY"
#: Both keys sign for so long after a rotation (P91).
OVERLAP = timedelta(days=30)


class KeyFault(Exception):
    """Why the log cannot sign, as one sentence for the operator."""


def key_file() -> Path:
    """Return where the private keys are."""
    given: str = current_app.config.get("LOG_KEY_FILE") or ""
    return Path(given) if given else Path(current_app.config["DATA_DIR"]) / "keys" / "log.key"


def default_origin() -> str:
    """Return the name a first log takes: the site and the year it begins in."""
    site = urlsplit(str(current_app.config["PUBLIC_URL"])).netloc
    return f"{site}/supervision/{clock.real_now():%Y}"


def written(key: SigningKey) -> str:
    """Return the line of a private key."""
    raw = bytes([ED25519]) + key.private.private_bytes_raw()
    encoded = base64.b64encode(raw).decode()
    return f"{_HEAD}+{key.name}+{key.verifier.key_id.hex()}+{encoded}"


def read(line: str) -> SigningKey:
    """Read the line of a private key; raise KeyFault without repeating it."""
    parts = line.removeprefix(f"{_HEAD}+").split("+", 2)
    try:
        raw = base64.b64decode(parts[2], validate=True)
        private = Ed25519PrivateKey.from_private_bytes(raw[1:])
    except (IndexError, ValueError):
        raise KeyFault("the key file holds a line that is no private key") from None
    key = SigningKey(parts[0], private)
    if not line.startswith(_HEAD) or raw[0] != ED25519 or key.verifier.key_id.hex() != parts[1]:
        raise KeyFault("the key file holds a line that is no private key")
    return key


def load() -> list[SigningKey]:
    """Return the private keys, oldest first; raise KeyFault when others may read the file."""
    file = key_file()
    if not file.is_file():
        return []
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise KeyFault(f"{file.name} may be read by others; allow its owner alone (chmod 600)")
    lines = file.read_text(encoding="utf-8").splitlines()
    return [read(line) for line in lines if line.strip()]


def save(keys: Sequence[SigningKey]) -> None:
    """Write the private keys anew, whole or not at all, for their owner alone."""
    file = key_file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write("".join(f"{written(key)}\n" for key in keys))
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def new_key(origin: str) -> SigningKey:
    """Return a fresh private key of a log."""
    return SigningKey(origin, Ed25519PrivateKey.generate())


def public_keys() -> list[VerifierKey]:
    """Return every public key the log ever signed with, oldest first."""
    rows = db.session.scalars(select(LogKey.vkey).order_by(LogKey.id))
    return [VerifierKey.parse(row) for row in rows]


def register(keys: Sequence[SigningKey], *, overlap: timedelta = OVERLAP) -> None:
    """Take keys of the file into use that the database does not know yet, each with its fact."""
    with unit_of_work() as work:
        _register(work, keys, overlap)


def _register(work: Work, keys: Sequence[SigningKey], overlap: timedelta) -> None:
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("log-key", 0))))
    known = [str(key) for key in public_keys()]
    at = clock.now()
    real = db.session.execute(select(func.clock_timestamp())).scalar_one()
    for key in keys:
        text = str(key.verifier)
        if text in known:
            continue
        until = real + overlap if known else None
        db.session.execute(insert(LogKey).values(vkey=text, added_at=real, overlap_until=until))
        if until is None:
            work.record(KeyAdded(text), actor=SYSTEM, at=at)
        else:
            fact = KeyRotated(known[-1], text, stamp(until))
            work.record(fact, actor=SYSTEM, at=at)
        known.append(text)


def signers(keys: Sequence[SigningKey], now: datetime) -> list[SigningKey]:
    """Return who signs at a moment: the newest key, and before it the old one that overlaps.

    A key that was reported stolen signs no more. Raises KeyFault when the file lacks a key that
    must sign, or knows another log.
    """
    rows = db.session.scalars(select(LogKey).order_by(LogKey.id)).all()
    stolen = compromised_at()
    if not rows:
        raise KeyFault("the log has no key yet: flask log key")
    if rows[-1].vkey in stolen:
        raise KeyFault("the newest key was reported stolen; let a new one take over")
    wanted = [rows[-1].vkey]
    until = rows[-1].overlap_until
    overlaps = len(rows) > 1 and until is not None and now < until
    if overlaps and rows[-2].vkey not in stolen:
        wanted.insert(0, rows[-2].vkey)
    held = {str(key.verifier): key for key in keys}
    if missing := [vkey for vkey in wanted if vkey not in held]:
        raise KeyFault(f"the key file lacks the key of {missing[0]}")
    return [held[vkey] for vkey in wanted]


def retired_at() -> dict[str, int]:
    """Return the last size that each retired key signed, by public key."""
    rows = db.session.scalars(select(LogKey).order_by(LogKey.id)).all()
    found = {}
    for old, new in pairwise(rows):
        if new.overlap_until is None or new.overlap_until > clock.real_now():
            continue
        last = select(LogCheckpoint.size).where(LogCheckpoint.signed_at < new.overlap_until)
        newest_first = last.order_by(LogCheckpoint.signed_at.desc(), LogCheckpoint.size.desc())
        found[old.vkey] = db.session.scalar(newest_first.limit(1)) or 0
    return found


def compromised_at() -> dict[str, int]:
    """Return the size at which each stolen key was reported, by public key, from the record."""
    query = select(TrailEntry.payload).where(TrailEntry.name == KeyCompromised.name)
    payloads = db.session.scalars(query.order_by(TrailEntry.id))
    found: dict[str, int] = {}
    for payload in payloads:
        # Said twice, the smaller size holds: a report cannot be taken back.
        size = int(payload["size"])
        found[payload["key"]] = min(size, found.get(payload["key"], size))
    return found


def report_stolen(key_id: str, size: int) -> KeyCompromised:
    """Put on record that a key was stolen at a size; a new key takes over at once if it signs.

    What the stolen key signed alone counts from now on only up to the last size before that one
    which a witness signed (P105). The private half is taken out of the file. Raises KeyFault.
    """
    held = load()
    known = public_keys()
    stolen = next((key for key in known if key.key_id.hex() == key_id), None)
    if stolen is None:
        raise KeyFault(f"the log never had a key {key_id}")
    newest = db.session.scalar(select(func.max(LogCheckpoint.size))) or 0
    if size > newest:
        raise KeyFault(f"the log has signed {newest} entries so far, not {size}")
    seen = select(func.max(LogCosignature.size)).where(LogCosignature.size <= size)
    fact = KeyCompromised(str(stolen), size, db.session.scalar(seen) or 0)
    if str(known[-1]) == str(stolen):
        held.append(new_key(stolen.name))
        save(held)
    with unit_of_work() as work:
        _register(work, held, timedelta())
        work.record(fact, actor=SYSTEM, at=clock.now())
    save([key for key in held if str(key.verifier) != str(stolen)])
    return fact
