"""The desk of a plan of distribution: claims, who received it, objections, the table as a file."""

from collections.abc import Mapping
from functools import partial
from itertools import zip_longest
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import lawbook
from app.identity.facade import staff_names
from app.kernel.actors import require_court
from app.kernel.calendar import local_date
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.ledger import facade as ledger
from app.web.acting import answer_act_on
from app.web.errors import describe
from app.web.exports import XLSX, file_answer, xlsx_bytes
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import messages, queries
from auction.models import Lot, Settlement
from auction.schemas import (
    JudgmentForm,
    PaperObjectionForm,
    PaperOppositionForm,
    PlanForm,
    ReceiptForm,
    SuitForm,
)
from auction.services import correcting, plan_basis, plan_course, plan_objecting
from auction.services.plan_refreshing import recompute_plan
from auction.services.planning import claims_of, rows_of
from auction.services.settling import people_of_plan
from auction.views.merging import shares_of_parts
from auction.views.plans import distribution_table, paper_of_objection
from auction.vocabulary import PlanObjectionState, SettlementState
from registry import facade as registry
from registry.vocabulary import PartyRole

bp = Blueprint("plan_desk", __name__)

#: Empty rows for costs that are not in the plan yet.
SPARE_COSTS = 2


def _lot(no: str) -> tuple[Lot, Settlement]:
    """Return a lot that has a settlement, to staff of its court and to inspectors."""
    lot = queries.get_lot(no)
    require_court(current_actor(), lot.court_id)
    settlement = queries.find_settlement(lot.id)
    if settlement is None or settlement.plan is None:
        raise NotFound("plan", no)
    return lot, settlement


@bp.get("/desk/lots/<no>/plan")
@guarded(Permission.VIEW_CASES)
def get_plan(no: str) -> ResponseReturnValue:
    """Show the claims, the receipts, the objections and every version of a plan."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot, settlement = _lot(no)
    may_prepare = current_actor().may(Permission.PREPARE_LOTS)
    kind, words = messages.SETTLEMENTS[settlement.state]
    versions = queries.list_plan_versions(lot.id)
    page = render_template(
        "auction/plan.html",
        lot=lot,
        settlement=settlement,
        tag=(kind, words),
        claims=_claims_shown(lot, settlement),
        costs=claims_of(settlement).costs,
        parts=shares_of_parts(settlement.plan or {}),
        fallen=plan_basis.fallen_since(lot, settlement),
        spare=range(SPARE_COSTS),
        may_correct=may_prepare and settlement.state is SettlementState.PLANNED,
        may_record=may_prepare,
        services=queries.list_plan_services(lot.id, settlement.plan_version),
        objections=queries.list_plan_objections(lot.id),
        papers=paper_of_objection,
        people=[(str(one.id), one.name) for one in people_of_plan(lot, settlement)],
        is_served=settlement.state is SettlementState.SERVED,
        versions=versions,
        makers=staff_names([version.made_by for version in versions]),
        notices=messages.PLAN_NOTICES,
        objection_states=messages.PLAN_OBJECTIONS,
        states=PlanObjectionState,
        days=lawbook.number("distribution_objection_days", on=local_date(received_at())),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _claims_shown(lot: Lot, settlement: Settlement) -> list[dict[str, Any]]:
    """Return every creditor of the file with what the plan holds for it, even nothing."""
    held = {claim.party_id: claim for claim in claims_of(settlement).creditors}
    parts = queries.list_parts(lot.id)
    return [
        {
            "id": party.id,
            "name": party.name,
            "claim": held.get(party.id),
            "on": [_secured_on(party.id, no) for no in held[party.id].on]
            if party.id in held
            else [],
            "on_options": [(_secured_on(party.id, part.asset_no), part.title) for part in parts],
        }
        for party in registry.parties_of(lot.case_number)
        if party.role is not PartyRole.DEBTOR
    ]


def _secured_on(party_id: int, asset_no: str) -> str:
    """Return how the form says that a party's claim rests on a part."""
    return f"{party_id}:{asset_no}"


_do = partial(answer_act_on, page=_page, endpoint="plan_desk.get_plan")


@bp.post("/desk/lots/<no>/plan")
@guarded(Permission.PREPARE_LOTS)
def post_plan(no: str) -> ResponseReturnValue:
    """Correct claims and costs: a new version with its reason."""

    def act() -> None:
        given = load(PlanForm)
        correcting.correct_plan(
            lot_no=no,
            version=given["version"],
            claims=_claims(given),
            costs=_costs(given),
            reason=given["reason"],
            actor=current_actor(),
            at=received_at(),
        )

    return _do(no, act, _("The plan was corrected; another person approves it."), "claims")


@bp.post("/desk/lots/<no>/plan/again")
@guarded(Permission.PREPARE_LOTS)
def post_again(no: str) -> ResponseReturnValue:
    """Compute a plan anew after another sale of the case fell away."""
    _lot(no)

    def act() -> None:
        recompute_plan(lot_no=no, actor=current_actor(), at=received_at())

    return _do(no, act, _("The plan was computed anew; another person approves it."), "claims")


def _claims(given: Mapping[str, Any]) -> list[correcting.ClaimGiven]:
    names = ("party_id", "principal", "interest", "costs", "rank")
    rows = zip(*(given[name] for name in names), strict=False)
    on: dict[str, list[str]] = {}
    for ticked in given["secured_on"]:
        party_id, _colon, asset_no = ticked.partition(":")
        on.setdefault(party_id, []).append(asset_no)
    return [
        correcting.ClaimGiven(
            party, principal, interest, costs, rank or None, tuple(on.get(str(party), ()))
        )
        for party, principal, interest, costs, rank in rows
    ]


def _costs(given: Mapping[str, Any]) -> list[correcting.CostGiven]:
    rows = zip_longest(given["agency"], given["what"], given["cost"])
    return [
        correcting.CostGiven(agency.strip(), what or "", cost)
        for agency, what, cost in rows
        if agency and agency.strip() and cost is not None
    ]


@bp.post("/desk/lots/<no>/plan/services/<int:service_id>")
@guarded(Permission.PREPARE_LOTS)
def post_receipt(no: str, service_id: int) -> ResponseReturnValue:
    """Record when a party received the plan, an objection or word of an opposition."""

    def act() -> None:
        given = load(ReceiptForm)
        plan_course.record_receipt(
            service_id=service_id, **given, actor=current_actor(), at=received_at()
        )

    return _do(no, act, _("The receipt is on record; the days run."), "services")


@bp.post("/desk/lots/<no>/plan/objections")
@guarded(Permission.PREPARE_LOTS)
def post_objection(no: str) -> ResponseReturnValue:
    """Record an objection that came in on paper."""

    def act() -> None:
        given = load(PaperObjectionForm)
        plan_objecting.object_to_plan(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The objection is on record; the others are told."), "objections")


@bp.post("/desk/lots/<no>/plan/objections/<objection_no>/opposition")
@guarded(Permission.PREPARE_LOTS)
def post_opposition(no: str, objection_no: str) -> ResponseReturnValue:
    """Record an opposition that came in on paper."""

    def act() -> None:
        given = load(PaperOppositionForm)
        plan_objecting.oppose_objection(
            no=objection_no, **given, actor=current_actor(), at=received_at()
        )

    return _do(no, act, _("The opposition is on record; the objector is told."), "objections")


@bp.post("/desk/lots/<no>/plan/objections/<objection_no>/suit")
@guarded(Permission.PREPARE_LOTS)
def post_suit(no: str, objection_no: str) -> ResponseReturnValue:
    """Record that the objector sued."""

    def act() -> None:
        given = load(SuitForm)
        plan_objecting.record_suit(
            no=objection_no, **given, actor=current_actor(), at=received_at()
        )

    return _do(no, act, _("The suit is on record; what is disputed is set aside."), "objections")


@bp.post("/desk/lots/<no>/plan/objections/<objection_no>/judgment")
@guarded(Permission.SUPERVISE_LOTS)
def post_judgment(no: str, objection_no: str) -> ResponseReturnValue:
    """Pay what was set aside as the judgment says."""

    def act() -> None:
        given = load(JudgmentForm)
        plan_objecting.pay_reserve(
            no=objection_no,
            shares=dict(zip(given["party_id"], given["share"], strict=False)),
            ending=given["ending"],
            actor=current_actor(),
            at=received_at(),
        )

    return _do(no, act, _("What was set aside was paid."), "objections")


@bp.get("/desk/lots/<no>/distribution.xlsx")
@guarded(Permission.VIEW_MONEY)
def get_table(no: str) -> Response:
    """Hand out the table of the distribution, an article on each line."""
    lot, settlement = _lot(no)
    ledger.note_reading(
        ledger.NamedPage.DISTRIBUTION,
        lot.no,
        case_number=lot.case_number,
        actor=current_actor(),
        at=received_at(),
    )
    header, rows = distribution_table(lot, rows_of(settlement), claims_of(settlement))
    return file_answer(f"distribution-{lot.no}.xlsx", xlsx_bytes("案款分配表", header, rows), XLSX)
