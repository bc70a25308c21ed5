"""The statement of a settled fee for everybody it concerns, and an agency's own money."""

from collections import defaultdict

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_babel import gettext as _

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.errors import NotFound, Refusal
from app.kernel.money import Money
from app.kernel.permissions import COURT_ROLES, Permission, Role
from app.lawbook.explain import Calculation
from app.web.errors import describe
from app.web.exports import XLSX, file_answer
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from appraisal import queries
from appraisal.documents.fee_sheet import fee_sheet
from appraisal.models import Assignment, FeeSettlement
from appraisal.pages.fees import WORDS, fee_of
from appraisal.queries import fees as fee_queries
from appraisal.schemas.fees import ClaimForm
from appraisal.services import expenses
from appraisal.views import tag
from registry import facade as registry

bp = Blueprint("fee_statements", __name__)


def _settled(no: str) -> tuple[Assignment, FeeSettlement]:
    """Return a settled appraisal to those it concerns; hide it from everybody else."""
    assignment = queries.get_assignment(no)
    settlement = queries.find_settlement(assignment.id)
    if settlement is None or not _concerns(current_actor(), assignment):
        raise NotFound("fee_statement", no)
    return assignment, settlement


def _concerns(actor: Actor, assignment: Assignment) -> bool:
    """Say whether an actor may read the statement: court and finance, parties, its agencies."""
    if Role.INSPECTOR in actor.roles:
        return True
    if actor.roles & COURT_ROLES:
        return actor.court_id == assignment.court_id
    if actor.agency_code is not None:
        turns = queries.list_appointments(assignment.id)
        return actor.agency_code in {turn.agency_code for turn in turns}
    parties = registry.parties_of(assignment.case_number)
    return actor.person_id is not None and actor.person_id in {p.person_id for p in parties}


@bp.get("/appraisals/<no>/fee-statement")
@guarded(Permission.SIGNED_IN)
def get_statement(no: str) -> ResponseReturnValue:
    """Show the statement line by line, each with its articles and its regime."""
    assignment, settlement = _settled(no)
    return render_template(
        "appraisal/fee_statement.html",
        assignment=assignment,
        settlement=settlement,
        calculation=Calculation.from_dict(settlement.calculation),
        turns=queries.list_appointments(assignment.id),
        surveys=queries.list_surveys(assignment.id),
        paper=papers.find(papers.PaperKind.FEE_SETTLEMENT, no),
        fee=fee_of(assignment),
    )


@bp.get("/appraisals/<no>/fee-statement.xlsx")
@guarded(Permission.SIGNED_IN)
def get_sheet(no: str) -> Response:
    """Send the statement as a workbook in which nothing is run."""
    assignment, settlement = _settled(no)
    account = fee_queries.find_fee_account(assignment.id)
    with force_locale("zh_Hans_CN"):
        content = fee_sheet(assignment, account, settlement, say=gettext)
    return file_answer(f"fee-{no}.xlsx", content, XLSX)


@bp.get("/desk/agency-fees")
@guarded(Permission.WORK_ASSIGNMENTS)
def get_agency_fees() -> ResponseReturnValue:
    """Show an agency its own money, from the basic fee to the settlement, with totals by year."""
    return _agency_page()


def _agency_page(refusal: Refusal | None = None, *, no: str = "") -> ResponseReturnValue:
    code = current_actor().agency_code or ""
    worked = fee_queries.list_worked_by(code)
    settled: dict[int, FeeSettlement] = {}
    earned: dict[int, Money] = defaultdict(lambda: Money.ZERO)
    years: dict[int, dict[str, Money]] = defaultdict(lambda: defaultdict(lambda: Money.ZERO))
    for settlement, line in fee_queries.list_settled_of(code):
        settled[settlement.assignment_id] = settlement
        fee = line.fee + line.reissue_fee
        earned[settlement.assignment_id] += fee
        year = years[local_date(settlement.settled_at).year]
        year["fee"] += fee
        year["basic"] += line.basic - line.refund
        year["balance"] += line.balance + line.reissue_fee
    page = render_template(
        "appraisal/agency_fees.html",
        rows=[
            {
                "assignment": row,
                "account": account if row.agency_code == code else None,
                "settlement": settled.get(row.id),
                "earned": earned.get(row.id),
                "claim": fee_queries.find_claim(row.id, code),
                "may_claim": row.agency_code == code and row.id not in settled,
            }
            for row, account in worked
        ],
        years=sorted(years.items(), reverse=True),
        tag=tag,
        words=WORDS,
        opened=no,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.post("/assignments/<no>/expense-claim")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_claim(no: str) -> ResponseReturnValue:
    """Say what was really spent, with the receipts."""
    queries.require_agency(queries.get_assignment(no), current_actor())
    try:
        given = load(ClaimForm)
        file = request.files.get("receipts")
        if file is None or not file.filename:
            raise Refusal("receipts_needed", fields={"receipts": ["receipts_needed"]})  # noqa: TRY301 - shown on the page
        expenses.claim_expense(
            no,
            **given,
            source=file.stream,
            filename=file.filename,
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _agency_page(refusal, no=no)
    flash(_("The claim is with the court, which says what is reasonable."), "success")
    return redirect(url_for("fee_statements.get_agency_fees"), 303)
