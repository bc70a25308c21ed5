"""Several things of one case sold as one lot, as the desk, the panel and the public meet it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.kernel.clock import clock
from app.kernel.errors import Conflict, IllegalMove, Refusal
from app.kernel.money import Money, total
from app.store import db
from appraisal.models import Assignment
from auction import queries
from auction.models import LotPart
from auction.rules.closing import DRAIN
from auction.services import drafting, merging, settling
from auction.services.confirming import balance_reference
from auction.vocabulary import LotState, MergeGround, SettlementState
from registry import facade as registry
from registry.services.encumbrances import record_encumbrance
from registry.vocabulary.encumbrances import EncumbranceKind
from tests.support.markup import closed_amounts
from tests.support.more_assets import add_flats
from tests.support.people import sign_in
from tests.support.sales import DRAFTED, STEP, Sale
from tests.support.shares import party_named, with_creditors
from tests.support.web import Client

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PREPARED = DRAFTED + 14 * DAY
OPENS = PREPARED + 40 * DAY
CLOSES = OPENS + DAY
#: Two flats of 2,200,000 yuan each: 70 % of the sum, and 10 % of that.
SUM = Money(440_000_000)
START = Money(308_000_000)
DEPOSIT = Money(30_800_000)
REASON = "两套房产打通使用，分别拍卖严重减损价值"


class Desk:
    """Somebody signed in, who reads pages and sends forms at a moment."""

    def __init__(self, app: Flask, account: str) -> None:
        self.app, self.account = app, account

    def _client(self) -> Client:
        return sign_in(self.app, self.account)

    def read(self, path: str, at: object = PREPARED, status: int = 200) -> str:
        with clock.stopped_at(at):  # type: ignore[arg-type]
            answer = self._client().get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[-2500:])
        return answer.text

    def send(self, path: str, at: object = PREPARED, status: int = 303, **form: object) -> str:
        with clock.stopped_at(at):  # type: ignore[arg-type]
            answer = self._client().post(path, data=form)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:3000])
        return answer.headers.get("Location", "") if status == 303 else answer.text


def together(sale: Sale, app: Flask, *more: str) -> list[str]:
    """Price a second flat of the case and draft one lot of both through the desk."""
    assets = [sale.desk.asset_no, *add_flats(sale, DRAFTED, *(more or ("二单元住宅",)))]
    # The first report runs out ten days before the second one.
    first = db.update(Assignment).where(Assignment.asset_no == assets[0])
    db.session.execute(first.values(price_valid_until=Assignment.price_valid_until - 10))
    db.session.commit()
    desk = Desk(app, "clerk")
    assert "合并拍卖" in desk.read("/desk/lots")
    where = desk.send("/desk/lots/together", asset_no=assets, ground="value_lost", reason=REASON)
    sale.lot_no = where.rpartition("/")[2]
    return assets


def parts_of(sale: Sale) -> list[LotPart]:
    return list(queries.list_parts(sale.lot().id))


def test_several_things_become_one_lot_with_each_price_on_show(sale: Sale, app: Flask) -> None:
    assets = together(sale, app)
    clerk = Desk(app, "clerk")
    page = clerk.read(f"/desk/lots/{sale.lot_no}")

    lot, parts = sale.lot(), parts_of(sale)
    assert [part.asset_no for part in parts] == assets
    assert lot.reference_price == SUM == total(part.reference_price for part in parts)
    assert lot.reference_valid_until == min(part.reference_valid_until for part in parts)
    assert lot.reference_valid_until < max(part.reference_valid_until for part in parts)
    assert REASON in page
    assert "第15条" in page
    assert all(part.appraisal_no in page for part in parts)
    assert closed_amounts(page) == []
    assert "二单元住宅：" in clerk.read(f"/desk/lots/{sale.lot_no}/preview")
    judge = Desk(app, "judge")
    for path in ("panel", "agenda"):
        assert REASON in judge.read(f"/desk/lots/{sale.lot_no}/{path}")


def test_a_part_is_not_sold_alone_meanwhile_nor_what_is_sold_alone_together(
    sale: Sale, app: Flask
) -> None:
    assets = together(sale, app)
    for asset_no in assets:
        refused = Desk(app, "clerk").send(f"/desk/assets/{asset_no}/lot", status=409)
        assert sale.lot_no in refused
    again = {"asset_nos": assets, "ground": MergeGround.INDIVISIBLE, "reason": REASON}
    with pytest.raises(Conflict, match="asset_in_a_sale"):
        merging.merge_assets(**again, actor=sale.clerk, at=PREPARED)

    # Taken apart with a reason, the parts may be drafted alone, and then not together.
    clerk = Desk(app, "clerk")
    clerk.send(f"/desk/lots/{sale.lot_no}/apart", status=422, reason=" ")
    clerk.send(f"/desk/lots/{sale.lot_no}/apart", reason="评估机构说明可以分割使用")
    assert sale.lot().state is LotState.WITHDRAWN
    assert set(queries.list_assets_to_draft()) >= set(assets)
    alone = drafting.draft_lot(asset_no=assets[1], actor=sale.clerk, at=PREPARED)
    assert queries.find_merger(alone.id) is None
    with pytest.raises(Conflict, match="asset_in_a_sale"):
        merging.merge_assets(**again, actor=sale.clerk, at=PREPARED)


@pytest.mark.parametrize("count", [0, 1])
def test_one_thing_is_no_merger(sale: Sale, app: Flask, count: int) -> None:
    chosen = [sale.desk.asset_no] * (count * 2)

    page = Desk(app, "clerk").send(
        "/desk/lots/together", status=422, asset_no=chosen, ground="indivisible", reason=REASON
    )

    assert "请至少选择本案的两项财产" in page
    assert queries.find_live_lot_of_asset(sale.desk.asset_no) is None


def test_the_earliest_end_of_a_validity_governs_the_notice(sale: Sale, app: Flask) -> None:
    together(sale, app)
    lot = sale.lot()
    early, late = sorted(part.reference_valid_until for part in parts_of(sale))

    drafting.require_price_for_sale(lot, PREPARED + (early - PREPARED.date()))
    with pytest.raises(Refusal, match="reference_price_expired"):
        drafting.require_price_for_sale(lot, PREPARED + (late - PREPARED.date()))


def announced(sale: Sale) -> None:
    """Decide, write, serve and publish the merged lot."""
    at = PREPARED
    drafting.choose_venue(
        lot_no=sale.lot_no,
        venue=sale.lot().venue,
        reason="申请执行人书面选择",
        actor=sale.clerk,
        at=at,
    )
    sale.decide(at, start_price=START, deposit=DEPOSIT)
    sale.write(at, opens_at=OPENS, closes_at=CLOSES)
    sale.serve(at)
    sale.announce(at + 4 * DAY)


def test_a_merged_lot_stays_whole_once_its_notice_is_out(sale: Sale, app: Flask) -> None:
    together(sale, app)
    announced(sale)

    with pytest.raises(IllegalMove):
        merging.split_lot(
            lot_no=sale.lot_no, reason=REASON, actor=sale.clerk, at=PREPARED + 5 * DAY
        )

    assert sale.lot().state is LotState.ANNOUNCED


def test_the_price_is_told_apart_for_different_secured_creditors(sale: Sale, app: Flask) -> None:
    assets = together(with_creditors(sale), app)
    bank = next(p for p in registry.parties_of(sale.lot().case_number) if "银行" in p.name)
    record_encumbrance(
        asset_no=assets[1],
        kind=EncumbranceKind.MORTGAGE,
        holder=bank.name,
        amount=Money(200_000_000),
        rank=1,
        registered_on=None,
        ends_on=None,
        note="",
        actor=sale.clerk,
        at=PREPARED,
    )
    announced(sale)
    public = Desk(app, "clerk").read(f"/lots/{sale.lot_no}", OPENS - DAY)
    wire = sign_in(app, "clerk").get(f"/api/v1/lots/{sale.lot_no}").json
    sale.join("bidder1", OPENS - 2 * DAY)
    sale.tick(OPENS)
    sale.bid("bidder1", START.fen + STEP.fen, OPENS + HOUR)
    sale.tick(CLOSES + DRAIN)
    paid_at = CLOSES + 3 * DAY
    sale.pay("bidder1", balance_reference(sale.lot_no), paid_at)
    sale.tick(paid_at + timedelta(seconds=2))

    assert REASON in public
    assert [part["asset"] for part in wire["parts"]] == assets
    settlement = sale.settlement()
    assert settlement.state is SettlementState.PLANNED
    assert settlement.plan is not None
    assert len(settlement.plan["fees"]) == 2
    price = Money(START.fen + STEP.fen)
    first, second = settlement.plan["parts"]
    # 3,090,000 yuan over two flats of one value: 1,545,000 each.
    assert (first["proceeds"], second["proceeds"]) == ("154500000", "154500000")
    assert (first["paid"], [one["name"] for one in second["paid"]]) == ([], [bank.name])

    # A claim above what its flat brought: the rest of it stands with the ordinary claims.
    page = Desk(app, "judge").read(f"/desk/lots/{sale.lot_no}/plan", paid_at)
    assert f'value="{bank.id}:{assets[1]}" checked' in page.replace("  ", " ")
    applicant = party_named(sale, "")
    Desk(app, "judge").send(
        f"/desk/lots/{sale.lot_no}/plan",
        paid_at + HOUR,
        version=settlement.plan_version,
        party_id=[applicant, bank.id],
        principal=["2000000.00", "2000000.00"],
        interest=["0.00", "0.00"],
        costs=["0.00", "0.00"],
        rank=["0", "1"],
        secured_on=[f"{bank.id}:{assets[1]}"],
        reason="按抵押权人申报的债权更正",
    )
    plan = sale.settlement().plan
    assert plan is not None
    first, second = plan["parts"]
    net = int(second["proceeds"]) - int(second["borne"])
    assert second["paid"] == [{"name": bank.name, "amount": str(net)}]
    assert second["left"] == "0"
    rows = plan["rows"]
    to_bank = [row for row in rows if row["payee"] == bank.name]
    assert [row["ground"] for row in to_bank] == ["secured", "ordinary"]
    # 2,000,000 less what the flat gave, and 2,000,000, share what the other flat left.
    lack, left = 200_000_000 - net, int(first["left"])
    ordinary = next(
        row for row in rows if row["ground"] == "ordinary" and row["payee"] != bank.name
    )
    assert int(ordinary["amount"]) == left * 200_000_000 // (200_000_000 + lack)
    assert sum(int(row["amount"]) for row in rows) == price.fen
    shown = Desk(app, "judge").read(f"/desk/lots/{sale.lot_no}/settlement", paid_at + HOUR)
    assert "各项财产的价款" in shown
    assert closed_amounts(shown) == []
    settling.approve_distribution(lot_no=sale.lot_no, actor=sale.members[1], at=paid_at + 2 * HOUR)
    assert sale.settlement().state is SettlementState.SERVED


def test_the_second_round_offers_the_same_parts(sale: Sale, app: Flask) -> None:
    assets = together(sale, app)
    announced(sale)
    sale.tick(OPENS)
    sale.tick(CLOSES + DRAIN)

    following = sale.follow(CLOSES + DAY)

    assert [part.asset_no for part in queries.list_parts(following.id)] == assets
    with pytest.raises(Conflict, match="split_after_offer"):
        merging.split_lot(lot_no=following.no, reason=REASON, actor=sale.clerk, at=CLOSES + DAY)
    with pytest.raises(Conflict, match="asset_sold_together"):
        drafting.draft_lot(asset_no=assets[1], actor=sale.clerk, at=CLOSES + DAY)
    with pytest.raises(IntegrityError, match="auction_lot_part"):
        db.session.execute(db.update(LotPart).values(title="x"))
