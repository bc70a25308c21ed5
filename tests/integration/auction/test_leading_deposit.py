"""No refund of the leading bidder's deposit while the lot is open, by whatever door (M6)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel.errors import Conflict
from app.ledger import facade as ledger
from app.ledger.services.releases import release_deposits
from app.store import db
from auction.checks import breaches_of
from auction.models import Enrollment
from auction.services.depositing import release_deposit, release_due_deposits
from tests.support.sales import CLOSES, DRAIN, OPENS, START, STEP, Sale


def enrollments() -> list[Enrollment]:
    db.session.rollback()
    return list(db.session.scalars(select(Enrollment).order_by(Enrollment.id)))


DOORS: dict[str, Callable[[Enrollment], object]] = {
    "the sale's own release": lambda row: release_deposit(row.id, at=OPENS),
    "the ledger's release": lambda row: ledger.release_deposit(
        str(row.deposit_reference), key="attack", at=OPENS
    ),
    "the ledger's batch": lambda row: release_deposits(
        [str(row.deposit_reference)], key="attack", at=OPENS
    ),
    "the ledger's capture": lambda row: ledger.capture_deposit(
        str(row.deposit_reference), key="attack", at=OPENS
    ),
    "the ledger's forfeiture": lambda row: ledger.forfeit_deposit(
        str(row.deposit_reference), key="attack", at=OPENS
    ),
}


@pytest.mark.parametrize("door", list(DOORS))
def test_the_leaders_deposit_stays_while_the_lot_is_open(sale: Sale, door: str) -> None:
    sale.opened("bidder1", "bidder2")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))
    held = [ledger.hold_of(str(row.deposit_reference)) for row in enrollments()]
    assert all(held)

    for row in enrollments():
        with pytest.raises(Conflict) as refused:
            DOORS[door](row)
        assert refused.value.code == "deposit_still_bound"
        assert [citation.article for citation in refused.value.citations] == ["第23条"]

    assert [ledger.hold_of(str(row.deposit_reference)) for row in enrollments()] == held
    assert breaches_of("M6") == []


def test_a_loser_has_it_back_after_the_end_and_the_winner_has_not(sale: Sale) -> None:
    sale.opened("bidder1", "bidder2")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))
    sale.bid("bidder2", START.fen + STEP.fen, OPENS + timedelta(hours=2))
    sale.tick(CLOSES + DRAIN)

    released = release_due_deposits(CLOSES + DRAIN)
    again = release_due_deposits(CLOSES + DRAIN)
    winner = next(row for row in enrollments() if row.state.value == "won")
    given_to_winner = release_deposit(winner.id, at=CLOSES + DRAIN)

    assert released + again <= 1
    assert given_to_winner is False
    states = {
        row.state.value: ledger.deposit_state(str(row.deposit_reference)) for row in enrollments()
    }
    assert states["lost"] is ledger.HoldState.RELEASED
    assert states["won"] is not ledger.HoldState.RELEASED
