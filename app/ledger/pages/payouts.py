"""What is owed to agencies, parties and courts: bank accounts, proposals, batches."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.calendar import local_date
from app.kernel.errors import NotFound
from app.kernel.permissions import Permission
from app.ledger import queries
from app.ledger.desk_vocabulary import PayeeState
from app.ledger.directory import find_payee
from app.ledger.pages.desk_frame import WORDS, act, court_of
from app.ledger.queries.payouts import Owed
from app.ledger.reading_vocabulary import NamedPage
from app.ledger.schemas import BankAccountForm, BatchForm, PayoutForm, ReasonForm
from app.ledger.services import payees, paying_out
from app.ledger.services.payees import BankAccount, open_account, owners_of
from app.ledger.services.reading import note_reading
from app.ledger.vocabulary import InstructionKind, InstructionState
from app.web.errors import Problem
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("ledger_payouts", __name__)

#: Signs of the account of any payee: a party, an agency, a court, an order.
PAYEE_MAX = 60
_UNDONE = (InstructionState.REFUSED, InstructionState.RETURNED)


def _row(owed: Owed) -> dict[str, Any]:
    identity = find_payee(owed.account)
    owners = owners_of(owed.account, identity)
    return {
        "owed": owed,
        "name": identity.name if identity else "",
        "confirmed": queries.find_payee_account(owners, PayeeState.CONFIRMED),
        "entered": queries.find_payee_account(owners, PayeeState.ENTERED),
        "proposal": queries.find_open_proposal(owed.subject),
    }


def _page(problem: Problem | None = None, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    court = court_of(actor)
    outgoing = (InstructionKind.PAYOUT, InstructionKind.REFUND)
    owed = queries.list_owed(court)
    entered = queries.list_payee_accounts(court, PayeeState.ENTERED)
    if owed or entered:
        at = received_at()
        note_reading(NamedPage.PAYOUTS, local_date(at).isoformat(), actor=actor, at=at)
    page = render_template(
        "ledger/payouts.html",
        rows=[_row(each) for each in owed],
        to_confirm=[(row, _owner_name(row.owner), open_account(row)) for row in entered],
        undone=queries.list_instructions(court, outgoing, _UNDONE),
        paid=queries.list_instructions(
            court, (InstructionKind.PAYOUT,), (InstructionState.DONE,), limit=20
        ),
        may_act=actor.may(Permission.MANAGE_MONEY),
        person_id=actor.person_id,
        form=request.form,
        problem=problem,
        **WORDS,
    )
    return page, status


def _owner_name(owner: str) -> str:
    identity = find_payee(owner)
    return identity.name if identity else ""


@bp.get("/desk/finance/payouts")
@guarded(Permission.VIEW_MONEY)
def list_payouts() -> ResponseReturnValue:
    """Show what is owed, by whom it is received, and what can be paid now."""
    return _page()


@bp.post("/desk/finance/payouts")
@guarded(Permission.MANAGE_MONEY)
def post_payout() -> ResponseReturnValue:
    """Propose one payout."""

    def order() -> str:
        given = load(PayoutForm)
        row = paying_out.propose_payout(
            given["account"],
            given["case_number"],
            reason=given["reason"],
            amount=given["amount"],
            actor=current_actor(),
            at=received_at(),
        )
        return url_for("ledger_proposals.get_proposal", no=row.no)

    return act(order, _("Proposed. A second person must approve it."), _page)


@bp.post("/desk/finance/batches")
@guarded(Permission.MANAGE_MONEY)
def post_batch() -> ResponseReturnValue:
    """Propose all that was chosen as one batch."""

    def order() -> str:
        given = load(BatchForm)
        chosen = [subject.partition("|") for subject in given["subjects"]]
        no = paying_out.propose_batch(
            [(account, number or None) for account, _bar, number in chosen],
            reason=given["reason"],
            actor=current_actor(),
            at=received_at(),
        )
        return url_for("ledger_proposals.get_batch", no=no)

    return act(order, _("Proposed. A second person must approve the batch."), _page)


@bp.get("/desk/finance/payees/<path:account>")
@guarded(Permission.MANAGE_MONEY)
def get_payee(account: str) -> ResponseReturnValue:
    """Show the form for the bank account of a payee."""
    return _payee_page(account)


def _payee_page(
    account: str, problem: Problem | None = None, status: int = 200
) -> ResponseReturnValue:
    actor = current_actor()
    court = court_of(actor)
    if len(account) > PAYEE_MAX:
        raise NotFound("account", account[:PAYEE_MAX])
    note_reading(NamedPage.PAYEE, account, actor=actor, at=received_at())
    identity = find_payee(account)
    owed = [each for each in queries.list_owed(court) if each.account == account]
    page = render_template(
        "ledger/payee.html",
        account=account,
        name=identity.name if identity else "",
        owed=owed,
        standing=paying_out.standing_account(account, identity),
        form=request.form,
        problem=problem,
        **WORDS,
    )
    return page, status


@bp.post("/desk/finance/payees/<path:account>")
@guarded(Permission.MANAGE_MONEY)
def post_payee(account: str) -> ResponseReturnValue:
    """Write a bank account in from a paper of the file."""

    def order() -> str:
        given = load(BankAccountForm)
        payees.enter_from_document(
            account,
            BankAccount(given["holder"], given["number"], given["bank"]),
            document=given["document"],
            actor=current_actor(),
            at=received_at(),
        )
        return url_for("ledger_payouts.list_payouts")

    return act(
        order,
        _("Entered. A second person must compare it with the paper."),
        lambda problem, status: _payee_page(account, problem, status),
    )


@bp.post("/desk/finance/bank-accounts/<int:account_id>/confirm")
@guarded(Permission.MANAGE_MONEY)
def post_confirm(account_id: int) -> ResponseReturnValue:
    """Confirm a bank account that another person entered."""

    def order() -> str:
        payees.confirm(account_id, actor=current_actor(), at=received_at())
        return url_for("ledger_payouts.list_payouts")

    return act(order, _("Confirmed. Money may be paid to it now."), _page)


@bp.post("/desk/finance/bank-accounts/<int:account_id>/reject")
@guarded(Permission.MANAGE_MONEY)
def post_reject(account_id: int) -> ResponseReturnValue:
    """Say that a bank account is not right."""

    def order() -> str:
        reason = load(ReasonForm)["reason"]
        payees.reject(account_id, reason=reason, actor=current_actor(), at=received_at())
        return url_for("ledger_payouts.list_payouts")

    return act(order, _("Not confirmed."), _page)
