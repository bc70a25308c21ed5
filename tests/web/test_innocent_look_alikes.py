"""For each screen a planted case that is told and somebody innocent beside it who is not."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.screening.models import Finding
from app.screening.vocabulary import ScreenCode
from app.store import db, unit_of_work
from auction.messages.screening import SCREENS, SIGNALS
from auction.models import Lot, ScreenPrice
from auction.services.screening import screen_default
from auction.vocabulary import LotState
from tests.support.screened import ENDED, Hall
from tests.support.stage import CLOSES, HOUR


@pytest.fixture
def hall(app: Flask, db_session: Session) -> Hall:
    return Hall()


def told() -> set[tuple[str, ...]]:
    """Return screen and paddles of every signal that was told."""
    db.session.rollback()
    rows = db.session.scalars(select(Finding)).all()
    return {(one["screen"], *row.paddles) for row in rows for one in row.signals}


def screens() -> set[str]:
    return {found[0] for found in told()}


def paid(hall: Hall, bidders: str, bids: str, **payers: str) -> Lot:
    """Return an ended lot whose bidders were paid for by somebody named, else by themselves."""
    lot = hall.lot(bidders, bids)
    for letter in bidders:
        hall.seat(lot, letter, payer=payers.get(letter, f"own-{letter}"))
    return lot


def test_one_payer_behind_a_silent_pair_is_told_and_two_payers_are_not(hall: Hall) -> None:
    """S1: the payer alone makes the difference; all else the two pairs did is the same."""
    for place, (one, other) in enumerate(("VX", "WY")):
        hall.screen(paid(hall, f"AB{one}", f"{one}A", A="broker", B="broker"))
        hall.screen(paid(hall, f"CD{other}", f"{other}C"))
        assert screens() == (set() if place == 0 else {"S1", "S2", "S3", "S5"})

    assert {found[1:] for found in told()} == {("AAAA", "BBBB")}


def test_clients_of_one_broker_who_bid_for_themselves_are_not_told(hall: Hall) -> None:
    """S1: a broker pays for many who do not know each other."""
    for bids in ("AXBYA", "BXAYX", "XBAY"):
        hall.screen(paid(hall, "ABXY", bids, A="broker", B="broker"))

    assert told() == set()


def test_two_who_like_the_same_street_are_not_told(hall: Hall) -> None:
    """S2, S3, S4: they meet often, each won once, and one was outbid before he spoke."""
    for bidders, bids in (("ABCD", "CADB"), ("ABEF", "BEFA"), ("ABGH", "GHG")):
        hall.screen(hall.lot(bidders, bids))

    assert told() == set()


def test_who_drives_every_lot_of_a_case_is_told_and_a_careful_buyer_is_not(hall: Hall) -> None:
    """S8: both lose four lots of one case; one bids to the end of each, the other leaves early."""
    for _ in range(4):
        hall.screen(hall.lot("PCR", "CPRPRPRPR"))

    assert {found for found in told() if found[0] == "S8"} == {("S8", "PPPP")}


def test_a_first_default_is_nobodys_habit(hall: Hall) -> None:
    """S9: a loan may have fallen through."""
    lot = hall.lot("AB", "BA", state=LotState.DEFAULTED)
    hall.screen(lot)

    screen_default(lot_no=lot.no, at=ENDED)

    assert "S9" not in screens()


def test_one_slow_bank_is_not_told(hall: Hall) -> None:
    """S12: a single deposit of the last minutes that never came; others gave up hours before."""
    lot = hall.lot("AB", "BA")
    hall.lapse(lot, "E", CLOSES - HOUR / 20)
    hall.lapse(lot, "F", CLOSES - HOUR)

    hall.screen(lot)

    assert "S12" not in screens()


def priced(hall: Hall, agency: str, percent: int) -> Lot:
    """Return a lot that an agency appraised and that brought so much of its appraised value."""
    lot = hall.lot("Q", "Q")
    with unit_of_work():
        db.session.add(
            ScreenPrice(
                lot_id=lot.id,
                kind=lot.kind,
                round=lot.round,
                agency_code=agency,
                ratio_ppm=10_000 * percent,
                kept_at=ENDED,
            )
        )
    return lot


def test_an_agency_far_from_the_panel_is_told_and_one_with_few_sales_is_not(hall: Hall) -> None:
    """S13: the same distance from prices, over twelve sales and over four."""
    for place in range(12):
        priced(hall, f"panel-{place % 3}", 95 + 3 * (place % 4))
    few = [priced(hall, "few", 45 + 5 * (place % 3)) for place in range(4)][-1]
    many = [priced(hall, "many", 45 + 5 * (place % 3)) for place in range(12)][-1]

    hall.screen(few)
    hall.screen(many)

    rows = db.session.scalars(select(Finding).where(Finding.screen == ScreenCode.S13)).all()
    assert [row.subject for row in rows] == [many.no]
    assert [one["signal"] for one in rows[0].signals] == ["appraisal_deviation"]


def test_every_screen_has_a_name_an_aim_and_an_innocent_explanation() -> None:
    assert set(SCREENS) == {code.value for code in ScreenCode}
    assert all(str(words.title) and str(words.innocent) for words in SCREENS.values())
    assert all("%(value)s" in str(words) for words in SIGNALS.values())
