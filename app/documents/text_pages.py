"""The texts of a court's papers: a list, an editor with its sample beside it, versions."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.documents import queries
from app.documents.composing import in_words
from app.documents.differences import Piece, differences
from app.documents.labels import placeholders
from app.documents.layouts import LAYOUTS
from app.documents.markup import default_text
from app.documents.messages import KINDS
from app.documents.models import PaperText
from app.documents.render import pictures, render
from app.documents.samples import sample_head, sample_values
from app.documents.schemas import PaperTextForm, PreviewForm, RestoreForm
from app.documents.texts import (
    REASON_MAX,
    TextInForce,
    change_text,
    check_text,
    restore_text,
    text_in_force,
)
from app.documents.vocabulary import PaperKind
from app.kernel.actors import Actor
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.file_policies import PAPER_POLICY
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("paper_texts", __name__)


@dataclass(frozen=True)
class Version:
    """One version as the page tells it: its row, and what it changed of the one before."""

    row: PaperText
    changes: list[list[Piece]]


@bp.get("/desk/paper-texts")
@guarded(Permission.EDIT_PAPER_TEXTS)
def list_texts() -> str:
    """List the papers whose running text the court may change."""
    return render_template(
        "documents/texts.html",
        kinds=list(LAYOUTS),
        names=KINDS,
        newest=queries.list_newest_texts(_court_of(current_actor())),
    )


@bp.get("/desk/paper-texts/<kind>")
@guarded(Permission.EDIT_PAPER_TEXTS)
def show_text(kind: str) -> ResponseReturnValue:
    """Show the text that counts in the editor, with its sample and the versions before it."""
    return _page(_kind_of(kind))


@bp.post("/desk/paper-texts/<kind>")
@guarded(Permission.EDIT_PAPER_TEXTS)
def post_text(kind: str) -> ResponseReturnValue:
    """Take what was typed as the next version; a refusal keeps it in the form."""
    paper = _kind_of(kind)
    try:
        change_text(paper, **load(PaperTextForm), actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _again(paper, refusal)
    return redirect(url_for("paper_texts.show_text", kind=kind), 303)


@bp.post("/desk/paper-texts/<kind>/preview")
@guarded(Permission.EDIT_PAPER_TEXTS)
def post_preview(kind: str) -> ResponseReturnValue:
    """Show the sample of what was typed; nothing is kept."""
    paper = _kind_of(kind)
    try:
        check_text(paper, load(PreviewForm)["text"])
    except Refusal as refusal:
        return _again(paper, refusal)
    return _again(paper)


@bp.post("/desk/paper-texts/<kind>/restore")
@guarded(Permission.EDIT_PAPER_TEXTS)
def post_restore(kind: str) -> ResponseReturnValue:
    """Take an earlier text as the next version."""
    paper = _kind_of(kind)
    try:
        restore_text(paper, **load(RestoreForm), actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(paper, refusal=refusal)
    return redirect(url_for("paper_texts.show_text", kind=kind), 303)


@bp.get("/desk/paper-texts/<kind>/sample.pdf")
@guarded(Permission.EDIT_PAPER_TEXTS)
def get_sample(kind: str) -> Response:
    """Send the sample of the text that counts as it would be printed."""
    paper = _kind_of(kind)
    text = _in_force(paper)
    made = render(paper.value, sample_values(paper) | sample_head(), text=text.words)
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Security-Policy"] = PAPER_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _kind_of(name: str) -> PaperKind:
    found = next((kind for kind in LAYOUTS if kind.value == name), None)
    if found is None:
        raise NotFound("paper_text", name)
    return found


def _court_of(actor: Actor) -> int:
    if actor.court_id is None:
        raise Forbidden("other_court")
    return actor.court_id


def _in_force(kind: PaperKind) -> TextInForce:
    found = text_in_force(_court_of(current_actor()), kind)
    assert found is not None, "every kind with a layout has a text"
    return found


def _again(kind: PaperKind, refusal: Refusal | None = None) -> ResponseReturnValue:
    """Show the editor with what was typed, begun from the version it was begun from.

    Only whoever was told of a newer version goes on from that one.
    """
    is_told = refusal is not None and refusal.code == "paper_text_moved"
    seen = None if is_told else request.form.get("seen", type=int)
    return _page(kind, refusal=refusal, typed=request.form.get("text", ""), seen=seen)


def _page(
    kind: PaperKind,
    *,
    refusal: Refusal | None = None,
    typed: str | None = None,
    seen: int | None = None,
) -> ResponseReturnValue:
    force = _in_force(kind)
    shown = force.words if typed is None else typed
    page = render_template(
        "documents/text.html",
        kind=kind,
        name=KINDS[kind],
        layout=LAYOUTS[kind],
        text=shown,
        seen=force.version if seen is None else seen,
        force=force,
        words=_words_of(kind),
        pages=_pictures_of(kind, shown),
        versions=_versions_of(kind),
        reason=request.form.get("reason", ""),
        reason_max=REASON_MAX,
        problem=describe(refusal) if refusal else None,
    )
    return page, (refusal.status if refusal else 200)


def _words_of(kind: PaperKind) -> list[dict[str, Any]]:
    """Return every placeholder of a kind, its value in the sample, and whether it must stay."""
    values = sample_values(kind) | sample_head()
    return [
        {
            "word": word,
            "sample": in_words(field, values[field]),
            "is_required": field in LAYOUTS[kind].required,
        }
        for word, field in placeholders(kind).items()
    ]


def _pictures_of(kind: PaperKind, text: str) -> list[str]:
    """Return the pages of a sample as addresses that hold the picture itself; none if faulty."""
    try:
        kept = check_text(kind, text)
    except Refusal:
        return []
    made = pictures(kind, sample_values(kind) | sample_head(), text=kept)
    return [f"data:image/png;base64,{b64encode(page).decode()}" for page in made]


def _versions_of(kind: PaperKind) -> list[Version]:
    rows = queries.list_texts(_court_of(current_actor()), kind)
    before = {row.version: row.text for row in rows} | {0: default_text(kind)}
    return [Version(row, differences(before.get(row.version - 1, ""), row.text)) for row in rows]
