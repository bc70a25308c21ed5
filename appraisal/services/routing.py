"""Choose the route to the reference price."""

from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Refusal
from app.store import db, unit_of_work
from app.store.locks import lock_names
from app.store.numbering import next_number
from appraisal import queries
from appraisal.facts import RouteChosen
from appraisal.models import Assignment
from appraisal.vocabulary import AppraisalGround, AssignmentState, PriceRoute
from registry import facade as registry
from registry.vocabulary import ASSET_FACTS

FACTS_FIRST = Citation("法释〔2018〕15号", "第3条")


def choose_route(
    asset_no: str,
    *,
    route: PriceRoute,
    ground: AppraisalGround,
    note: str,
    actor: Actor,
    at: datetime,
) -> Assignment:
    """Open the appraisal of an asset, once, with the reason the law asks for (art. 14)."""
    if route is not PriceRoute.COMMISSIONED_APPRAISAL:
        raise Refusal("route_not_offered", params={"route": route.value})
    asset = registry.get_asset(asset_no)
    require_court(actor, asset.court_id)
    missing = [name for name in ASSET_FACTS if not asset.facts.get(name)]
    if missing:
        raise Refusal("facts_missing", citations=(FACTS_FIRST,), params={"missing": len(missing)})
    with unit_of_work() as work:
        lock_names(f"appraisal:{asset_no}")
        earlier = queries.find_assignment_of_asset(asset_no)
        if earlier is not None and earlier.withdrawn_at is None:
            raise Conflict("route_already_chosen")
        assignment = Assignment(
            no=next_number("V", asset.court_code, at),
            asset_no=asset.no,
            asset_title=asset.title,
            case_number=asset.case_number,
            court_id=asset.court_id,
            court_code=asset.court_code,
            court_name=asset.court_name,
            route=route,
            ground=ground,
            ground_note=note,
            state=AssignmentState.ROUTED,
            created_at=at,
            state_since=at,
        )
        db.session.add(assignment)
        db.session.flush()
        work.record(
            RouteChosen(
                case_number=asset.case_number,
                appraisal_no=assignment.no,
                asset_no=asset.no,
                route=route.value,
                ground=ground.value,
            ),
            actor=actor,
            at=at,
        )
    return assignment
