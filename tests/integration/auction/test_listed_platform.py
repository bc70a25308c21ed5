"""A sale on a listed platform: what its result file may say, and what follows."""

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from marshmallow import Schema

from app.kernel.clock import clock
from app.kernel.errors import Conflict
from app.kernel.facts import stamp
from auction.messages.venues import REFUSALS
from auction.queries.venues import count_by_venue, find_outside_result, standing_plan
from auction.rules.venue_files import RESULT_SCHEMA
from auction.schemas.venues import BuyerPart, PlatformPart, ResultFile
from auction.services.defaulting import rule_default
from auction.services.returning_price import deposit_reference
from auction.vocabulary import LotState
from tests.support.other_venues import (
    BUYER,
    DAY,
    HOUR,
    IMPORTED,
    PLATFORM,
    hand_in,
    on_platform,
    page,
    result_file,
    whole_record_holds,
)
from tests.support.sales import (
    CLOSES,
    DEPOSIT,
    START,
    Payer,
    Sale,
    id_number,
)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lot": "L-other"}, "result_of_other_lot"),
        ({"notice_digest": "0" * 64}, "result_of_other_notice"),
        ({"platform": {"name": "别家", "code": "91370000000000000X"}}, "result_of_other_platform"),
        ({"price": str(START.fen - 1)}, "result_below_start"),
        ({"price": None}, "result_price_missing"),
        ({"ended_at": stamp(CLOSES - HOUR)}, "result_before_end"),
        ({"ended_at": stamp(IMPORTED + HOUR)}, "result_in_the_future"),
        ({"deposit": str(DEPOSIT.fen + 1)}, "result_deposit_differs"),
        ({"outcome": "unsold"}, "result_unsold_with_price"),
        ({"extra": 1}, "result_file_unreadable"),
        ({"bids": "41"}, "result_file_unreadable"),
        ({"buyer": {**BUYER, "id_number": "370102198001010001"}}, "result_file_unreadable"),
    ],
)
def test_a_file_that_cannot_be_this_sale_changes_nothing(
    sale: Sale, app: Flask, changes: dict[str, Any], code: str
) -> None:
    on_platform(sale)
    desk = page(app, "clerk", IMPORTED)

    with clock.stopped_at(IMPORTED):
        refused = hand_in(desk, sale, result_file(sale, **changes))

    assert refused.status_code in (409, 422)
    assert _title(code) in refused.text
    assert sale.lot().state is LotState.ANNOUNCED
    assert find_outside_result(sale.lot().id) is None


def _title(code: str) -> str:
    with force_locale("en"):
        return str(REFUSALS[code][0])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"{" * 100_000])
def test_what_is_no_result_file_is_said_to_be_none(sale: Sale, app: Flask, content: bytes) -> None:
    on_platform(sale)
    desk = page(app, "clerk", IMPORTED)

    with clock.stopped_at(IMPORTED):
        refused = hand_in(desk, sale, content)

    assert refused.status_code == 422
    assert "This is no result file" in refused.text


def test_a_result_without_its_proof_is_not_taken(sale: Sale, app: Flask) -> None:
    on_platform(sale)
    desk = page(app, "clerk", IMPORTED)

    with clock.stopped_at(IMPORTED):
        refused = hand_in(desk, sale, result_file(sale), proof=False)

    assert refused.status_code == 422
    assert find_outside_result(sale.lot().id) is None


def test_unsold_on_a_platform_goes_on_to_the_same_platform(sale: Sale, app: Flask) -> None:
    on_platform(sale)
    desk = page(app, "clerk", IMPORTED)
    nothing = {"outcome": "unsold", "bids": 0, "bidders": 0, "extensions": 0}
    none = dict.fromkeys(("price", "buyer", "deposit"))

    with clock.stopped_at(IMPORTED):
        taken = hand_in(desk, sale, result_file(sale, **nothing, **none, ended_at=stamp(CLOSES)))
        sale.tick(IMPORTED)
    following = sale.follow(CLOSES + DAY)

    plan = standing_plan(following)
    assert taken.status_code == 303
    assert plan is not None
    assert (plan.platform_name, plan.listing_url) == (PLATFORM[0], None)
    assert whole_record_holds()


def test_the_share_on_site_is_of_all_offers_announced(sale: Sale) -> None:
    on_platform(sale)

    (row,) = count_by_venue()

    assert (row.year, row.external, row.traditional, row.traditional_share) == (
        2026, 1, 0, "0.00 %",
    )  # fmt: skip


def test_the_schema_that_travels_is_the_one_that_is_read() -> None:
    def shape(schema: type[Schema]) -> tuple[set[str], set[str]]:
        fields = schema().fields
        return set(fields), {name for name, field in fields.items() if field.required}

    for told, read in (
        (RESULT_SCHEMA, ResultFile),
        (RESULT_SCHEMA["properties"]["platform"], PlatformPart),
        (RESULT_SCHEMA["properties"]["buyer"], BuyerPart),
    ):
        assert shape(read) == (set(told["properties"]), set(told["required"]))
        assert told["additionalProperties"] is False


def test_no_deposit_is_kept_before_the_platform_transferred_it(sale: Sale, app: Flask) -> None:
    on_platform(sale)
    desk = page(app, "clerk", IMPORTED)
    with clock.stopped_at(IMPORTED):
        assert hand_in(desk, sale, result_file(sale)).status_code == 303
    sale.tick(IMPORTED)
    default = {"lot_no": sale.lot_no, "reason": "逾期未付余款", "actor": sale.judge}
    at = sale.settlement().due_at + HOUR

    with pytest.raises(Conflict, match="deposit_not_arrived"):
        rule_default(**default, at=at)

    sale.bidders["platform"] = (sale.clerk, Payer(*PLATFORM))
    sale.pay("platform", deposit_reference(sale.lot()), IMPORTED + HOUR)
    rule_default(**default, at=at)
    assert sale.lot().state is LotState.DEFAULTED


def test_who_defaulted_on_this_asset_does_not_buy_it_on_a_platform(sale: Sale, app: Flask) -> None:
    on_platform(sale)
    desk = page(app, "clerk", IMPORTED)
    with clock.stopped_at(IMPORTED):
        hand_in(desk, sale, result_file(sale, deposit=None))
    sale.tick(IMPORTED)
    at = sale.settlement().due_at + HOUR
    rule_default(lot_no=sale.lot_no, reason="逾期未付余款", actor=sale.judge, at=at)
    opens_at = at + 40 * DAY
    sale.follow(at)
    sale.decide(at)
    sale.write(at, opens_at=opens_at, closes_at=opens_at + DAY)
    sale.serve(at)
    sale.announce(at + 5 * DAY)
    ended = opens_at + DAY
    desk = page(app, "clerk", ended + HOUR)

    with clock.stopped_at(ended + HOUR):
        barred = hand_in(desk, sale, result_file(sale, ended_at=stamp(ended)))
        other = {**BUYER, "id_number": id_number(78)}
        bought = hand_in(desk, sale, result_file(sale, ended_at=stamp(ended), buyer=other))

    assert barred.status_code == 422
    assert _title("result_buyer_barred") in barred.text
    assert bought.status_code == 303
