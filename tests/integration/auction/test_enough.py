"""What was sold covers the debts: who decides on the rest, and what is refused."""

from datetime import timedelta

import pytest

from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.trail.queries import entries_of
from auction import queries
from auction.models import Lot
from auction.queries import coverage as coverages
from auction.services import announcing, enough
from auction.vocabulary import CoverageDecision, LotState
from tests.support.lots import BASE, make_lot
from tests.support.people import make_person
from tests.support.sales import Sale

REASON = "已售房产的价款足以清偿全部债务"
STOP = {"reason": REASON, "costs": Money.ZERO, "at": BASE}


def with_another(sale: Sale, **changes: object) -> Lot:
    """Sell the flat, whose price covers all, while another lot of the case is under bidding."""
    sold = sale.sold().lot()
    changes = {"court_id": sold.court_id, **changes}
    return make_lot("L-rest", case_number=sold.case_number, **changes)  # type: ignore[arg-type]


def state_of(lot: Lot) -> LotState:
    return queries.get_lot(lot.no).state


def test_a_judge_of_the_court_alone_stops_the_rest(sale: Sale) -> None:
    rest = with_another(sale)
    stranger = make_person("stranger", Role.JUDGE, court_id=2)

    for actor in (sale.clerk, stranger):
        with pytest.raises(Forbidden):
            enough.stop_remaining(lot_no=sale.lot_no, actor=actor, **STOP)
    with pytest.raises(Refusal, match="reason_missing"):
        enough.stop_remaining(lot_no=rest.no, actor=sale.judge, **{**STOP, "reason": " "})
    kept = state_of(rest)
    enough.stop_remaining(lot_no=sale.lot_no, actor=sale.judge, **STOP)

    assert (kept, state_of(rest)) == (LotState.OPEN, LotState.STOPPED)
    assert sale.lot().state is LotState.SOLD
    with pytest.raises(Conflict, match="nothing_remains"):
        enough.stop_remaining(lot_no=rest.no, actor=sale.judge, **STOP)


def test_costs_that_a_judge_adds_may_leave_it_short(sale: Sale) -> None:
    rest = with_another(sale)
    found = enough.coverage_of(rest.case_number, at=BASE)
    left = found.proceeds - found.owed

    with pytest.raises(Refusal, match="debts_not_covered") as refused:
        enough.stop_remaining(
            lot_no=rest.no, actor=sale.judge, **{**STOP, "costs": left + Money(1)}
        )
    enough.stop_remaining(lot_no=rest.no, actor=sale.judge, **{**STOP, "costs": left})

    assert "第14条" in refused.value.citations[0].article
    assert state_of(rest) is LotState.STOPPED
    court = entries_of(f"lot:{rest.no}:court", audience=Audience.COURT)
    assert "auction.lot.act_refused" in [entry.name for entry in court]


def test_a_lot_past_its_end_keeps_its_result(sale: Sale) -> None:
    rest = with_another(sale)
    over = {**STOP, "at": rest.closes_at}

    with pytest.raises(Conflict, match="nothing_remains"):
        enough.stop_remaining(lot_no=rest.no, actor=sale.judge, **over)

    assert state_of(rest) is LotState.OPEN


def test_no_further_notice_goes_out_unless_the_debtor_agrees(sale: Sale) -> None:
    rest = with_another(sale)

    def red() -> list[str]:
        lines = announcing.preflight(queries.get_lot(rest.no), at=BASE)
        return [line.key for line in lines if line.state == "red"]

    before = red()
    enough.go_on_selling(lot_no=rest.no, proof="被执行人书面同意", actor=sale.judge, at=BASE)

    assert "debts" in before
    assert "debts" not in red()
    assert not enough.tell_if_covered(lot_no=sale.lot_no, at=BASE)
    (row,) = coverages.list_coverages(rest.case_number)
    assert row.decision is CoverageDecision.GOES_ON


def test_nobody_is_told_when_nothing_is_left_to_stop(sale: Sale) -> None:
    sale.sold()
    assert enough.coverage_of(sale.lot().case_number, at=BASE).is_enough

    assert not enough.tell_if_covered(lot_no=sale.lot_no, at=BASE)

    assert coverages.list_coverages(sale.lot().case_number) == []


def test_a_judge_is_told_once_until_the_decision(sale: Sale) -> None:
    rest = with_another(sale)
    later = BASE + timedelta(hours=1)

    told = [enough.tell_if_covered(lot_no=sale.lot_no, at=at) for at in (BASE, later)]

    assert told == [True, False]
    (row,) = coverages.list_coverages(rest.case_number)
    assert (row.decision, row.told_at) == (None, BASE)
