"""The desk of a buyer's default: ruling, use of the deposit, top-up."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import lawbook
from app.documents import facade as papers
from app.kernel.actors import require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import NotFound, Refusal
from app.kernel.money import Money, total
from app.kernel.permissions import Permission
from app.lawbook.explain import Calculation
from app.ledger import facade as ledger
from app.web.acting import answer_act_on
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import messages, queries
from auction.models import BuyerDefault, Lot
from auction.schemas import DefaultForm, TopUpForm, UseForm
from auction.services import defaulting, topping_up
from auction.services.default_use import DebtGiven, commission_of, statement_kind
from auction.services.planning import creditors_of
from auction.vocabulary import DefaultState, Venue
from registry import facade as registry

bp = Blueprint("default_desk", __name__)

#: Rows for costs of the sale and for debts on the property.
ROWS = 2


@bp.get("/desk/lots/<no>/default")
@guarded(Permission.VIEW_MONEY)
def get_default(no: str) -> ResponseReturnValue:
    """Show where a default stands: the deposit, its use line by line, the top-up."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = queries.get_lot(no)
    require_court(current_actor(), lot.court_id)
    settlement = queries.find_settlement(lot.id)
    if settlement is None:
        raise NotFound("settlement", no)
    ledger.note_reading(
        ledger.NamedPage.DEFAULT,
        lot.no,
        case_number=lot.case_number,
        actor=current_actor(),
        at=received_at(),
    )
    default = queries.find_default(lot.id)
    again = queries.find_next_sale(lot)
    page = render_template(
        "auction/default.html",
        lot=lot,
        settlement=settlement,
        default=default,
        tag=messages.DEFAULTS[default.state] if default else None,
        is_overdue=settlement.is_overdue(received_at()),
        may_rule=current_actor().may(Permission.SUPERVISE_LOTS),
        may_state=_may_state(default),
        lines=_lines(default),
        calculation=_calculation(default),
        uses=messages.USES,
        again=again,
        debt=_debt_left(lot, again),
        people=[(str(one.id), one.name) for one in registry.parties_of(lot.case_number)],
        rows=range(ROWS),
        is_on_site=lot.venue is Venue.TRADITIONAL,
        commission=commission_of(lot),
        days=lawbook.number("top_up_days", on=local_date(received_at())),
        statement_paper=papers.find(statement_kind(lot), lot.no),
        top_up_paper=papers.find(papers.PaperKind.TOP_UP_ORDER, lot.no),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _may_state(default: BuyerDefault | None) -> bool:
    is_open = default is not None and default.state is not DefaultState.USED
    return is_open and current_actor().may(Permission.PREPARE_LOTS)


def _lines(default: BuyerDefault | None) -> list[dict[str, Any]]:
    lines: Sequence[Mapping[str, Any]] = default.use["lines"] if default and default.use else ()
    return [
        {
            **line,
            "asked": Money.parse(line["asked"]),
            "amount": Money.parse(line["amount"]),
            "citation": Citation(**line["citation"]),
        }
        for line in lines
    ]


def _calculation(default: BuyerDefault | None) -> Calculation | None:
    if default is None or default.use is None:
        return None
    return Calculation.from_dict(default.use["calculation"])


def _debt_left(lot: Lot, again: Lot | None) -> Money:
    """Return what the creditors of the file lack after the new sale: a hint for the form."""
    claimed = total(claim.amount for claim in creditors_of(lot.case_number))
    price = again.price.fen if again and again.price else 0
    return Money(max(0, claimed.fen - price))


_do = partial(answer_act_on, page=_page, endpoint="default_desk.get_default")


@bp.post("/desk/lots/<no>/default")
@guarded(Permission.SUPERVISE_LOTS)
def post_default(no: str) -> ResponseReturnValue:
    """Rule that the buyer is in default."""

    def act() -> None:
        given = load(DefaultForm)
        defaulting.rule_default(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The default was ruled; the deposit is kept."))


@bp.post("/desk/lots/<no>/default/use")
@guarded(Permission.PREPARE_LOTS)
def post_use(no: str) -> ResponseReturnValue:
    """Write down what the deposit is used for."""

    def act() -> None:
        given = load(UseForm)
        defaulting.state_use(
            lot_no=no,
            new_price=given["new_price"],
            case_debt=given["case_debt"],
            costs=_debts(given["cost_party"], given["cost"]),
            property_debts=_debts(given["debt_party"], given["debt"]),
            actor=current_actor(),
            at=received_at(),
        )

    return _do(no, act, _("The use was stated; another person approves it."))


def _debts(parties: Sequence[int], amounts: Sequence[Money]) -> list[DebtGiven]:
    pairs = zip(parties, amounts, strict=False)
    return [DebtGiven(party, amount) for party, amount in pairs if amount]


@bp.post("/desk/lots/<no>/default/use/approve")
@guarded(Permission.SUPERVISE_LOTS)
def post_approval(no: str) -> ResponseReturnValue:
    """Approve the use of the deposit; it is posted at once."""
    return _do(
        no,
        lambda: defaulting.approve_use(lot_no=no, actor=current_actor(), at=received_at()),
        _("The use was approved and posted in the order of the law."),
    )


@bp.post("/desk/lots/<no>/default/top-up")
@guarded(Permission.SUPERVISE_LOTS)
def post_top_up(no: str) -> ResponseReturnValue:
    """Order the buyer to make up the difference."""

    def act() -> None:
        given = load(TopUpForm)
        topping_up.order_top_up(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The top-up was ordered."))
