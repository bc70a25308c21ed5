"""The findings of a court: the list, one of them, and its closing."""

from collections.abc import Sequence

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.actors import require_court
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.screening import queries, services
from app.screening.messages import PHASES, VERDICTS
from app.screening.schemas import CloseFindingForm
from app.screening.screens import NamedPaddle, screened
from app.screening.views import title_of, view_of
from app.web.acting import answer_act
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("findings", __name__)


@bp.get("/desk/findings")
@guarded(Permission.VIEW_FINDINGS)
def list_findings() -> ResponseReturnValue:
    """Show what the screens found, open or closed, and how often judges agreed."""
    court_id = current_actor().court_id
    is_open = request.args.get("closed") != "1"
    page = queries.list_findings(
        court_id=court_id, is_open=is_open, after=request.args.get("after", type=int)
    )
    return render_template(
        "screening/findings.html",
        page=page,
        is_open=is_open,
        closures=queries.closures_of([finding.id for finding in page.items]),
        precision=queries.list_precision(court_id),
        screens=screened().screens,
        verdicts=VERDICTS,
        title_of=title_of,
    )


@bp.get("/desk/findings/<int:finding_id>")
@guarded(Permission.VIEW_FINDINGS)
def get_finding(finding_id: int) -> ResponseReturnValue:
    """Show one finding: signals with numbers, innocent explanations, and the form to close it."""
    return _page(finding_id)


def _page(
    finding_id: int,
    refusal: Refusal | None = None,
    *,
    names: Sequence[NamedPaddle] = (),
) -> ResponseReturnValue:
    finding = queries.get_finding(finding_id)
    require_court(current_actor(), finding.court_id)
    body = render_template(
        "screening/finding.html",
        finding=finding,
        view=view_of(finding),
        closure=queries.find_closure(finding.id),
        may_close=current_actor().may(Permission.CLOSE_FINDINGS),
        is_about_you=services.is_about(finding, current_actor()),
        names=names,
        phase=PHASES[finding.phase],
        verdicts=VERDICTS,
        title=title_of(finding.screen),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


@bp.post("/desk/findings/<int:finding_id>/close")
@guarded(Permission.CLOSE_FINDINGS)
def post_close(finding_id: int) -> ResponseReturnValue:
    """Close a finding as founded or unfounded, with a reason."""
    return answer_act(
        lambda: services.close_finding(
            finding_id=finding_id,
            **load(CloseFindingForm),
            actor=current_actor(),
            at=received_at(),
        ),
        again=lambda refusal: _page(finding_id, refusal),
        words=_("The finding is closed. Nothing else was changed."),
        back=url_for("findings.get_finding", finding_id=finding_id),
    )


@bp.post("/desk/findings/<int:finding_id>/names")
@guarded(Permission.CLOSE_FINDINGS)
def post_names(finding_id: int) -> ResponseReturnValue:
    """Show once who stands behind the paddles; each showing is a reading of its own."""
    try:
        names = services.read_names(finding_id=finding_id, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(finding_id, refusal)
    page = make_response(_page(finding_id, names=names))
    page.headers["Cache-Control"] = "no-store"
    return page
