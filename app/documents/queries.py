"""Find papers and say who may read them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from app.documents.models import Paper, PaperText
from app.documents.vocabulary import PaperKind
from app.kernel.actors import Actor
from app.kernel.errors import NotFound
from app.kernel.facts import Audience
from app.kernel.permissions import Permission, Role
from app.store import blobs, db


def find_paper(kind: PaperKind, reference: str) -> Paper | None:
    """Return the paper of a kind about a thing, if it was issued."""
    return db.session.scalar(select(Paper).where(Paper.kind == kind, Paper.reference == reference))


def may_read(paper: Paper, actor: Actor) -> bool:
    """Say whether a paper is open to an actor: public, named reader, its court, inspection."""
    if paper.audience is Audience.PUBLIC or actor.kind == "system":
        return True
    if not actor.is_signed_in:
        return False
    if actor.has(Role.INSPECTOR) or actor.person_id in paper.readers.get("people", []):
        return True
    if actor.agency_code is not None and actor.agency_code in paper.readers.get("agencies", []):
        return True
    return actor.may(Permission.VIEW_CASES) and actor.court_id == paper.court_id


def get_paper(no: str, actor: Actor) -> Paper:
    """Return a paper the actor may read; what may not be known of is NotFound."""
    paper = db.session.scalar(select(Paper).where(Paper.no == no))
    if paper is None or not may_read(paper, actor):
        raise NotFound("paper", no)
    return paper


def list_papers(case_number: str, actor: Actor, limit: int = 1000) -> Sequence[Paper]:
    """Return the papers of a court case that an actor may read, newest first."""
    rows = db.session.scalars(
        select(Paper).where(Paper.case_number == case_number).order_by(Paper.id.desc()).limit(limit)
    )
    return [paper for paper in rows if may_read(paper, actor)]


def newest_text(court_id: int, kind: PaperKind) -> PaperText | None:
    """Return the version of a court's text that counts; none while the shipped one does."""
    return db.session.scalar(
        select(PaperText)
        .where(PaperText.court_id == court_id, PaperText.kind == kind)
        .order_by(PaperText.version.desc())
        .limit(1)
    )


def list_texts(court_id: int, kind: PaperKind, limit: int = 100) -> Sequence[PaperText]:
    """Return the versions of a court's text for a kind of paper, newest first."""
    return db.session.scalars(
        select(PaperText)
        .where(PaperText.court_id == court_id, PaperText.kind == kind)
        .order_by(PaperText.version.desc())
        .limit(limit)
    ).all()


def get_text(court_id: int, kind: PaperKind, version: int) -> PaperText:
    """Return one version of a court's text; raise NotFound."""
    found = db.session.scalar(
        select(PaperText).where(
            PaperText.court_id == court_id, PaperText.kind == kind, PaperText.version == version
        )
    )
    if found is None:
        raise NotFound("paper_text", version)
    return found


def list_newest_texts(court_id: int) -> dict[PaperKind, PaperText]:
    """Return the version that counts for every kind a court has a text of its own for."""
    rows = db.session.scalars(
        select(PaperText)
        .where(PaperText.court_id == court_id)
        .ext(distinct_on(PaperText.kind))
        .order_by(PaperText.kind, PaperText.version.desc())
        .limit(len(PaperKind))
    )
    return {row.kind: row for row in rows}


def list_damaged(limit: int = 1000) -> list[str]:
    """Return the numbers of papers whose file is gone or no longer has its digest."""
    damaged = []
    for paper in db.session.scalars(select(Paper).order_by(Paper.id)).yield_per(200):
        try:
            whole = blobs.is_whole(paper.sha256)
        except NotFound:
            whole = False
        if not whole:
            damaged.append(paper.no)
        if len(damaged) >= limit:
            break
    return damaged
