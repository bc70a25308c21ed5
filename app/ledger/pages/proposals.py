"""The inbox of approvals: what others proposed, read whole, approved or rejected."""

from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission, Role
from app.ledger import queries
from app.ledger.desk_rules import needs_judge
from app.ledger.desk_vocabulary import OPEN_PROPOSALS, ProposalKind, ProposalState
from app.ledger.directory import find_payee
from app.ledger.models import MoneyProposal
from app.ledger.pages.desk_frame import WORDS, act, court_of
from app.ledger.reading_vocabulary import NamedPage
from app.ledger.schemas import DigestForm, ReasonForm, ReversalForm, VersionForm
from app.ledger.services import approving, proposals, reversing
from app.ledger.services.payees import open_account
from app.ledger.services.reading import note_reading
from app.web.errors import Problem
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("ledger_proposals", __name__)

_ENDED = tuple(state for state in ProposalState if state not in OPEN_PROPOSALS)


@bp.get("/desk/finance/proposals")
@guarded(Permission.VIEW_MONEY)
def list_inbox() -> ResponseReturnValue:
    """Show what waits for a second person, what is on its way, and what ended lately."""
    actor = current_actor()
    court = court_of(actor)
    waiting = queries.list_proposals(court, [ProposalState.PROPOSED])
    under_way = queries.list_proposals(court, [ProposalState.APPROVED, ProposalState.SENT])
    return render_template(
        "ledger/proposals.html",
        mine=[row for row in waiting if row.maker_id == actor.person_id],
        others=[row for row in waiting if row.maker_id != actor.person_id],
        under_way=under_way,
        ended=queries.list_proposals(court, _ENDED, newest_first=True, limit=30),
        batches=[queries.batch_progress(no, court_id=court) for no in queries.list_batches(court)],
        may_approve=actor.may(Permission.APPROVE_MONEY),
        **WORDS,
    )


def _payee(row: MoneyProposal) -> dict[str, Any] | None:
    """Return who is paid and where to, for the two people who must compare it."""
    if row.kind is not ProposalKind.PAYOUT:
        return None
    account = queries.get_payee_account(row.content["payee_account_id"])
    identity = find_payee(row.content["account"])
    return {
        "name": identity.name if identity else "",
        "account": row.content["account"],
        "bank_account": open_account(account),
        "source": account.source,
        "document": account.document,
        "state": account.state,
    }


def _receipts(row: MoneyProposal) -> list[Any]:
    return [queries.find_receipt(serial) for serial in row.content.get("serials", [])]


def _page(no: str, problem: Problem | None = None, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    row = queries.get_proposal(no, court_id=court_of(actor))
    if row.kind is ProposalKind.PAYOUT:
        note_reading(
            NamedPage.PROPOSAL, no, case_number=row.case_number, actor=actor, at=received_at()
        )
    order_no = row.content.get("order_no")
    transfer_key = row.content.get("transfer_key")
    judge_only = needs_judge(row.kind, row.amount, on=received_at())
    is_maker = row.maker_id == actor.person_id
    page = render_template(
        "ledger/proposal.html",
        row=row,
        payee=_payee(row),
        receipts=_receipts(row),
        order=queries.find_order(order_no) if order_no else None,
        transfer=queries.find_transfer(transfer_key) if transfer_key else None,
        versions=queries.list_versions(row),
        judge_only=judge_only,
        is_maker=is_maker,
        may_decide=_may_decide(actor, row, judge_only=judge_only),
        may_edit=is_maker and row.state in {ProposalState.PROPOSED, ProposalState.APPROVED},
        form=request.form,
        problem=problem,
        at=received_at(),
        **WORDS,
    )
    return page, status


def _may_decide(actor: Actor, row: MoneyProposal, *, judge_only: bool) -> bool:
    return (
        row.state is ProposalState.PROPOSED
        and row.maker_id != actor.person_id
        and actor.may(Permission.APPROVE_MONEY)
        and (actor.has(Role.JUDGE) or not judge_only)
    )


@bp.get("/desk/finance/proposals/<no>")
@guarded(Permission.VIEW_MONEY)
def get_proposal(no: str) -> ResponseReturnValue:
    """Show one proposal whole: amount in figures and words, reason, versions."""
    return _page(no)


def _act(no: str, order: Any, words: str) -> ResponseReturnValue:
    queries.get_proposal(no, court_id=court_of(current_actor()))

    def carried() -> str:
        order()
        return url_for("ledger_proposals.get_proposal", no=no)

    return act(carried, words, lambda problem, status: _page(no, problem, status))


@bp.post("/desk/finance/proposals/<no>/approve")
@guarded(Permission.APPROVE_MONEY)
def post_approve(no: str) -> ResponseReturnValue:
    """Approve the version that was read."""
    return _act(
        no,
        lambda: approving.approve(
            no, version=load(VersionForm)["version"], actor=current_actor(), at=received_at()
        ),
        _("Approved. It is carried out within seconds."),
    )


@bp.post("/desk/finance/proposals/<no>/reject")
@guarded(Permission.APPROVE_MONEY)
def post_reject(no: str) -> ResponseReturnValue:
    """Say no, with a reason."""
    return _act(
        no,
        lambda: proposals.reject(no, **load(VersionForm), actor=current_actor(), at=received_at()),
        _("Rejected. The maker reads your reason."),
    )


@bp.post("/desk/finance/proposals/<no>/edit")
@guarded(Permission.MANAGE_MONEY)
def post_edit(no: str) -> ResponseReturnValue:
    """Change one's own proposal; an approval it had is void."""
    return _act(
        no,
        lambda: proposals.edit(no, **load(VersionForm), actor=current_actor(), at=received_at()),
        _("Changed. It must be approved anew."),
    )


@bp.post("/desk/finance/proposals/<no>/withdraw")
@guarded(Permission.MANAGE_MONEY)
def post_withdraw(no: str) -> ResponseReturnValue:
    """Take one's own proposal back."""
    return _act(
        no,
        lambda: proposals.withdraw(
            no, reason=load(ReasonForm)["reason"], actor=current_actor(), at=received_at()
        ),
        _("Withdrawn."),
    )


@bp.post("/desk/finance/reversals")
@guarded(Permission.MANAGE_MONEY)
def post_reversal() -> ResponseReturnValue:
    """Propose that an entry of the book is taken back."""
    given = load(ReversalForm)

    def order() -> str:
        row = reversing.propose_reversal(
            given["transfer_key"],
            reason=given["reason"],
            actor=current_actor(),
            at=received_at(),
        )
        return url_for("ledger_proposals.get_proposal", no=row.no)

    def again(problem: Problem, status: int) -> ResponseReturnValue:
        return render_template("ledger/refused.html", problem=problem), status

    return act(order, _("Proposed. A judge must approve it."), again)


def _batch(no: str, problem: Problem | None = None, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    court = court_of(actor)
    rows = list(queries.list_of_batch(no, court_id=court))
    if rows:
        note_reading(NamedPage.BATCH, no, actor=actor, at=received_at())
    proposed = [row for row in rows if row.state is ProposalState.PROPOSED]
    page = render_template(
        "ledger/batch.html",
        progress=queries.batch_progress(no, court_id=court),
        rows=[(row, find_payee(row.content["account"])) for row in rows],
        total=sum(row.amount.fen for row in rows),
        digest=approving.batch_digest(proposed),
        may_decide=bool(proposed)
        and actor.may(Permission.APPROVE_MONEY)
        and all(row.maker_id != actor.person_id for row in proposed),
        problem=problem,
        **WORDS,
    )
    return page, status


@bp.get("/desk/finance/batches/<no>")
@guarded(Permission.VIEW_MONEY)
def get_batch(no: str) -> ResponseReturnValue:
    """Show the payouts that were proposed together, and how far they have come."""
    return _batch(no)


@bp.get("/desk/finance/batches/<no>/state")
@guarded(Permission.VIEW_MONEY)
def get_batch_state(no: str) -> ResponseReturnValue:
    """Show only how far a batch has come, for the page that waits."""
    progress = queries.batch_progress(no, court_id=court_of(current_actor()))
    answer = make_response(render_template("ledger/_batch_state.html", progress=progress))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/desk/finance/batches/<no>/approve")
@guarded(Permission.APPROVE_MONEY)
def post_approve_batch(no: str) -> ResponseReturnValue:
    """Approve all of a batch exactly as it was read."""

    def order() -> str:
        approving.approve_batch(
            no, digest=load(DigestForm)["digest"], actor=current_actor(), at=received_at()
        )
        return url_for("ledger_proposals.get_batch", no=no)

    return act(order, _("Approved. The batch is carried out now."), lambda p, s: _batch(no, p, s))
