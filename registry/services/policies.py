"""Adopt versions of a court's draw policy; unequal chances only with their published document."""

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime

from app.kernel.actors import Actor
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.permissions import Permission
from app.store import blobs, db, unit_of_work
from app.store.locks import lock_names
from registry import facts, queries
from registry.models import DrawPolicy
from registry.queries import policies
from registry.rules import policy as rules
from registry.rules.weights import HIGHEST, LOWEST
from registry.services.standing import REASONS_MIN
from registry.vocabulary import PolicyMode

#: Above any regulation a court publishes.
DOCUMENT_MAX = 20 * 1024 * 1024
WEIGHT_MAX = 10_000
_RANDOM = Citation("法释〔2011〕21号", "第3条")


def current(court_id: int | None = None) -> rules.Policy:
    """Return the policy that a freeze of a court is bound to now; the plain one by default."""
    newest = policies.newest_policy(court_id) if court_id is not None else None
    return rules.CURRENT if newest is None else policy_of(newest)


def policy_of(version: DrawPolicy) -> rules.Policy:
    """Return a stored version as the rules read it."""
    return replace(
        rules.CURRENT,
        version=f"{rules.CURRENT.version}/{version.court_id}-{version.version}",
        mode=str(version.mode),
        document=(version.document_name, version.document_sha256),
        weight_min=version.weight_min,
        weight_max=version.weight_max,
    )


def adopt_policy(
    *,
    mode: PolicyMode,
    reasons: str,
    document_name: str = "",
    document: bytes = b"",
    document_sha256: str = "",
    weight_min: int = LOWEST,
    weight_max: int = HIGHEST,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> DrawPolicy:
    """Adopt a policy for the actor's court; the weighted mode needs document and digest.

    Lists that are already frozen keep theirs. ``seen`` is the version the judge looked at, so
    that of two judges at once one is told.
    """
    if actor.court_id is None or not actor.may(Permission.ADOPT_POLICY):
        raise Forbidden("other_court")
    court_id = actor.court_id
    if len(reasons.strip()) < REASONS_MIN:
        raise Refusal("reasons_missing", fields={"reasons": ["reasons_missing"]})
    if mode is PolicyMode.WEIGHTED:
        _check_document(document_name, document, document_sha256)
        if not 1 <= weight_min <= weight_max <= WEIGHT_MAX:
            raise Refusal("bad_weights", fields={"weight_min": ["bad_weights"]})
    else:
        document_name, document, document_sha256 = "", b"", ""
        weight_min, weight_max = LOWEST, HIGHEST
    with unit_of_work() as work:
        lock_names(f"draw-policy:{court_id}")
        newest = policies.newest_policy(court_id)
        number = newest.version if newest else 0
        if seen is not None and seen != number:
            raise Conflict("policy_moved")
        if mode is PolicyMode.UNIFORM and (newest is None or newest.mode is mode):
            raise Conflict("policy_unchanged")
        if document:
            blobs.put(document)
        adopted = DrawPolicy(
            court_id=court_id,
            version=number + 1,
            mode=mode,
            document_name=document_name.strip(),
            document_sha256=document_sha256.lower(),
            weight_min=weight_min,
            weight_max=weight_max,
            reasons=reasons.strip(),
            adopted_by=actor.person_id,
            adopted_by_name=actor.name,
            adopted_at=at,
        )
        if newest is not None and _says_the_same(newest, adopted):
            raise Conflict("policy_unchanged")
        db.session.add(adopted)
        db.session.flush()
        work.record(_adopted(adopted), actor=actor, at=at)
        return adopted


def _says_the_same(one: DrawPolicy, other: DrawPolicy) -> bool:
    names = ("mode", "document_sha256", "weight_min", "weight_max")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _check_document(name: str, document: bytes, sha256: str) -> None:
    """Compare the file with the digest that was published with it."""
    missing = [
        field
        for field, given in (
            ("document_name", name.strip()),
            ("document", document),
            ("document_sha256", sha256),
        )
        if not given
    ]
    if missing:
        raise Refusal(
            "policy_document_missing",
            citations=(_RANDOM,),
            fields={key: ["policy_document_missing"] for key in missing},
        )
    if not document.startswith(b"%PDF-") or len(document) > DOCUMENT_MAX:
        raise Refusal(
            "policy_document_unreadable", fields={"document": ["policy_document_unreadable"]}
        )
    found = hashlib.sha256(document).hexdigest()
    if not hmac.compare_digest(found, sha256.strip().lower()):
        raise Refusal(
            "policy_digest_differs",
            params={"found": found},
            fields={"document_sha256": ["policy_digest_differs"]},
        )


def _adopted(version: DrawPolicy) -> facts.DrawPolicyAdopted:
    return facts.DrawPolicyAdopted(
        court_id=version.court_id,
        court_name=queries.get_court(version.court_id).name,
        version=version.version,
        mode=str(version.mode),
        document_name=version.document_name,
        document_sha256=version.document_sha256,
        policy_digest=rules.digest(policy_of(version).as_dict()).hex(),
        reasons=version.reasons,
    )
