"""Where a lot is sold if not in this hall: the platform named, the exception asked and approved.

法释〔2016〕18号 art. 2 (online unless an exception holds), 5 (the platform); P55 (who approves).
"""

import hashlib
import secrets
from datetime import datetime

from app.identity import vault
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.money import Money
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.venues import (
    HeldElsewhere,
    PlatformNamed,
    ReserveOpened,
    ReserveRefused,
    ReserveSealed,
    TraditionalApproved,
    TraditionalAsked,
)
from auction.models import Lot, VenuePlan
from auction.queries.venues import find_plan, standing_plan
from auction.rules import articles, prices
from auction.rules.prices import Track, ship_reserve_minimum
from auction.rules.rounds import round_after
from auction.rules.venues import committee_of, is_committee, is_credit_code
from auction.services.acting import REASON_MIN
from auction.services.moving import move
from auction.vocabulary import (
    ENDED_STATES,
    LotAction,
    Round,
    TraditionalGround,
    Venue,
)
from registry import facade as registry
from registry.vocabulary import AgencyKind

RESERVE = "auction.secret_reserve"
_NONCE_BYTES = 32


def track_of(lot: Lot) -> Track:
    """Return by which rules a lot is sold."""
    if lot.venue is not Venue.TRADITIONAL:
        return Track.ONLINE
    plan = standing_plan(lot)
    return Track.SHIP if plan is not None and plan.is_ship else Track.ON_SITE


def next_round(lot: Lot) -> Round | None:
    """Return the round that follows a lot nobody bought, or None."""
    return round_after(lot.round, lot.kind.value, track=track_of(lot))


def require_hall(lot: Lot) -> None:
    """Refuse a bid on a lot that is sold elsewhere."""
    if lot.venue is not Venue.INTERNAL:
        raise Refusal("bidding_elsewhere", status=409, citations=(articles.VENUE,))


def name_platform(
    *, lot_no: str, name: str, code: str, listing_url: str, actor: Actor, at: datetime
) -> VenuePlan:
    """Name the listed platform, the company behind it and the lot's page there (18号 art. 5)."""
    code = code.strip().upper()
    if not name.strip():
        raise Refusal(
            "platform_missing", citations=(articles.VENUE,), fields={"name": "platform_missing"}
        )
    if not is_credit_code(code):
        raise Refusal("bad_credit_code", fields={"code": "bad_credit_code"})
    with unit_of_work() as work:
        lot = _open_for(lot_no, Venue.EXTERNAL, LotAction.CHOOSE_VENUE, actor, at)
        plan = _plan_of(lot, actor, at)
        plan.platform_name, plan.platform_code = name.strip(), code
        plan.listing_url = listing_url.strip() or None
        fact = PlatformNamed(
            lot=lot.no,
            case_number=lot.case_number,
            platform=name.strip(),
            url=plan.listing_url or "",
        )
        work.record(fact, actor=actor, at=at)
        return plan


def ask_traditional(
    *,
    lot_no: str,
    ground: TraditionalGround,
    reason: str,
    place: str,
    is_ship: bool,
    committee: str,
    actor: Actor,
    at: datetime,
) -> VenuePlan:
    """Ask for a traditional auction: on which ground, why, where; asked anew, approved anew."""
    faults: dict[str, str] = {}
    members = committee_of(committee) if is_ship else []
    if len(reason.strip()) < REASON_MIN:
        faults["reason"] = "traditional_reason_missing"
    if not place.strip():
        faults["place"] = "traditional_place_missing"
    if is_ship and not is_committee(members):
        faults["committee"] = "committee_too_small"
    if faults:
        raise Refusal(
            next(iter(faults.values())), citations=(articles.ONLINE_FIRST,), fields=faults
        )
    with unit_of_work() as work:
        lot = _open_for(lot_no, Venue.TRADITIONAL, LotAction.CHOOSE_VENUE, actor, at)
        plan = _plan_of(lot, actor, at)
        plan.ground, plan.reason, plan.place = ground, reason.strip(), place.strip()
        plan.is_ship, plan.committee = is_ship, members
        plan.approved_by = plan.approved_at = None
        if not is_ship:
            plan.reserve_sealed = plan.reserve_commitment = None
        fact = TraditionalAsked(
            lot=lot.no, case_number=lot.case_number, ground=ground, reason=plan.reason
        )
        work.record(fact, actor=actor, at=at)
        return plan


def approve_traditional(*, lot_no: str, actor: Actor, at: datetime) -> VenuePlan:
    """Approve the exception as a judge who did not ask for it; twice is once (P55).

    Raises Forbidden (no judge, or approver_asked), Refusal(traditional_reason_missing).
    """
    with unit_of_work() as work:
        lot = _open_for(lot_no, Venue.TRADITIONAL, LotAction.APPROVE_VENUE, actor, at)
        plan = standing_plan(lot)
        if plan is None or not plan.reason:
            raise Refusal("traditional_reason_missing", citations=(articles.ONLINE_FIRST,))
        if plan.asked_by == actor.label:
            raise Forbidden("approver_asked", citations=(articles.EXCEPTION_APPROVED,))
        if plan.approved_by is not None:
            return plan
        plan.approved_by, plan.approved_at = actor.label, at
        fact = TraditionalApproved(lot=lot.no, case_number=lot.case_number, reason=plan.reason)
        work.record(fact, actor=actor, at=at)
        return plan


def _open_for(lot_no: str, venue: Venue, action: LotAction, actor: Actor, at: datetime) -> Lot:
    """Lock a lot that is still prepared and sold at the venue an act is for."""
    lot = lock_row(Lot, no=lot_no)
    require_court(actor, lot.court_id)
    move(lot, action, actor=actor, at=at)
    if lot.venue is not venue:
        raise Conflict("venue_not_this_kind")
    return lot


def _plan_of(lot: Lot, actor: Actor, at: datetime) -> VenuePlan:
    """Return the plan for the lot's venue, made or made anew by whoever asks now."""
    plan = find_plan(lot.id)
    if plan is not None and plan.venue is not lot.venue:
        db.session.delete(plan)
        db.session.flush()
        plan = None
    if plan is None:
        plan = VenuePlan(
            lot_id=lot.id, venue=lot.venue, asked_by=actor.label, asked_at=at, committee=[]
        )
        db.session.add(plan)
    plan.approved_by = plan.approved_at = None
    plan.asked_by, plan.asked_at = actor.label, at
    return plan


def copy_plan(lot: Lot, following: Lot, *, actor: Actor, at: datetime) -> None:
    """Let the next offer go on at the same platform; an exception is asked for anew each time."""
    plan = standing_plan(lot)
    if plan is None or plan.venue is not Venue.EXTERNAL:
        return
    db.session.add(
        VenuePlan(
            lot_id=following.id,
            venue=plan.venue,
            platform_name=plan.platform_name,
            platform_code=plan.platform_code,
            listing_url=None,
            asked_by=actor.label,
            asked_at=at,
            committee=[],
        )
    )


def seal_reserve(*, lot_no: str, reserve: Money, actor: Actor, at: datetime) -> VenuePlan:
    """Seal the secret reserve of a ship as a judge; nobody reads it before the end.

    法释〔2015〕6号: at least 80 % of the appraisal at first, each cut at most 20 %. What is
    published is the SHA-256 of the lot's number, a random number and the fen.
    """
    with unit_of_work() as work:
        lot = _open_for(lot_no, Venue.TRADITIONAL, LotAction.APPROVE_VENUE, actor, at)
        plan = standing_plan(lot)
        if plan is None or not plan.is_ship:
            raise Refusal("secret_reserve_for_ships_only", citations=(articles.OFFLINE_RESERVE,))
        least = ship_reserve_minimum(lot.reference_price, _reserve_before(lot), on=local_date(at))
        fields = {"reserve": "secret_reserve_too_low"}
        if reserve < least:
            raise Refusal(
                "secret_reserve_too_low", citations=(articles.SHIP_RESERVE,), fields=fields
            )
        nonce = secrets.token_bytes(_NONCE_BYTES).hex()
        plan.reserve_commitment = commitment_of(lot.no, nonce, reserve)
        plan.reserve_sealed = vault.seal(RESERVE, f"{nonce}|{reserve}", lot.no)
        fact = ReserveSealed(
            lot=lot.no, case_number=lot.case_number, commitment=plan.reserve_commitment
        )
        work.record(fact, actor=actor, at=at)
        return plan


def commitment_of(lot_no: str, nonce: str, reserve: Money) -> str:
    """Return the digest that binds a court to a reserve it does not show."""
    return hashlib.sha256(f"{lot_no}|{nonce}|{reserve}".encode()).hexdigest()


def _reserve_before(lot: Lot) -> Money | None:
    """Return the reserve of the round before, of a ship that failed to sell."""
    before = db.session.get(Lot, lot.follows_id) if lot.follows_id else None
    if before is None or lot.round is Round.FIRST:
        return None
    return unsealed_reserve(before)


def unsealed_reserve(lot: Lot) -> Money | None:
    """Return the secret reserve for a comparison inside the platform; it is shown to nobody."""
    plan = standing_plan(lot)
    if plan is None or plan.reserve_sealed is None:
        return None
    return Money.parse(vault.unseal(RESERVE, plan.reserve_sealed, lot.no).partition("|")[2])


def open_reserve(*, lot_no: str, actor: Actor, at: datetime) -> Money:
    """Read a secret reserve after the end, as its court; before it nobody does.

    Raises Forbidden(reserve_sealed) before the end: the attempt is a fact of its own.
    """
    lot = queries.get_lot(lot_no)
    require_court(actor, lot.court_id)
    head = {"lot": lot.no, "case_number": lot.case_number}
    if lot.state not in ENDED_STATES:
        with unit_of_work() as work:
            cited = [str(articles.SHIP_RESERVE)]
            fact = ReserveRefused(**head, code="reserve_sealed", citations=cited)
            work.record(fact, actor=actor, at=at)
        raise Forbidden("reserve_sealed", citations=(articles.SHIP_RESERVE,))
    with unit_of_work() as work:
        work.record(ReserveOpened(**head), actor=actor, at=at)
    reserve = unsealed_reserve(lot)
    if reserve is None:
        raise NotFound("reserve", lot_no)
    return reserve


def venue_faults(lot: Lot) -> tuple[list[str], list[Citation]]:
    """Return what a sale elsewhere still lacks before its notice, with the articles."""
    if lot.venue is Venue.INTERNAL:
        return [], []
    plan = standing_plan(lot)
    if lot.venue is Venue.EXTERNAL:
        is_named = plan is not None and bool(plan.platform_name)
        return ([] if is_named else ["platform_missing"]), []
    citations = [articles.ONLINE_FIRST, articles.EXCEPTION_APPROVED]
    if lot.round is Round.SELL_OFF:
        return ["traditional_sell_off"], citations
    if plan is None or not plan.reason:
        return ["traditional_reason_missing"], citations
    faults = [] if plan.approved_by else ["traditional_not_approved"]
    if plan.is_ship:
        faults += _reserve_faults(lot)
        citations.append(articles.SHIP_RESERVE)
    elif _drawn_house(lot) is None:
        faults.append("house_not_drawn")
        citations.append(articles.HOUSE_DRAWN)
    return faults, citations


def _reserve_faults(lot: Lot) -> list[str]:
    reserve = unsealed_reserve(lot)
    if reserve is None:
        return ["secret_reserve_missing"]
    is_low = lot.start_price is not None and reserve < lot.start_price
    return ["secret_reserve_below_start"] if is_low else []


def decision_faults(lot: Lot, at: datetime) -> list[str]:
    """Say whether the panel's start price and deposit hold by the rules of the venue chosen."""
    if queries.find_decision(lot.id) is None:
        return []
    assert lot.start_price is not None
    assert lot.bid_step is not None
    assert lot.deposit is not None
    decided = prices.PanelDecision(lot.round, lot.start_price, lot.bid_step, lot.deposit, ())
    faults = prices.judge_panel_decision(
        decided,
        reference=lot.reference_price,
        previous_start=lot.previous_start,
        on=local_date(at),
        track=track_of(lot),
    )
    return ["decision_not_for_venue"] if faults else []


def _drawn_house(lot: Lot) -> tuple[str, registry.AgencyView] | None:
    """Return the draw that holds for an auction house and the house next in its order."""
    try:
        draw = registry.draw_result(lot.asset_no, AgencyKind.AUCTION_HOUSE)
    except NotFound:
        return None
    house = draw.next_agency
    return None if house is None else (draw.no, house)


def fix_conductor(lot: Lot) -> dict[str, dict[str, str]]:
    """Fix with the notice who holds a sale elsewhere; return what its digest is taken over too."""
    plan = standing_plan(lot)
    if plan is None:
        return {}
    if plan.venue is Venue.TRADITIONAL and not plan.is_ship:
        drawn = _drawn_house(lot)
        assert drawn is not None, "the check before the notice asks for a drawn house"
        plan.draw_no, house = drawn
        plan.house_code, plan.house_name = house.code, house.name
        registry.count_commission(code=house.code, opened=1)
    place = plan.place or plan.platform_code or ""
    return {"held_by": {"conductor": plan.conductor, "place": place}}


def publish_venue(work: Work, lot: Lot, *, actor: Actor, at: datetime) -> None:
    """Tell the public of a sale elsewhere: where, by whom, why."""
    plan = standing_plan(lot)
    if plan is None:
        return
    work.record(
        HeldElsewhere(
            lot=lot.no,
            case_number=lot.case_number,
            venue=lot.venue,
            conductor=plan.conductor,
            place=plan.place or plan.listing_url or "",
            reason=plan.reason or lot.venue_reason,
            commitment=plan.reserve_commitment or "",
        ),
        actor=actor,
        at=at,
    )
