"""A payee's own page: the bank account to which the court pays what it owes him."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.identity import facade as identity
from app.kernel.actors import Actor
from app.kernel.errors import NotFound
from app.kernel.permissions import Permission
from app.ledger import chart, queries
from app.ledger.directory import PayeeIdentity, find_payee
from app.ledger.pages.desk_frame import WORDS, act
from app.ledger.schemas import BankAccountForm
from app.ledger.services import payees
from app.ledger.services.payees import BankAccount, open_account, person_owner
from app.web.errors import Problem
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("ledger_bank_account", __name__)


def _owner_of(actor: Actor) -> tuple[str, PayeeIdentity]:
    """Return under which name the actor is paid: his agency, or himself."""
    if actor.agency_code:
        owner = chart.agency(actor.agency_code)
        found = find_payee(owner)
        if found is None:
            raise NotFound("agency", actor.agency_code)
        return owner, found
    if actor.person_id is None:
        raise NotFound("person", "")
    return person_owner(actor.person_id), PayeeIdentity(
        identity.own_name(actor).name, actor.person_id
    )


def _page(problem: Problem | None = None, status: int = 200) -> ResponseReturnValue:
    owner, payee = _owner_of(current_actor())
    page = render_template(
        "ledger/bank_account.html",
        name=payee.name,
        accounts=[(row, open_account(row)) for row in queries.list_payee_accounts_of(owner)],
        form=request.form,
        problem=problem,
        **WORDS,
    )
    return page, status


@bp.get("/account/bank-account")
@guarded(Permission.GIVE_BANK_ACCOUNT)
def get_bank_account() -> ResponseReturnValue:
    """Show one's own bank account and the form for another."""
    return _page()


@bp.post("/account/bank-account")
@guarded(Permission.GIVE_BANK_ACCOUNT)
def post_bank_account() -> ResponseReturnValue:
    """Enter one's own bank account; finance confirms it before anything is paid to it."""

    def order() -> str:
        given = load(BankAccountForm)
        owner, payee = _owner_of(current_actor())
        payees.enter_own(
            owner,
            payee,
            BankAccount(given["holder"], given["number"], given["bank"]),
            actor=current_actor(),
            at=received_at(),
        )
        return url_for("ledger_bank_account.get_bank_account")

    return act(order, _("Entered. The court confirms it before it pays."), _page)
