"""From the paid price to the buyer's hands; a buyer in default; a debtor who sells it himself."""

from datetime import timedelta
from typing import Any

import pytest

from app.documents import facade as papers
from app.kernel.calendar import end_of_day, local_date
from app.kernel.errors import Forbidden, IllegalMove, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.ledger import chart
from app.ledger import facade as ledger
from app.store import unit_of_work
from app.trail.queries import entries_of
from auction import queries
from auction.checks import QUERIES, breaches_of
from auction.models import Lot
from auction.services import annulling, defaulting, enrolling, ruling, self_disposing, topping_up
from auction.services.settling import approve_distribution
from auction.vocabulary import (
    AnnulmentGround,
    LotState,
    Round,
    SettlementState,
    SpecialPrompt,
)
from registry.vocabulary import AssetNature
from tests.integration.auction.test_rounds import SELL_OFF_OPENS, sell_off
from tests.support.sales import (
    CLOSES,
    DEPOSIT,
    OPENS,
    SECOND_CLOSES,
    SECOND_OPENS,
    SECOND_START,
    START,
    STEP,
    Sale,
)

DAY = timedelta(days=1)
PAID = CLOSES + 3 * DAY
REASON = "买受人逾期未付余款，经催告仍不支付。"


def articles(refusal: Refusal) -> set[str]:
    return {citation.article for citation in refusal.citations}


def public_facts(sale: Sale) -> dict[str, Any]:
    found = entries_of(f"lot:{sale.lot_no}", audience=Audience.PUBLIC)
    return {entry.name: entry.payload for entry in found}


def rule(sale: Sale, at: Any, *, is_unrestricted: bool = True) -> None:
    ruling.rule_sale(lot_no=sale.lot_no, is_unrestricted=is_unrestricted, actor=sale.judge, at=at)


def hand_over(sale: Sale, moment: Any, at: Any) -> None:
    ruling.record_handover(
        lot_no=sale.lot_no,
        handed_over_at=moment,
        notes="钥匙当场移交买受人",
        actor=sale.clerk,
        at=at,
    )


def breaches() -> list[str]:
    return [breach.detail for name in QUERIES for breach in breaches_of(name)]


def test_a_paid_sale_is_ruled_handed_over_and_settled_once_shared_out(sale: Sale) -> None:
    sale.paid()

    rule(sale, PAID + DAY)
    sale.tick(PAID + DAY)
    hand_over(sale, PAID + 2 * DAY, PAID + 2 * DAY)
    before = sale.lot().state
    approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=PAID + 3 * DAY)
    sale.tick(PAID + 3 * DAY)

    acts = {act.action: act for act in queries.list_acts(sale.lot().id)}
    for action, kind in (
        ("rule", papers.PaperKind.SALE_RULING),
        ("rule", papers.PaperKind.ASSISTANCE_NOTICE),
        ("hand_over", papers.PaperKind.HANDOVER_RECORD),
    ):
        assert papers.find(kind, f"{sale.lot_no}/{acts[action].id}") is not None
    assert before is LotState.HANDED_OVER
    assert sale.lot().state is LotState.SETTLED
    assert breaches() == []


def test_money_shared_out_first_waits_for_the_handover(sale: Sale) -> None:
    sale.paid()

    approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=PAID + DAY)
    shared = sale.lot().state
    sale.delivered()

    assert shared is LotState.PAID
    assert sale.lot().state is LotState.SETTLED


@pytest.mark.parametrize(("seconds", "is_late"), [(-1, False), (0, True)])
def test_a_ruling_after_ten_days_and_a_handover_after_fifteen_are_marked(
    sale: Sale, seconds: int, *, is_late: bool
) -> None:
    sale.paid()
    settlement = sale.settlement()
    due = ruling.ruling_due(settlement)
    assert due == end_of_day(local_date(PAID) + 10 * DAY)
    moment = due + timedelta(seconds=seconds)

    rule(sale, moment)
    handover = ruling.handover_due(sale.lot())
    assert handover == end_of_day(local_date(moment) + 15 * DAY)
    hand_over(sale, handover + timedelta(seconds=seconds), handover + DAY)

    facts = public_facts(sale)
    assert facts["auction.lot.ruled"]["is_late"] is is_late
    assert facts["auction.lot.handed_over"]["is_late"] is is_late


def test_a_home_is_not_ruled_before_its_buyer_may_own_it(sale: Sale) -> None:
    sale.paid()

    with pytest.raises(Refusal) as refused:
        rule(sale, PAID + DAY, is_unrestricted=False)
    ruling.prove_buyer(
        lot_no=sale.lot_no, proof="购房资格证明一份", actor=sale.judge, at=PAID + DAY
    )
    rule(sale, PAID + 2 * DAY, is_unrestricted=False)

    assert refused.value.code == "purchase_proof_missing"
    assert "第3条" in articles(refused.value)
    assert sale.lot().state is LotState.RULED
    assert "proof" not in public_facts(sale)["auction.lot.buyer_proven"]


def test_equity_waits_for_its_approval_and_nothing_else_does(sale: Sale) -> None:
    sale.sold()
    asked = {"lot_no": sale.lot_no, "authority": "某某金融监管局", "actor": sale.clerk}

    with pytest.raises(Refusal) as home:
        ruling.ask_approval(**asked, at=CLOSES + DAY)
    with unit_of_work():
        queries.get_lot(sale.lot_no).nature = AssetNature.EQUITY
    ruling.ask_approval(**asked, at=CLOSES + DAY)
    waiting = sale.lot().state
    sale.pay("bidder1", f"balance:{sale.lot_no}", PAID)
    with pytest.raises(Refusal) as early:
        rule(sale, PAID + DAY)
    ruling.prove_buyer(lot_no=sale.lot_no, proof="批准文件一份", actor=sale.judge, at=PAID + DAY)
    rule(sale, PAID + 2 * DAY)

    assert home.value.code == "approval_not_needed"
    assert waiting is LotState.AWAITING_APPROVAL
    assert early.value.code == "approval_missing"
    assert "第15条" in articles(early.value)
    assert sale.lot().state is LotState.RULED


def test_nothing_is_handed_over_before_the_ruling_or_tomorrow(sale: Sale) -> None:
    sale.paid()

    with pytest.raises(IllegalMove):
        hand_over(sale, PAID, PAID + DAY)
    rule(sale, PAID + DAY)
    for moment in (PAID + DAY - timedelta(seconds=1), PAID + 3 * DAY):
        with pytest.raises(Refusal) as refused:
            hand_over(sale, moment, PAID + 2 * DAY)
        assert refused.value.code == "handover_day_wrong"


def test_a_clerk_does_not_rule(sale: Sale) -> None:
    sale.paid()

    with pytest.raises(Forbidden):
        ruling.rule_sale(lot_no=sale.lot_no, is_unrestricted=True, actor=sale.clerk, at=PAID + DAY)

    assert sale.lot().state is LotState.PAID


def test_a_sale_whose_money_is_out_is_not_annulled(sale: Sale) -> None:
    sale.paid()
    approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=PAID + DAY)

    with pytest.raises(Refusal) as refused:
        annulling.annul_lot(
            lot_no=sale.lot_no,
            ground=AnnulmentGround.COLLUSION,
            reason="经审查，恶意串通",
            objector="王芳",
            filed_on=local_date(PAID),
            actor=sale.judge,
            at=PAID + 2 * DAY,
        )

    assert refused.value.code == "money_is_out"
    assert sale.settlement().state is SettlementState.DISTRIBUTED
    assert sale.lot().state is LotState.PAID


def test_a_default_leads_to_the_same_round_again_without_its_buyer(sale: Sale) -> None:
    sale.sold()
    first = sale.lot_no
    due = sale.settlement().due_at
    defaulting.rule_default(lot_no=first, reason=REASON, actor=sale.judge, at=due)
    sale.tick(due)
    act = queries.list_acts(sale.lot().id)[0]
    barred = sale.bidders["bidder1"][0]

    again = sale.follow(due + DAY)
    opens_at = due + 40 * DAY
    sale.prepare(due + DAY, opens_at, opens_at + DAY)
    sale.announce(due + 4 * DAY)
    with pytest.raises(Refusal) as refused:
        enrolling.enroll(
            lot_no=again.no,
            accepted=set(SpecialPrompt),
            notice_version=1,
            has_capacity=True,
            actor=barred,
            at=opens_at - DAY,
        )
    sale.join("bidder3", opens_at - DAY)
    sale.tick(opens_at)
    sale.bid("bidder3", START.fen, opens_at + timedelta(hours=1))
    sale.tick(opens_at + DAY + timedelta(seconds=2))

    old = queries.get_lot(first)
    new_sale = queries.find_next_sale(old)
    assert (again.round, again.follows_id) == (Round.FIRST, old.id)
    assert refused.value.code == "barred_after_default"
    assert "第24条第2款" in articles(refused.value)
    assert papers.find(papers.PaperKind.DEFAULT_RULING, f"{first}/{act.id}") is not None
    assert new_sale is not None
    assert new_sale.no == again.no
    # The price fell by one step: that is what the deposit makes up first, and what is topped up.
    assert queries.find_result(old.id).price == Money(START.fen + STEP.fen)  # type: ignore[union-attr]
    assert new_sale.price == START


def test_a_default_is_topped_up_once_the_new_sale_brought_less(sale: Sale) -> None:
    fell_by = Money(40 * STEP.fen)
    sale.opened("bidder1", "bidder2")
    sale.bid("bidder1", START.fen + fell_by.fen, OPENS + timedelta(hours=1))
    sale.tick(CLOSES + timedelta(seconds=2))
    first, due = sale.lot_no, sale.settlement().due_at
    defaulting.rule_default(lot_no=first, reason=REASON, actor=sale.judge, at=due)
    sale.follow(due + DAY)
    opens_at = due + 40 * DAY
    sale.prepare(due + DAY, opens_at, opens_at + DAY)
    sale.announce(due + 4 * DAY)
    sale.join("bidder3", opens_at - DAY)
    sale.tick(opens_at)
    sale.bid("bidder3", START.fen, opens_at + timedelta(hours=1))
    sold_at = opens_at + DAY + timedelta(seconds=2)
    sale.tick(sold_at)
    stated = {"lot_no": first, "costs": [], "case_debt": Money.ZERO, "property_debts": []}

    with pytest.raises(Refusal) as wrong:
        defaulting.state_use(**stated, new_price=Money(START.fen - 1), actor=sale.clerk, at=sold_at)
    defaulting.state_use(**stated, new_price=START, actor=sale.clerk, at=sold_at)
    defaulting.approve_use(lot_no=first, actor=sale.judge, at=sold_at + DAY)
    topping_up.order_top_up(lot_no=first, days=None, actor=sale.judge, at=sold_at + DAY)
    sale.pay("bidder1", f"top_up:{first}", sold_at + 2 * DAY)
    sale.pay("bidder3", f"balance:{sale.lot_no}", sold_at + 3 * DAY)
    sale.tick(sold_at + 4 * DAY)
    sale.delivered(sold_at + 5 * DAY)
    approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=sold_at + 6 * DAY)

    default = queries.find_default(queries.get_lot(first).id)
    assert default is not None
    assert wrong.value.code == "new_price_differs"
    assert default.top_up == fell_by - DEPOSIT
    assert sale.settlement().proceeds == START + fell_by
    assert sale.lot().state is LotState.SETTLED
    assert ledger.balance(chart.forfeited(sale.lot().case_number)) == Money.ZERO
    assert ledger.balance(chart.funds(sale.lot().case_number)) == Money.ZERO
    assert breaches() == []


def test_a_defaulted_sell_off_keeps_the_named_deposit_alone(sale: Sale) -> None:
    sell_off(sale)
    deposit = sale.lot().deposit
    sale.join("bidder1", SELL_OFF_OPENS - DAY)
    sale.join("bidder2", SELL_OFF_OPENS - DAY)
    sale.tick(SELL_OFF_OPENS)
    sale.bid("bidder1", SECOND_START.fen, SELL_OFF_OPENS + DAY)
    sale.bid("bidder2", SECOND_START.fen + STEP.fen, SELL_OFF_OPENS + DAY)
    sale.tick(SELL_OFF_OPENS + 2 * DAY + timedelta(seconds=2))

    due = sale.settlement().due_at
    default = defaulting.rule_default(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=due)

    case = sale.lot().case_number
    found = entries_of(f"lot:{sale.lot_no}:court", audience=Audience.PARTIES)
    owed = next(entry for entry in found if entry.name == "auction.default.rest_owed")
    assert deposit == DEPOSIT
    assert default.forfeited == DEPOSIT
    assert ledger.balance(chart.forfeited(case)) == DEPOSIT
    assert owed.payload["amount"] == str(SECOND_START - DEPOSIT)
    assert ledger.balance(chart.funds(case)) == Money.ZERO
    back = [
        row for row in ledger.transfers_of(sale.lot_no) if row.credit.startswith(f"{chart.PAYER}:")
    ]
    assert [row.amount for row in back] == [SECOND_START - DEPOSIT]


def allow(sale: Sale, price: int, *, days: int | None = None, at: Any = CLOSES + DAY) -> Lot:
    return self_disposing.allow_self_disposal(
        lot_no=sale.lot_no,
        price=Money(price),
        days=days,
        reason="被执行人申请自行处置",
        actor=sale.judge,
        at=at,
    )


def test_a_debtor_sells_above_the_failed_price_within_its_days(sale: Sale) -> None:
    sale.failed()

    with pytest.raises(Refusal) as low:
        allow(sale, START.fen)
    allow(sale, START.fen + 1)
    with pytest.raises(Refusal) as less:
        self_disposing.end_self_disposal(
            lot_no=sale.lot_no, price=START, proof="银行回单一份", actor=sale.judge,
            at=CLOSES + 5 * DAY,
        )  # fmt: skip
    with pytest.raises(IllegalMove):
        sale.follow(CLOSES + 5 * DAY)
    self_disposing.end_self_disposal(
        lot_no=sale.lot_no, price=Money(START.fen + 1), proof="银行回单一份", actor=sale.judge,
        at=CLOSES + 6 * DAY,
    )  # fmt: skip

    assert (low.value.code, less.value.code) == ("self_disposal_price_too_low",) * 2
    assert sale.lot().state is LotState.SELF_DISPOSED
    assert breaches() == []


def test_a_debtors_sale_lapses_by_itself_and_the_court_goes_on(sale: Sale) -> None:
    sale.failed()
    lot = allow(sale, START.fen + 1, days=10)
    until = lot.self_disposal_until
    assert until == end_of_day(local_date(CLOSES) + 11 * DAY)

    sale.tick(until - timedelta(seconds=1))
    before = sale.lot().state
    sale.tick(until)

    assert (before, sale.lot().state) == (LotState.SELF_DISPOSAL, LotState.UNSOLD)
    assert sale.follow(until).round is Round.SECOND


def test_equity_is_left_to_the_debtor_for_three_months_at_most(sale: Sale) -> None:
    sale.failed()
    with unit_of_work():
        queries.get_lot(sale.lot_no).nature = AssetNature.EQUITY

    with pytest.raises(Refusal) as refused:
        allow(sale, START.fen + 1, days=92)
    allow(sale, START.fen + 1, days=91)

    assert refused.value.code == "self_disposal_too_long"
    assert "第10条" in articles(refused.value)
    assert SECOND_OPENS < SECOND_CLOSES
