"""The money of one appraisal: what the court decides, and where the applicant hands a letter in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.actors import require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.kernel.permissions import Permission
from app.lawbook.explain import Calculation
from app.ledger import facade as ledger
from app.media import facade as media
from app.web.acting import answer_act
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from appraisal import queries
from appraisal.messages import PARTY_ROLES
from appraisal.messages import fees as words
from appraisal.models import Assignment
from appraisal.queries import fees as fee_queries
from appraisal.rules.basic_fee import least_valid_until
from appraisal.rules.fees import FeeOutcome, needs_expense
from appraisal.schemas import ReasonForm
from appraisal.schemas.fees import ClaimDecisionForm, GuaranteeForm, SettlementForm
from appraisal.services import expenses, guarantees
from appraisal.services.fee_accounts import BALANCE, CALLED
from appraisal.services.fee_settings import propose
from appraisal.services.settlement import settle_fee_of_asset
from appraisal.vocabulary import ASSIGNMENT, AssignmentAction
from appraisal.vocabulary.fees import SettledOutcome
from registry import facade as registry

bp = Blueprint("appraisal_fees", __name__)

WORDS: dict[str, Any] = {
    "fee_states": words.FEE_STATES,
    "fee_tags": words.FEE_TAGS,
    "regimes": words.REGIMES,
    "outcomes": words.OUTCOMES,
    "sources": words.SOURCES,
    "securities": words.SECURITIES,
    "guarantee_states": words.GUARANTEES,
    "expense_kinds": words.EXPENSES,
    "schedule_names": words.SCHEDULES,
    "fits": words.FITS,
    "bookings": words.BOOKINGS,
}


def fee_of(assignment: Assignment) -> dict[str, Any]:
    """Gather the money of an appraisal, for every page that shows it."""
    account = fee_queries.find_fee_account(assignment.id)
    letters = fee_queries.list_guarantees(assignment.id)
    claims = fee_queries.list_claims(assignment.id)
    files = [letter.media_id for letter in letters] + [claim.media_id for claim in claims]
    return {
        "account": account,
        "proposed": Calculation.from_dict(account.proposal)
        if account and account.proposal
        else None,
        "letters": letters,
        "claims": claims,
        "files": {view.id: view for view in media.list_media(files)},
        "order": ledger.find_order(assignment.no),
        "rest": [
            order
            for part in (CALLED, BALANCE)
            if (order := ledger.find_order(f"{assignment.no}/{part}")) is not None
        ],
        "settlement": queries.find_settlement(assignment.id),
        "moved": ledger.transfers_of(assignment.no),
        **WORDS,
    }


def asking_of(assignment: Assignment) -> dict[str, Any]:
    """Gather what the form that asks for the basic fee proposes."""
    today = local_date(received_at())
    proposal = propose(assignment, on=today)
    due_on = today + timedelta(days=proposal.pay_days)
    return {"proposal": proposal, "due_on": due_on, **WORDS}


def _own(no: str) -> Assignment:
    assignment = queries.get_assignment(no)
    require_court(current_actor(), assignment.court_id)
    return assignment


@bp.get("/desk/appraisals/<no>/fee")
@guarded(Permission.MANAGE_APPRAISALS)
def get_fee(no: str) -> ResponseReturnValue:
    """Show the court where the money of an appraisal stands and what it can decide."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    assignment = _own(no)
    fee = fee_of(assignment)
    account = fee["account"]
    page = render_template(
        "appraisal/fee.html",
        assignment=assignment,
        fee=fee,
        may_settle=AssignmentAction.CONCLUDE in ASSIGNMENT.allowed(assignment.state),
        turns_on_expense=account is not None
        and needs_expense(FeeOutcome.FAILED, account.regime)
        and assignment.commissioned_at is not None,
        endings=[
            (outcome.value, words.OUTCOMES[FeeOutcome(outcome.value)])
            for outcome in SettledOutcome
            if outcome is not SettledOutcome.SOLD
        ],
        parties=[
            (party.id, f"{PARTY_ROLES[party.role]} · {party.name}")
            for party in registry.parties_of(assignment.case_number)
            if party.person_id is not None
        ],
        valid_from=least_valid_until(local_date(received_at())),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _act(no: str, order: Callable[[], Any], said: str) -> ResponseReturnValue:
    """Carry an order out and come back, or show the page again with what went wrong."""
    _own(no)
    return answer_act(
        order,
        again=lambda refusal: _page(no, refusal),
        words=said,
        back=url_for("appraisal_fees.get_fee", no=no),
    )


def _hand_in(no: str) -> None:
    given = load(GuaranteeForm)
    file = request.files.get("letter")
    if file is None or not file.filename:
        raise Refusal("guarantee_file_needed", fields={"letter": ["guarantee_file_needed"]})
    guarantees.hand_in_guarantee(
        no,
        **given,
        source=file.stream,
        filename=file.filename,
        actor=current_actor(),
        at=received_at(),
    )


@bp.post("/desk/appraisals/<no>/fee/guarantees")
@guarded(Permission.MANAGE_APPRAISALS)
def post_guarantee(no: str) -> ResponseReturnValue:
    """Hand in a letter that reached the court on paper."""
    return _act(no, lambda: _hand_in(no), _("The letter is on file. Accept or return it."))


@bp.post("/desk/appraisals/<no>/fee/guarantees/<int:guarantee_id>/acceptance")
@guarded(Permission.MANAGE_APPRAISALS)
def post_acceptance(no: str, guarantee_id: int) -> ResponseReturnValue:
    """Accept a letter of guarantee."""
    return _act(
        no,
        lambda: guarantees.accept_guarantee(
            no, guarantee_id, actor=current_actor(), at=received_at()
        ),
        _("The letter is accepted. The commission went out on it."),
    )


@bp.post("/desk/appraisals/<no>/fee/guarantees/<int:guarantee_id>/return")
@guarded(Permission.MANAGE_APPRAISALS)
def post_return(no: str, guarantee_id: int) -> ResponseReturnValue:
    """Return a letter with a reason."""

    def order() -> None:
        given = load(ReasonForm)
        guarantees.return_guarantee(
            no, guarantee_id, **given, actor=current_actor(), at=received_at()
        )

    return _act(no, order, _("The letter went back with the reason."))


@bp.post("/desk/appraisals/<no>/fee/claims/<int:claim_id>/decision")
@guarded(Permission.MANAGE_APPRAISALS)
def post_claim_decision(no: str, claim_id: int) -> ResponseReturnValue:
    """Say how much of a claimed expense is reasonable."""

    def order() -> None:
        given = load(ClaimDecisionForm)
        expenses.confirm_expense(no, claim_id, **given, actor=current_actor(), at=received_at())

    return _act(no, order, _("The expense is confirmed."))


@bp.post("/desk/appraisals/<no>/fee/settlement")
@guarded(Permission.MANAGE_APPRAISALS)
def post_settlement(no: str) -> ResponseReturnValue:
    """Settle the fee of an ending that the court states itself."""
    assignment = _own(no)

    def order() -> None:
        given = load(SettlementForm)
        settle_fee_of_asset(
            assignment.asset_no,
            outcome=given["outcome"],
            disposal_price=given["price"],
            actual_expense=Money.ZERO if _claims_nothing(assignment, given) else None,
            assignee_party_id=given["assignee_party_id"],
            actor=current_actor(),
            at=received_at(),
        )

    return _act(no, order, _("The fee is settled and the statement is issued."))


def _claims_nothing(assignment: Assignment, given: dict[str, Any]) -> bool:
    return given["no_expense"] and not fee_queries.list_claims(assignment.id)


@bp.get("/appraisals/<no>/fee")
@guarded(Permission.PAY)
def get_own_fee(no: str) -> ResponseReturnValue:
    """Show the applicant what is due and how a letter may stand for it."""
    return _own_page(no)


def _own_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    assignment = queries.get_assignment(no)
    guarantees.require_applicant(assignment, current_actor())
    page = render_template(
        "appraisal/own_fee.html",
        assignment=assignment,
        fee=fee_of(assignment),
        valid_from=least_valid_until(local_date(received_at())),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.post("/appraisals/<no>/fee/guarantees")
@guarded(Permission.PAY)
def post_own_guarantee(no: str) -> ResponseReturnValue:
    """Hand in an insurer's letter in place of the payment."""
    guarantees.require_applicant(queries.get_assignment(no), current_actor())
    try:
        _hand_in(no)
    except Refusal as refusal:
        return _own_page(no, refusal)
    flash(_("The letter is with the court. It accepts it or returns it with a reason."), "success")
    return redirect(url_for("appraisal_fees.get_own_fee", no=no), 303)
