"""Pages of reconciliation: the equation of a day, its open items, its two signatures."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate

from app.identity.facade import staff_names
from app.kernel.calendar import local_date
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.ledger.pages.desk_frame import court_of
from app.ledger.pages.reconciliation_frame import WORDS, require_staff
from app.ledger.queries import days, statements
from app.ledger.queries import reconciliation as queries
from app.ledger.reconciliation_views import show_items, sums_of
from app.ledger.reconciliation_words import RECONCILED_DAY, DayState
from app.ledger.services import day_signing
from app.ledger.services.open_items import assign_unowned, list_owners
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("ledger_reconciliation", __name__)

#: Days on one page of the overview.
DAYS_SHOWN = 62


class OwnerForm(Schema):
    """Who looks after items."""

    owner = fields.String(required=True, validate=validate.Length(1, 80))


class CauseForm(Schema):
    """Why a day is opened again."""

    cause = fields.String(load_default="", validate=validate.Length(max=400))


def day_of(text: str) -> date:
    """Return the day of an address; raises NotFound for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound("reconciled_day", text) from None


@bp.get("/desk/finance/reconciliation")
@guarded(Permission.VIEW_MONEY)
def list_days() -> ResponseReturnValue:
    """Show the newest days: whether a statement is here, what waits, who signed."""
    require_staff(current_actor())
    covered = statements.covered_days()
    last = local_date(received_at()) - timedelta(days=1)
    first = max(min(covered, default=last), last - timedelta(days=DAYS_SHOWN - 1))
    shown = [last - timedelta(days=number) for number in range((last - first).days + 1)]
    waiting, unowned = queries.count_waiting()
    return render_template(
        "ledger/reconciliation.html",
        days=shown,
        covered=covered,
        signed=queries.list_days(shown),
        counts=queries.count_by_day(shown),
        waiting=waiting,
        unowned=unowned,
        **WORDS,
    )


@bp.get("/desk/finance/reconciliation/<day>")
@guarded(Permission.VIEW_MONEY)
def get_day(day: str) -> ResponseReturnValue:
    """Show the equation of a day and every item that stands in it."""
    return _page(day_of(day))


def _page(day: date, refusal: Refusal | None = None) -> ResponseReturnValue:
    actor, at = current_actor(), received_at()
    require_staff(actor)
    standing = queries.list_standing(day)
    row = queries.find_day(day)
    state = row.state if row else DayState.OPEN
    shown = show_items(standing, at=at)
    people = {item.owner for item in standing if item.owner}
    people |= {name for name in ((row.maker, row.approver) if row else ()) if name}
    page = render_template(
        "ledger/reconciliation_day.html",
        day=day,
        before=day - timedelta(days=1),
        after=day + timedelta(days=1) if day < local_date(at) else None,
        balance=queries.day_balance(day),
        sums=sums_of(standing, at=at),
        kinds=days.sum_day(court_of(actor), day),
        open_items=days.list_open_items(court_of(actor), day),
        former=days.list_former(court_of(actor), day),
        items=shown,
        row=row,
        state=state,
        moves={str(action) for action in RECONCILED_DAY.allowed(state)},
        names=staff_names(people),
        owners=list_owners(actor) if actor.may(Permission.MANAGE_MONEY) else [],
        unowned=sum(item.owner is None for item in queries.open_items_of(day)),
        may_manage=actor.may(Permission.MANAGE_MONEY),
        may_sign=actor.may(Permission.APPROVE_MONEY) and not (row and row.maker == actor.label),
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, (refusal.status if refusal else 200)


def _back(day: date) -> ResponseReturnValue:
    return redirect(url_for("ledger_reconciliation.get_day", day=day.isoformat()), 303)


@bp.post("/desk/finance/reconciliation/<day>/owner")
@guarded(Permission.MANAGE_MONEY)
def post_owner(day: str) -> ResponseReturnValue:
    """Give every item of a day that nobody looks after to one person."""
    on = day_of(day)
    try:
        given = assign_unowned(
            on, owner=load(OwnerForm)["owner"], actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _page(on, refusal)
    flash(_("Items that have an owner now: %(count)s", count=given), "success")
    return _back(on)


@bp.post("/desk/finance/reconciliation/<day>/propose")
@guarded(Permission.MANAGE_MONEY)
def post_proposal(day: str) -> ResponseReturnValue:
    """Propose a day for sign-off."""
    on = day_of(day)
    try:
        day_signing.propose_day(on, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(on, refusal)
    return _back(on)


@bp.post("/desk/finance/reconciliation/<day>/sign")
@guarded(Permission.APPROVE_MONEY)
def post_signature(day: str) -> ResponseReturnValue:
    """Sign a day off as the second person."""
    on = day_of(day)
    try:
        day_signing.sign_day(on, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(on, refusal)
    flash(_("The day is signed off."), "success")
    return _back(on)


@bp.post("/desk/finance/reconciliation/<day>/withdraw")
@guarded(Permission.MANAGE_MONEY)
def post_withdrawal(day: str) -> ResponseReturnValue:
    """Take a proposal back."""
    on = day_of(day)
    try:
        day_signing.withdraw_day(on, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(on, refusal)
    return _back(on)


@bp.post("/desk/finance/reconciliation/<day>/reopen")
@guarded(Permission.MANAGE_MONEY)
def post_reopening(day: str) -> ResponseReturnValue:
    """Open a signed day again, with a reason."""
    on = day_of(day)
    try:
        cause = load(CauseForm)["cause"]
        day_signing.reopen_day(on, cause=cause, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(on, refusal)
    return _back(on)
