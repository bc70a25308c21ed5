"""A party's pages of a distribution: the plan, one's own days, objecting and opposing."""

from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.documents import facade as papers
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.lawbook.explain import Calculation
from app.web.acting import answer_act_on
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import messages, queries
from auction.models import Lot, Settlement
from auction.schemas import OppositionForm, PlanObjectionForm
from auction.services import plan_course, plan_objecting
from auction.services.planning import rows_of
from auction.services.settling import people_of_plan, plan_reference
from auction.views.plans import paper_of_objection
from auction.vocabulary import PlanNotice, PlanObjectionState, SettlementState
from registry import facade as registry

bp = Blueprint("shares", __name__)

#: A plan is the parties' to read from its approval on.
_SHOWN = frozenset({SettlementState.SERVED, SettlementState.DISTRIBUTED})


@bp.get("/my/distributions")
@guarded(Permission.SIGNED_IN)
def list_own() -> str:
    """List the distributions of the cases one is a party of."""
    found = []
    for case in registry.list_cases_of(current_actor().person_id or 0):
        for lot in queries.list_lots_of_case(case.number):
            settlement = queries.find_settlement(lot.id)
            if settlement is not None and settlement.state in _SHOWN:
                found.append((lot, messages.SETTLEMENTS[settlement.state]))
    return render_template("auction/my_distributions.html", rows=found)


def _own(no: str) -> tuple[Lot, Settlement, list[int]]:
    """Return a lot whose plan went out, and as whom one reads it; a stranger finds nothing."""
    lot = queries.get_lot(no)
    settlement = queries.find_settlement(lot.id)
    if settlement is None or settlement.state not in _SHOWN:
        raise NotFound("plan", no)
    own = plan_course.parties_for(lot, current_actor())
    people = {one.id for one in people_of_plan(lot, settlement)}
    if not people & set(own):
        raise NotFound("plan", no)
    return lot, settlement, [party for party in own if party in people]


@bp.get("/my/distributions/<no>")
@guarded(Permission.SIGNED_IN)
def get_own(no: str) -> ResponseReturnValue:
    """Show a party the plan, its own days and what it may still do."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot, settlement, own = _own(no)
    at = received_at()
    version = settlement.plan_version
    services = [row for row in queries.list_plan_services(lot.id, version) if row.party_id in own]
    plan = next((row for row in services if row.purpose is PlanNotice.PLAN), None)
    is_served = settlement.state is SettlementState.SERVED
    assert settlement.plan is not None
    page = render_template(
        "auction/my_distribution.html",
        lot=lot,
        settlement=settlement,
        tag=messages.SETTLEMENTS[settlement.state],
        rows=rows_of(settlement),
        own=own,
        explanation=Calculation.from_dict(settlement.plan["distribution"]),
        grounds=messages.GROUNDS,
        services=services,
        notices=messages.PLAN_NOTICES,
        may_object=is_served and plan is not None and plan.is_open(at),
        others=[
            (str(one.id), one.name) for one in people_of_plan(lot, settlement) if one.id not in own
        ],
        objections=queries.list_plan_objections(lot.id),
        open_for={
            row.objection_id
            for row in services
            if row.purpose is PlanNotice.OBJECTION and row.is_open(at)
        },
        objection_states=messages.PLAN_OBJECTIONS,
        waiting=(PlanObjectionState.FILED, PlanObjectionState.OPPOSED),
        papers=paper_of_objection,
        paper=papers.find(papers.PaperKind.DISTRIBUTION_PLAN, plan_reference(lot.no, version)),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


_do = partial(answer_act_on, page=_page, endpoint="shares.get_own")


@bp.post("/my/distributions/<no>/receipts/<int:service_id>")
@guarded(Permission.SIGNED_IN)
def post_receipt(no: str, service_id: int) -> ResponseReturnValue:
    """Confirm that one has received a paper; the days run from now."""
    _own(no)
    return _do(
        no,
        lambda: plan_course.acknowledge(
            service_id=service_id, actor=current_actor(), at=received_at()
        ),
        _("The receipt is on record; your days run."),
    )


@bp.post("/my/distributions/<no>/objections")
@guarded(Permission.SIGNED_IN)
def post_objection(no: str) -> ResponseReturnValue:
    """Object to somebody's share; it is stamped when it enters."""
    _own(no)

    def act() -> None:
        given = load(PlanObjectionForm)
        plan_objecting.object_to_plan(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("Your objection was handed in; the others are told."))


@bp.post("/my/distributions/<no>/objections/<objection_no>/opposition")
@guarded(Permission.SIGNED_IN)
def post_opposition(no: str, objection_no: str) -> ResponseReturnValue:
    """Oppose somebody's objection."""
    _own(no)

    def act() -> None:
        given = load(OppositionForm)
        plan_objecting.oppose_objection(
            no=objection_no, **given, actor=current_actor(), at=received_at()
        )

    return _do(no, act, _("Your opposition was handed in; the objector is told."))


@bp.post("/my/distributions/<no>/objections/<objection_no>/withdrawal")
@guarded(Permission.SIGNED_IN)
def post_withdrawal(no: str, objection_no: str) -> ResponseReturnValue:
    """Take one's own objection back."""
    _own(no)
    return _do(
        no,
        lambda: plan_objecting.withdraw_objection(
            no=objection_no, actor=current_actor(), at=received_at()
        ),
        _("Your objection was taken back."),
    )
