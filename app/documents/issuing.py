"""Issue a paper: number it, make it, seal it, record it; once for each thing it is about."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app

from app.documents.facts import PaperIssued
from app.documents.models import Paper
from app.documents.queries import find_paper
from app.documents.render import render, verify_code
from app.documents.texts import text_in_force
from app.documents.vocabulary import FIELDS, PaperKind
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.facts import Audience
from app.store import blobs, db, unit_of_work
from app.store.locks import lock_names
from app.store.numbering import next_number


def issue_paper(
    kind: PaperKind,
    *,
    reference: str,
    case_number: str,
    court_id: int,
    court_code: str,
    court_name: str,
    values: Mapping[str, Any],
    audience: Audience,
    people: Sequence[int] = (),
    agencies: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> Paper:
    """Return the paper of a kind about a thing, making it if there is none yet."""
    missing = FIELDS[kind] - values.keys()
    if missing:
        msg = f"{kind.value} cannot be issued without {', '.join(sorted(missing))}"
        raise ValueError(msg)
    with unit_of_work() as work:
        lock_names(f"paper:{kind.value}:{reference}")
        if earlier := find_paper(kind, reference):
            return earlier
        no = next_number("P", court_code, at)
        address = f"{current_app.config['PUBLIC_URL']}/papers/{no}"
        head = {
            "paper_no": no,
            "court_name": court_name,
            "case_number": case_number,
            "issued_on": local_date(at),
            "verify_url": address,
            "verify_code": verify_code(address),
        }
        text = text_in_force(court_id, kind)
        words = None if text is None else text.words
        blob = blobs.put(render(kind.value, {**values, **head}, text=words, at=at))
        paper = Paper(
            no=no,
            kind=kind,
            reference=reference,
            case_number=case_number,
            court_id=court_id,
            audience=audience,
            readers={"people": list(people), "agencies": list(agencies)},
            sha256=blob.sha256,
            size=blob.size,
            issued_at=at,
            text_version=None if text is None else text.version,
            text_sha256=None if words is None else blobs.put(words.encode()).sha256,
        )
        db.session.add(paper)
        work.record(
            PaperIssued(
                case_number=case_number,
                paper_no=no,
                kind=kind.value,
                reference=reference,
                sha256=blob.sha256,
            ),
            actor=actor,
            at=at,
        )
    return paper
