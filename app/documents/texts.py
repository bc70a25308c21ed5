"""Take versions of a court's text of a paper; what went out keeps the one it was made of."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.documents.facts import PaperTextChanged
from app.documents.layouts import LAYOUTS
from app.documents.markup import TextFault, default_text, faults, normalized
from app.documents.messages import TEXT_FAULTS
from app.documents.models import PaperText
from app.documents.queries import get_text, newest_text
from app.documents.vocabulary import PaperKind
from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.permissions import Permission
from app.store import db, unit_of_work
from app.store.locks import lock_names

REASON_MAX = 400


@dataclass(frozen=True)
class TextInForce:
    """The running text that counts: its words, and its version (0 is the one that ships)."""

    words: str
    version: int


def text_in_force(court_id: int, kind: PaperKind) -> TextInForce | None:
    """Return the text a court's next paper of a kind is made of; none for kinds without one."""
    if kind not in LAYOUTS:
        return None
    own = newest_text(court_id, kind)
    return TextInForce(default_text(kind), 0) if own is None else TextInForce(own.text, own.version)


def check_text(kind: PaperKind, text: str) -> str:
    """Return the text in the form it is kept in; raise Refusal that names every fault."""
    kept = normalized(text)
    if found := faults(kind, kept):
        raise Refusal("paper_text_faulty", fields={"text": in_sentences(found)})
    return kept


def in_sentences(found: Sequence[tuple[TextFault, str]]) -> list[str]:
    """Return faults as sentences in the reader's language."""
    return [str(TEXT_FAULTS[fault]).replace("%s", word) for fault, word in found]


def change_text(
    kind: PaperKind, *, text: str, reason: str, seen: int, actor: Actor, at: datetime
) -> PaperText:
    """Take a text as the next version of the actor's court.

    ``seen`` is the version the clerk started from, so that of two clerks at once one is told.
    """
    return _take(kind, text, reason=reason, seen=seen, restored=None, actor=actor, at=at)


def restore_text(
    kind: PaperKind, *, version: int, reason: str, seen: int, actor: Actor, at: datetime
) -> PaperText:
    """Take an earlier version, or the shipped text (0), as the next one; nothing is undone."""
    court_id = _court_of(kind, actor)
    text = default_text(kind) if version == 0 else get_text(court_id, kind, version).text
    return _take(kind, text, reason=reason, seen=seen, restored=version, actor=actor, at=at)


def _court_of(kind: PaperKind, actor: Actor) -> int:
    if kind not in LAYOUTS:
        raise NotFound("paper_text", kind.value)
    if actor.court_id is None or not actor.may(Permission.EDIT_PAPER_TEXTS):
        raise Forbidden("other_court")
    return actor.court_id


def _take(
    kind: PaperKind,
    text: str,
    *,
    reason: str,
    seen: int,
    restored: int | None,
    actor: Actor,
    at: datetime,
) -> PaperText:
    court_id = _court_of(kind, actor)
    kept = check_text(kind, text)
    if not reason.strip():
        raise Refusal("paper_text_reason_missing", fields={"reason": ["paper_text_reason_missing"]})
    with unit_of_work() as work:
        # A paper that is being issued reads the newest version without waiting for this.
        lock_names(f"paper-text:{court_id}:{kind.value}")
        newest = newest_text(court_id, kind)
        number = newest.version if newest else 0
        if seen != number:
            raise Conflict("paper_text_moved", params={"version": number})
        if kept == (newest.text if newest else default_text(kind)):
            raise Conflict("paper_text_unchanged")
        taken = PaperText(
            court_id=court_id,
            kind=kind,
            version=number + 1,
            text=kept,
            text_sha256=hashlib.sha256(kept.encode()).hexdigest(),
            restored=restored,
            reason=reason.strip(),
            changed_by=actor.person_id,
            changed_by_name=actor.name,
            changed_at=at,
        )
        db.session.add(taken)
        db.session.flush()
        work.record(
            PaperTextChanged(
                court_id=court_id,
                kind=kind.value,
                title=LAYOUTS[kind].title,
                version=taken.version,
                text_sha256=taken.text_sha256,
                reason=taken.reason,
                restored=restored,
            ),
            actor=actor,
            at=at,
        )
        return taken
