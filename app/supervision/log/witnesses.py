"""The lines of witnesses under our checkpoints: taken only from keys of the policy file."""

from pathlib import Path

from flask import current_app
from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from app.kernel.errors import Refusal
from app.store import db, unit_of_work
from app.supervision.log import keys
from app.trail.log_models import LogCosignature
from app.trail.log_reading import find_checkpoint
from app.trail.merkle import hash_name
from app.trail.notes import Note, NoteFault, Signature, VerifierKey
from app.trail.policy import LogRule, Policy, PolicyFault


def policy_file() -> Path:
    """Return where the witnesses' keys are written down."""
    given: str = current_app.config.get("LOG_POLICY_FILE") or ""
    return Path(given) if given else Path(current_app.config["DATA_DIR"]) / "keys" / "policy.txt"


def policy() -> Policy:
    """Return the policy of this log: its keys as they are, the witnesses as the file has them.

    Raises PolicyFault.
    """
    file = policy_file()
    written = Policy.parse(file.read_text(encoding="utf-8")) if file.is_file() else Policy()
    until, stolen = keys.retired_at(), keys.compromised_at()
    logs = tuple(
        LogRule(key, until.get(str(key)), stolen.get(str(key))) for key in keys.public_keys()
    )
    return Policy(logs, written.witnesses, written.quorum, hash_name(), written.others)


def take_cosignature(size: int, line: str) -> bool:
    """Keep the line of a witness under one of our checkpoints; return whether it is new.

    No fact is recorded: each would make a new checkpoint, to be signed by every witness again.
    Raises Refusal: log_checkpoint_unknown, witness_line_malformed, witness_unknown,
    witness_signature_wrong, log_policy_broken.
    """
    try:
        signature = Signature.parse(line)
    except NoteFault as fault:
        raise Refusal("witness_line_malformed", params={"why": str(fault)}) from None
    key = _witness(signature)
    checkpoint = find_checkpoint(size)
    if checkpoint is None:
        raise Refusal("log_checkpoint_unknown", params={"size": size}, status=404)
    try:
        key.check(signature, Note.parse(checkpoint.note).text)
    except NoteFault:
        raise Refusal("witness_signature_wrong", params={"size": size}) from None
    with unit_of_work():
        added = db.session.execute(
            insert(LogCosignature)
            .values(
                size=size, vkey=str(key), line=str(signature), received_at=func.clock_timestamp()
            )
            .on_conflict_do_nothing()
            .returning(LogCosignature.id)
        )
        return added.first() is not None


def _witness(signature: Signature) -> VerifierKey:
    try:
        known = policy().witnesses.values()
    except PolicyFault as fault:
        raise Refusal("log_policy_broken", params={"why": str(fault)}, status=503) from None
    found = next((key for key in known if signature.is_by(key)), None)
    if found is None:
        raise Refusal("witness_unknown", params={"name": signature.name[:80]}, status=403)
    return found
