"""Between the first look and the lock another act was quicker: the lock looks again."""

from typing import Any

import pytest

from app.kernel.errors import Conflict, IllegalMove, Refusal
from app.kernel.money import Money
from app.ledger import chart
from app.ledger import facade as ledger
from auction import queries
from auction.services import (
    defaulting,
    drafting,
    giving_back,
    picturing,
    self_disposing,
    topping_up,
)
from auction.services.confirming import balance_reference
from auction.services.drafting import GivenReceipt
from auction.vocabulary import ServiceWay, SettlementState
from tests.integration.auction.test_defaults import DAY, REASON, approve, rule, state
from tests.support.appraisals import small_pdf
from tests.support.pictures import drawn
from tests.support.sales import ANNOUNCED, SECOND_DRAFTED, SERVED, START, Sale
from tests.support.shares import with_creditors


def after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, act: Any) -> None:
    """Let something happen just when a step of a service is done, once."""
    real = getattr(module, name)

    def stepped(*args: Any, **given: Any) -> Any:
        monkeypatch.setattr(module, name, real)
        answer = real(*args, **given)
        act()
        return answer

    monkeypatch.setattr(module, name, stepped)


def test_a_buyer_who_pays_while_the_judge_rules_is_not_in_default(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale.sold()
    due = sale.settlement().due_at
    reference = balance_reference(sale.lot_no)
    after(monkeypatch, defaulting, "open_buyer", lambda: sale.pay("bidder1", reference, due))

    with pytest.raises(IllegalMove):
        defaulting.rule_default(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=due)

    assert sale.settlement().state is SettlementState.PAID
    assert queries.find_default(sale.lot().id) is None
    assert ledger.balance(chart.forfeited(sale.lot().case_number)) == Money.ZERO


def test_two_judges_order_one_top_up(sale: Sale, monkeypatch: pytest.MonkeyPatch) -> None:
    with_creditors(sale).sold()
    rule(sale)
    state(sale, new_price=Money(sale.settlement().price.fen - 20_000_000))
    approve(sale)
    at = sale.settlement().due_at + 3 * DAY

    def order() -> Any:
        return topping_up.order_top_up(lot_no=sale.lot_no, days=None, actor=sale.judge, at=at)

    after(monkeypatch, topping_up, "open_buyer", order)

    with pytest.raises(Refusal, match="top_up_ordered_already"):
        order()


def test_a_picture_that_comes_with_the_notice_is_not_added_to_it(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale.ready()
    picture = GivenReceipt(drawn(), "现场.png")
    after(monkeypatch, picturing, "ingest_picture", lambda: sale.announce(ANNOUNCED))

    with pytest.raises(IllegalMove):
        picturing.add_picture(lot_no=sale.lot_no, given=picture, actor=sale.clerk, at=ANNOUNCED)

    notice = queries.find_notice(sale.lot().id, 1)
    assert notice is not None
    assert notice.published_at == ANNOUNCED


def test_no_file_is_kept_for_a_notice_that_is_out(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale.announced()
    kept: list[Any] = []
    monkeypatch.setattr(picturing, "ingest_picture", kept.append)
    monkeypatch.setattr(drafting, "ingest_pdf", kept.append)

    with pytest.raises(IllegalMove):
        picturing.add_picture(
            lot_no=sale.lot_no,
            given=GivenReceipt(drawn(), "现场.png"),
            actor=sale.clerk,
            at=ANNOUNCED,
        )
    with pytest.raises(IllegalMove):
        drafting.serve_notice(
            lot_no=sale.lot_no,
            name="某人",
            way=ServiceWay.DELIVERED,
            proof="送达回证",
            served_at=SERVED,
            receipt=GivenReceipt(small_pdf("回证"), "r.pdf"),
            actor=sale.clerk,
            at=ANNOUNCED,
        )

    assert kept == []


def test_the_second_sale_of_an_asset_is_the_newest_one(sale: Sale) -> None:
    sale.failed()
    first = sale.lot_no
    sale.follow(SECOND_DRAFTED)

    with pytest.raises(Conflict, match="asset_in_a_sale"):
        self_disposing.allow_self_disposal(
            lot_no=first,
            price=Money(START.fen * 2),
            days=30,
            reason=REASON,
            actor=sale.judge,
            at=SECOND_DRAFTED,
        )
    with pytest.raises(Conflict, match="asset_in_a_sale"):
        giving_back.return_lot(lot_no=first, reason=REASON, actor=sale.judge, at=SECOND_DRAFTED)
