"""Stop the remaining lots of a case once what was sold covers what the debtor has to pay.

法释〔2020〕21号 art. 14: of several things the rest is not sold when the price of some suffices,
unless the debtor agrees that everything is. The platform computes, a judge decides.
"""

from collections.abc import Sequence
from datetime import datetime

from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money, total
from app.ledger import chart
from app.ledger import facade as ledger
from app.store import Work, db, unit_of_work
from app.store.locks import lock_names, lock_row
from appraisal import facade as appraisal
from auction import queries
from auction.facts.enough import DebtsCovered, LotStoppedCovered, RestGoesOn, RestStopped
from auction.models import DebtCoverage, Lot
from auction.queries import coverage as coverages
from auction.rules import articles
from auction.rules.distribution import execution_fee
from auction.rules.enough import Brought, Coverage, Owed, judge_coverage
from auction.services.acts import refusals_on_record, require_reason, write_act
from auction.services.calling_off import call_off
from auction.services.moving import move
from auction.services.opening import open_locked
from auction.services.planning import creditors_of
from auction.vocabulary import CoverageDecision, LotAction, LotState, StopGround

CITATIONS = (articles.STOP_WHEN_ENOUGH,)


def coverage_of(case_number: str, *, at: datetime, more: Money = Money.ZERO) -> Coverage:
    """Compute whether the lots sold of a case cover its debts and costs.

    ``more`` is what a judge adds of interest and costs that the file does not know. A fee that is
    not settled yet counts as it was paid in.
    """
    brought = [Brought(lot.no, _price_of(lot)) for lot in coverages.list_brought(case_number)]
    claims = total(claim.amount for claim in creditors_of(case_number))
    fee = execution_fee(claims, on=local_date(at)).result["fee_fen"]
    owed = Owed(claims, Money(fee), _appraisal_fees(case_number), more)
    return judge_coverage(brought, owed)


def _price_of(lot: Lot) -> Money:
    """Return what a lot brought: its price, or the price of the round it was taken in kind at."""
    price = lot.start_price if lot.state is LotState.IN_KIND else lot.price
    assert price is not None
    return price


def _appraisal_fees(case_number: str) -> Money:
    lots = queries.list_lots_of_case(case_number)
    assets = {asset_no for lot in lots for asset_no in queries.assets_of(lot)}
    settled = [appraisal.find_settlement(asset_no) for asset_no in sorted(assets)]
    paid_in = ledger.balance(chart.fees(case_number))
    return total([paid_in, *(fee.total for fee in settled if fee is not None)])


def is_stopped_by_law(case_number: str, *, at: datetime) -> bool:
    """Say whether nothing more of a case may be offered: it is enough, nobody agreed to more."""
    if _debtor_agrees(case_number) or not coverages.list_brought(case_number):
        return False
    return coverage_of(case_number, at=at).is_enough


def _debtor_agrees(case_number: str) -> bool:
    decided = coverages.list_coverages(case_number)
    return any(row.decision is CoverageDecision.GOES_ON for row in decided)


def tell_if_covered(*, lot_no: str, at: datetime) -> bool:
    """Tell the judge that with this lot the debts are covered, once until it is decided."""
    with unit_of_work() as work:
        lot = queries.get_lot(lot_no)
        lock_names(f"auction:coverage:{lot.case_number}")
        if coverages.find_open_coverage(lot.case_number) or _debtor_agrees(lot.case_number):
            return False
        found = coverage_of(lot.case_number, at=at)
        remaining = coverages.list_remaining(lot.case_number)
        if not remaining or not found.is_enough:
            return False
        _tell(lot, found, at)
        fact = DebtsCovered(
            lot=lot.no,
            case_number=lot.case_number,
            proceeds=str(found.proceeds),
            owed=str(found.owed),
            remaining=len(remaining),
        )
        work.record(fact, actor=SYSTEM, at=at)
        return True


def _tell(lot: Lot, found: Coverage, at: datetime) -> DebtCoverage:
    row = DebtCoverage(
        case_number=lot.case_number,
        court_id=lot.court_id,
        lot_id=lot.id,
        calculation=found.calculation.as_dict(),
        told_at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row


def stop_remaining(
    *, lot_no: str, costs: Money, reason: str, actor: Actor, at: datetime
) -> Sequence[Lot]:
    """Stop every lot of the case that is still to be sold; everybody's deposit goes back.

    Bidding that runs is broken off with the same decision (P89); a lot past its end keeps its
    result. ``costs`` are interest and costs besides the file's. Raises Refusal: reason_missing,
    debts_not_covered; Conflict: nothing_remains.
    """
    words = require_reason(reason, CITATIONS)
    with refusals_on_record(lot_no, LotAction.STOP, actor, at), unit_of_work() as work:
        named = queries.get_lot(lot_no)
        require_court(actor, named.court_id)
        lock_names(f"auction:coverage:{named.case_number}")
        found = coverage_of(named.case_number, at=at, more=costs)
        if not found.is_enough:
            params = {"owed": found.owed.yuan, "proceeds": found.proceeds.yuan}
            raise Refusal("debts_not_covered", status=409, citations=CITATIONS, params=params)
        ids = [lot.id for lot in coverages.list_remaining(named.case_number)]
        stopped = [lot for lot_id in ids if (lot := _stop(work, lot_id, words, actor, at))]
        if not stopped:
            raise Conflict("nothing_remains")
        _decide(named, found, CoverageDecision.STOPPED, words, actor, at)
        fact = RestStopped(
            lot=named.no,
            case_number=named.case_number,
            proceeds=str(found.proceeds),
            owed=str(found.owed),
            lots=[lot.no for lot in stopped],
        )
        work.record(fact, actor=actor, at=at)
        return stopped


def _stop(work: Work, lot_id: int, reason: str, actor: Actor, at: datetime) -> Lot | None:
    """Stop one lot under its row lock, unless its bidding is over."""
    lot = lock_row(Lot, id=lot_id)
    open_locked(work, lot, at=at)
    left = lot.state
    if left not in coverages.REMAINING or (left is LotState.OPEN and _is_over(lot, at)):
        return None
    if left is LotState.OPEN:
        move(lot, LotAction.SUSPEND, actor=actor, at=at)
    move(lot, LotAction.STOP, actor=actor, at=at)
    call_off(work, lot, at)
    write_act(
        lot,
        LotAction.STOP,
        left=left,
        ground=StopGround.DEBTS_COVERED,
        reason=reason,
        citations=CITATIONS,
        actor=actor,
        at=at,
    )
    fact = LotStoppedCovered(lot=lot.no, case_number=lot.case_number, reason=reason)
    work.record(fact, actor=actor, at=at)
    return lot


def _is_over(lot: Lot, at: datetime) -> bool:
    assert lot.closes_at is not None
    return at >= lot.closes_at


def go_on_selling(*, lot_no: str, proof: str, actor: Actor, at: datetime) -> DebtCoverage:
    """Note that the debtor agrees to sell everything: nobody is told again in this case.

    Raises Refusal: reason_missing without the proof of it.
    """
    words = require_reason(proof, CITATIONS)
    with unit_of_work() as work:
        named = queries.get_lot(lot_no)
        require_court(actor, named.court_id)
        lock_names(f"auction:coverage:{named.case_number}")
        found = coverage_of(named.case_number, at=at)
        row = _decide(named, found, CoverageDecision.GOES_ON, words, actor, at)
        fact = RestGoesOn(lot=named.no, case_number=named.case_number, reason=words)
        work.record(fact, actor=actor, at=at)
        return row


def _decide(
    named: Lot,
    found: Coverage,
    decision: CoverageDecision,
    reason: str,
    actor: Actor,
    at: datetime,
) -> DebtCoverage:
    """Write the decision to what the judge was told, or to a row of its own before being told."""
    row = coverages.find_open_coverage(named.case_number) or _tell(named, found, at)
    row.calculation = found.calculation.as_dict()
    row.decision, row.reason = decision, reason
    row.decided_by, row.decided_at = actor.label, at
    return row
