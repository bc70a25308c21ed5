"""Suspend, stay, withdraw, end, annul: five acts, each by its own list and in its own time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.calendar import end_of_day, local_date
from app.kernel.errors import Forbidden, IllegalMove, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money, total
from app.kernel.permissions import Role
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState
from app.trail.queries import entries_of
from auction import queries
from auction.checks import QUERIES, breaches_of
from auction.services import annulling, calling_off, following, suspension
from auction.services.confirming import balance_reference
from auction.services.enrolling import own_enrollment
from auction.services.planning import creditors_of
from auction.vocabulary import (
    AnnulmentGround,
    HaltGround,
    LotAction,
    LotState,
    SettlementState,
    WithdrawalGround,
)
from tests.support.people import make_person
from tests.support.sales import ANNOUNCED, CLOSES, DRAFTED, OPENS, START, STEP, Sale

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
REASON = "经审查，理由成立。"


def articles(refusal: Refusal) -> set[str]:
    return {citation.article for citation in refusal.citations}


def facts_of(sale: Sale, audience: Audience = Audience.PUBLIC) -> list[str]:
    stream = f"lot:{sale.lot_no}" + (":court" if audience is Audience.COURT else "")
    return [entry.name for entry in entries_of(stream, audience=audience)]


def suspend(sale: Sale, at: Any, **changes: Any) -> None:
    given = {"lot_no": sale.lot_no, "reason": REASON, "actor": sale.judge, "at": at}
    suspension.suspend_lot(**{**given, **changes})


def stay(sale: Sale, at: Any, **changes: Any) -> None:
    given = {"lot_no": sale.lot_no, "reason": REASON, "actor": sale.judge, "at": at}
    suspension.stay_lot(**{"ground": HaltGround.THIRD_PARTY, **given, **changes})


def withdraw(sale: Sale, at: Any, **changes: Any) -> None:
    given = {"lot_no": sale.lot_no, "reason": REASON, "actor": sale.judge, "at": at}
    calling_off.withdraw_lot(**{"ground": WithdrawalGround.SETTLEMENT, **given, **changes})


def stop(sale: Sale, paid: Money, at: Any, costs: Money = Money.ZERO) -> None:
    calling_off.stop_lot(
        lot_no=sale.lot_no, paid=paid, costs=costs, proof="缴款凭证一份", actor=sale.judge, at=at
    )


def annul(sale: Sale, at: Any, **changes: Any) -> None:
    given = {
        "lot_no": sale.lot_no,
        "ground": AnnulmentGround.UNQUALIFIED_BUYER,
        "reason": REASON,
        "objector": "王芳",
        "filed_on": local_date(at),
        "actor": sale.judge,
        "at": at,
    }
    annulling.annul_lot(**{**given, **changes})


def operator() -> Actor:
    return make_person("operator", Role.OPERATOR)


def owed(sale: Sale) -> Money:
    return total(claim.amount for claim in creditors_of(sale.lot().case_number))


def test_a_sale_suspended_before_its_opening_keeps_what_was_left_until_then(sale: Sale) -> None:
    sale.announced()
    before = sale.lot()
    at = OPENS - 2 * HOUR

    suspend(sale, at)
    sale.tick(OPENS + HOUR)
    stopped = sale.lot().state
    suspension.resume_lot(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=at + 3 * DAY)

    lot = sale.lot()
    assert stopped is LotState.SUSPENDED
    assert lot.state is LotState.ANNOUNCED
    assert (lot.opens_at, lot.closes_at) == (OPENS + 3 * DAY, CLOSES + 3 * DAY)
    assert lot.closes_at - lot.opens_at == before.closes_at - before.opens_at
    sale.tick(OPENS + 3 * DAY)
    assert sale.lot().state is LotState.OPEN


def test_the_platform_stops_for_a_fault_and_for_nothing_else(sale: Sale) -> None:
    sale.opened("bidder1")
    at = OPENS + HOUR

    with pytest.raises(Forbidden) as refused:
        suspend(sale, at, actor=operator(), ground=HaltGround.COURT_DECIDES)
    suspend(
        sale, at, actor=make_person("operator2", Role.OPERATOR), ground=HaltGround.PLATFORM_FAULT
    )

    assert refused.value.code == "platform_grounds_only"
    assert "第28条第2款" in articles(refused.value)
    assert sale.lot().state is LotState.SUSPENDED


@pytest.mark.parametrize("role", [Role.CLERK, Role.FINANCE, Role.INSPECTOR])
def test_nobody_else_stops_a_sale(sale: Sale, role: Role) -> None:
    sale.opened("bidder1")
    somebody = make_person("somebody", role, court_id=sale.judge.court_id)

    for ground in (HaltGround.PLATFORM_FAULT, HaltGround.COURT_DECIDES):
        with pytest.raises(Forbidden):
            suspend(sale, OPENS + HOUR, actor=somebody, ground=ground)

    assert sale.lot().state is LotState.OPEN


def test_a_third_partys_claim_takes_a_ruling_and_a_fault_takes_none(sale: Sale) -> None:
    sale.opened("bidder1")
    at = OPENS + HOUR

    with pytest.raises(Refusal) as suspended:
        suspend(sale, at, ground=HaltGround.THIRD_PARTY)
    with pytest.raises(Refusal) as stayed:
        stay(sale, at, ground=HaltGround.PLATFORM_FAULT)
    stay(sale, at)

    assert (suspended.value.code, stayed.value.code) == ("ruling_needed", "decision_enough")
    assert "第36条" in articles(suspended.value)
    assert sale.lot().state is LotState.STAYED
    assert "auction.lot.stayed" in facts_of(sale)


def test_a_suspended_sale_is_stayed_without_going_on_and_loses_no_second(sale: Sale) -> None:
    sale.opened("bidder1")
    at = CLOSES - timedelta(seconds=19)

    suspend(sale, at)
    stay(sale, at + 2 * DAY)
    refused = sale.bid("bidder1", START.fen, at + 2 * DAY)
    resumed_at = at + 9 * DAY
    suspension.resume_lot(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=resumed_at)

    assert refused["outcome"] == "suspended"
    assert sale.lot().state is LotState.OPEN
    assert sale.lot().closes_at == resumed_at + timedelta(seconds=300)


def test_a_bid_that_came_in_during_the_rest_stays_refused_though_it_is_judged_later(
    sale: Sale,
) -> None:
    sale.opened("bidder1")
    at = OPENS + HOUR
    suspend(sale, at)
    resumed_at = at + 2 * HOUR
    suspension.resume_lot(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=resumed_at)

    overtaken = sale.bid("bidder1", START.fen, resumed_at - timedelta(microseconds=1))
    after = sale.bid("bidder1", START.fen, resumed_at)

    assert (overtaken["outcome"], after["outcome"]) == ("suspended", "accepted")


@pytest.mark.parametrize(("seconds", "is_late"), [(-1, False), (0, True)])
def test_a_resumption_after_the_fifth_day_is_marked_late(
    sale: Sale, seconds: int, *, is_late: bool
) -> None:
    sale.opened("bidder1")
    at = OPENS + HOUR
    suspend(sale, at)
    ended_on = local_date(at + DAY)
    suspension.end_halt_cause(
        lot_no=sale.lot_no, ended_on=ended_on, actor=sale.judge, at=at + 2 * DAY
    )
    limit = end_of_day(ended_on + 5 * DAY)

    resumed_at = limit + timedelta(seconds=seconds)
    suspension.resume_lot(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=resumed_at)

    found = entries_of(f"lot:{sale.lot_no}", audience=Audience.PUBLIC)
    resumed = next(entry for entry in found if entry.name == "auction.lot.resumed")
    assert suspension.resume_by(ended_on) == limit
    assert resumed.payload["is_late"] is is_late


def test_a_cause_does_not_end_before_the_stop_or_tomorrow(sale: Sale) -> None:
    sale.opened("bidder1")
    at = OPENS + HOUR
    suspend(sale, at)

    for day in (local_date(at) - DAY, local_date(at) + 3 * DAY):
        with pytest.raises(Refusal) as refused:
            suspension.end_halt_cause(
                lot_no=sale.lot_no, ended_on=day, actor=sale.judge, at=at + 2 * DAY
            )
        assert refused.value.code == "cause_day_wrong"


def test_a_sale_is_withdrawn_before_it_begins_and_deposits_go_back(sale: Sale) -> None:
    sale.announced()
    sale.join("bidder1")
    sale.enroll("bidder2")
    at = OPENS - HOUR

    withdraw(sale, at)
    sale.tick(at + timedelta(minutes=1))

    _, paid = own_enrollment(lot_no=sale.lot_no, actor=sale.bidders["bidder1"][0])
    _, unpaid = own_enrollment(lot_no=sale.lot_no, actor=sale.bidders["bidder2"][0])
    assert ledger.deposit_state(paid.deposit_reference or "") is HoldState.RELEASED
    assert ledger.deposit_state(unpaid.deposit_reference or "") is None
    assert sale.lot().state is LotState.WITHDRAWN
    assert "auction.lot.withdrawn" in facts_of(sale)
    assert [breach.detail for name in QUERIES for breach in breaches_of(name)] == []


def test_a_sale_that_has_begun_is_not_withdrawn_but_stayed_first(sale: Sale) -> None:
    sale.opened("bidder1")

    with pytest.raises(Refusal) as refused:
        withdraw(sale, OPENS)
    stay(sale, OPENS + HOUR, ground=HaltGround.ENFORCEMENT_HELD)
    withdraw(sale, OPENS + DAY, ground=WithdrawalGround.TITLE_REVOKED)

    assert refused.value.code == "sale_has_begun"
    assert "第17条" in articles(refused.value)
    assert "auction.lot.act_refused" in facts_of(sale, Audience.COURT)
    assert sale.lot().state is LotState.WITHDRAWN


def test_a_withdrawn_sale_is_drafted_again_in_the_same_round(sale: Sale) -> None:
    sale.announced()
    withdraw(sale, OPENS - HOUR)

    again = following.draft_following_lot(lot_no=sale.lot_no, actor=sale.clerk, at=OPENS + 10 * DAY)

    assert (again.round, again.follows_id) == (sale.lot().round, sale.lot().id)
    assert (again.previous_start, again.previous_failed_on) == (None, None)


def test_a_debtor_who_pays_all_before_the_day_ends_the_sale(sale: Sale) -> None:
    sale.announced()
    costs = Money(300_000)
    due = Money(owed(sale).fen + costs.fen)
    before = end_of_day(local_date(OPENS) - DAY) - timedelta(seconds=1)

    with pytest.raises(Refusal) as short:
        stop(sale, Money(due.fen - 1), before, costs)
    stop(sale, due, before, costs)

    assert short.value.code == "payment_too_small"
    assert short.value.params["owed"] == due
    assert "第19条" in articles(short.value)
    assert sale.lot().state is LotState.STOPPED


def test_a_payment_on_the_day_of_the_sale_is_too_late(sale: Sale) -> None:
    sale.announced()
    day_begins = end_of_day(local_date(OPENS) - DAY)

    with pytest.raises(Refusal) as refused:
        stop(sale, owed(sale), day_begins)

    assert refused.value.code == "sale_day_has_come"
    assert sale.lot().state is LotState.ANNOUNCED


@pytest.mark.parametrize("walk", [Sale.sold, Sale.paid], ids=["sold", "paid"])
def test_a_sale_is_annulled_and_its_money_stands_still(
    sale: Sale, walk: Callable[[Sale], Sale]
) -> None:
    walk(sale)
    at = CLOSES + 4 * DAY
    funds = ledger.balance(f"case:{sale.lot().case_number}:funds")

    annul(sale, at)
    sale.tick(at + DAY)

    assert sale.lot().state is LotState.ANNULLED
    assert sale.settlement().state is SettlementState.ANNULLED
    assert ledger.find_order(balance_reference(sale.lot_no)) is None or walk is Sale.paid
    assert ledger.balance(f"case:{sale.lot().case_number}:funds") == funds
    assert [breach.detail for name in QUERIES for breach in breaches_of(name)] == []


@pytest.mark.parametrize(("days", "is_late"), [(15, False), (16, True)])
def test_an_annulment_after_fifteen_days_counts_and_is_marked(
    sale: Sale, days: int, *, is_late: bool
) -> None:
    sale.sold()
    filed_on = local_date(CLOSES + DAY)

    annul(sale, CLOSES + DAY + days * DAY, filed_on=filed_on)

    found = entries_of(f"lot:{sale.lot_no}", audience=Audience.PUBLIC)
    annulled = next(entry for entry in found if entry.name == "auction.lot.annulled")
    assert annulled.payload["is_late"] is is_late


def test_an_annulment_names_the_objector_and_no_day_ahead(sale: Sale) -> None:
    sale.sold()
    at = CLOSES + DAY

    with pytest.raises(Refusal) as unnamed:
        annul(sale, at, objector=" ")
    with pytest.raises(Refusal) as ahead:
        annul(sale, at, filed_on=local_date(at) + DAY)

    assert (unnamed.value.code, ahead.value.code) == ("objector_missing", "filed_in_the_future")
    assert "第31条" in articles(unnamed.value)


def test_an_unsold_lot_is_not_annulled(sale: Sale) -> None:
    sale.failed()

    with pytest.raises(IllegalMove):
        annul(sale, CLOSES + DAY)


def test_every_act_is_written_down_with_its_paper(sale: Sale) -> None:
    sale.opened("bidder1")
    at = OPENS + HOUR
    suspend(sale, at)
    stay(sale, at + HOUR)
    withdraw(sale, at + DAY)

    sale.tick(at + DAY + timedelta(seconds=1))

    acts = queries.list_acts(sale.lot().id)
    found = [(act.action, act.left_state, act.paper_no is not None) for act in acts]
    assert found == [
        (LotAction.WITHDRAW, LotState.STAYED, True),
        (LotAction.STAY, LotState.SUSPENDED, True),
        (LotAction.SUSPEND, LotState.OPEN, True),
    ]
    kind = papers.PaperKind.SALE_WITHDRAWAL
    assert papers.find(kind, f"{sale.lot_no}/{acts[0].id}") is not None


def test_only_a_judge_of_the_court_acts(sale: Sale) -> None:
    sale.announced()
    clerk = sale.clerk
    stranger = make_person("far", Role.JUDGE, court_id=(sale.judge.court_id or 0) + 1)

    for actor in (clerk, stranger):
        with pytest.raises(Forbidden):
            withdraw(sale, OPENS - HOUR, actor=actor)
        with pytest.raises(Forbidden):
            stay(sale, OPENS - HOUR, actor=actor)

    assert sale.lot().state is LotState.ANNOUNCED
    assert DRAFTED < ANNOUNCED
    assert STEP
