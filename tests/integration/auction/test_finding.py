"""Lots found by their words, as people write them, through the database's own folding."""

import pytest
from sqlalchemy import select, text

from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.store import db, unit_of_work
from auction import queries
from auction.models import Lot
from auction.queries import LotFilter, search
from auction.queries.search import list_public_lots
from auction.vocabulary import LotOrder, LotState, Phase
from tests.support.lots import BASE, make_lot

SAID = (
    "历下", "房产", "济南市历下区", "鲁A12345", "鲁ａ１２３４５", "a12345", "鲁A·12345", "车",
    "_下", "（2026）鲁0102执88号", "2026 鲁0102执88", "历下 鲁A12345", "历下　车位", "88.5平方米",
    "，历下",
)  # fmt: skip
UNSAID = (
    "885平方米", "下历", "历下 天桥", "鲁A1234567", "南市历下城区", "济南历下", "%", "_", "，。",
)  # fmt: skip


def found(q: str = "", **wanted: object) -> list[str]:
    page = list_public_lots(LotFilter(q=q, **wanted), now=BASE)  # type: ignore[arg-type]
    return [lot.no for lot in page.items]


@pytest.mark.usefixtures("db_session")
def test_a_lot_is_found_by_what_it_says_and_by_nothing_else() -> None:
    make_lot(
        "L1",
        title="济南市历下区泉城路1号房产88.5平方米",
        address="济南市历下区泉城路1号",
        case_number="（2026）鲁0102执88号",
        property="附车位一个，另有登记车辆鲁Ａ·12345一辆。",
    )

    assert [q for q in SAID if found(q) != ["L1"]] == []
    assert [q for q in UNSAID if found(q) != []] == []


@pytest.mark.usefixtures("db_session")
def test_words_of_a_notice_count_once_it_is_published() -> None:
    lot = make_lot("L1", property="院内有紫藤一株", published=False)
    assert found("紫藤") == []

    with unit_of_work():
        notice = queries.find_notice(lot.id, 1)
        assert notice is not None
        notice.published_at, notice.digest = BASE, "0" * 64

    assert found("紫藤") == ["L1"]


@pytest.mark.usefixtures("db_session")
def test_a_new_title_is_found_and_the_old_one_no_more() -> None:
    lot = make_lot("L1", title="旧楼一栋")

    with unit_of_work():
        db.session.get_one(Lot, lot.id).title = "新楼一栋"

    assert found("新楼") == ["L1"]
    assert found("旧楼") == []


@pytest.mark.usefixtures("db_session")
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (LotOrder.NEWEST, ["L4", "L3", "L2", "L1"]),
        (LotOrder.CLOSING, ["L2", "L1", "L3", "L4"]),
        (LotOrder.PRICE_UP, ["L3", "L1", "L4", "L2"]),
        (LotOrder.PRICE_DOWN, ["L2", "L4", "L1", "L3"]),
    ],
)
def test_pages_of_every_order_join_without_a_gap_or_a_twin(
    order: LotOrder, expected: list[str]
) -> None:
    # Equal prices and equal ends are told apart by the number of the lot.
    make_lot("L1", price=500, closes_in_hours=5)
    make_lot("L2", price=900, closes_in_hours=2)
    make_lot("L3", price=100, closes_in_hours=5)
    make_lot("L4", price=500, closes_in_hours=9)

    seen, after = [], None
    for _ in range(9):
        page = list_public_lots(LotFilter(order=order), now=BASE, after=after, limit=1)
        seen += [lot.no for lot in page.items]
        after = page.next
        if after is None:
            break

    assert seen == expected


@pytest.mark.usefixtures("db_session")
@pytest.mark.parametrize("q", ["", "房产", "房产 东"])
def test_prices_under_bidding_and_at_rest_stand_in_one_row(q: str) -> None:
    # The ones stand in an index, the others do not; a page takes from both.
    for number in range(6):
        bidding, title = number % 2 == 0, f"城东房产{number}"
        state = LotState.OPEN if bidding else LotState.UNSOLD
        make_lot(f"L{number}", price=100 + number, state=state, title=title)
    with unit_of_work():
        lot = db.session.scalars(select(Lot).where(Lot.no == "L0")).one()
        lot.price, lot.last_seq, lot.leader_paddle = Money(104), 1, "A1"

    for order, expected in (
        (LotOrder.PRICE_UP, ["L1", "L2", "L3", "L0", "L4", "L5"]),
        (LotOrder.PRICE_DOWN, ["L5", "L4", "L0", "L3", "L2", "L1"]),
    ):
        seen, after = [], None
        while True:
            wanted = LotFilter(q=q, order=order, min_price=Money(101), max_price=Money(105))
            page = list_public_lots(wanted, now=BASE, after=after, limit=2)
            seen += [one.no for one in page.items]
            if (after := page.next) is None:
                break
        assert seen == expected


@pytest.mark.usefixtures("db_session")
def test_words_too_common_to_name_their_lots_are_found_in_every_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "CANDIDATES_MAX", 1)
    for number in range(4):
        state = LotState.OPEN if number % 2 else LotState.UNSOLD
        make_lot(f"L{number}", price=100 + number, state=state, closes_in_hours=1 + number)
    make_lot("L9", price=102, title="旧车一辆")

    assert found("房产", order=LotOrder.NEWEST) == ["L3", "L2", "L1", "L0"]
    assert found("房产", order=LotOrder.PRICE_UP) == ["L0", "L1", "L2", "L3"]
    assert found("房产", order=LotOrder.PRICE_DOWN) == ["L3", "L2", "L1", "L0"]
    assert found("房产", order=LotOrder.CLOSING) == ["L1", "L3"]


@pytest.mark.usefixtures("db_session")
@pytest.mark.parametrize("after", ["x", "1.2.3", "1.1", "-1", "1" * 17, "1;DROP"])
def test_a_place_no_page_has_named_is_refused(after: str) -> None:
    with pytest.raises(Refusal) as refused:
        list_public_lots(LotFilter(), now=BASE, after=after)

    assert refused.value.code == "invalid_input"


@pytest.mark.usefixtures("db_session")
@pytest.mark.parametrize("after", ["5", "9999999999999999.1", "x"])
def test_a_place_of_another_order_is_refused_too(after: str) -> None:
    with pytest.raises(Refusal) as refused:
        list_public_lots(LotFilter(order=LotOrder.PRICE_UP), now=BASE, after=after)

    assert refused.value.fields == {"after": ["invalid_input"]}


@pytest.mark.usefixtures("db_session")
def test_filters_narrow_together() -> None:
    make_lot("L1", price=500, closes_in_hours=20, court_code="0102", region_code="370102")
    make_lot("L2", price=900, closes_in_hours=60, court_code="0105", region_code="370105")

    assert found(ends_within_days=1) == ["L1"]
    assert found(ends_within_days=3) == ["L2", "L1"]
    assert found(court="0105") == ["L2"]
    assert found(region="3701") == ["L2", "L1"]
    assert found(region="370102") == ["L1"]
    assert found(min_price=Money(501)) == ["L2"]
    assert found(max_price=Money(500)) == ["L1"]
    assert found(phase=Phase.SOLD) == []
    assert found(q="房产", max_price=Money(500), court="0105") == []


@pytest.mark.usefixtures("db_session")
def test_only_courts_with_lots_are_offered() -> None:
    make_lot("L1", court_code="0102")

    assert queries.courts_with_lots(["0102", "0105"]) == {"0102"}


@pytest.mark.usefixtures("db_session")
def test_folding_asks_nothing_of_the_locale() -> None:
    folded = db.session.scalar(text("SELECT auction_fold('Ａb·（济南）－ ３．５元。7.')"))

    assert folded == "ab济南3.5元7"
