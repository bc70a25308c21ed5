"""News: deposits give paddles, balances the price, later ends more time, sales cover debts."""

from app.kernel.clock import clock
from app.ledger.vocabulary import Purpose
from app.trail.models import TrailEntry
from app.trail.reader import Reader
from auction.services.counting import touch_fees, touch_lot
from auction.services.enough import tell_if_covered
from auction.services.enrolling import move_deposits, qualify_enrollment
from auction.services.outside_money import receive_outside_deposit
from auction.services.planning import state_failed_round
from auction.services.screening import screen_default, screen_ended_lot
from auction.services.settling import receive_price
from auction.services.suspension import suspend_for_report
from auction.services.taking_in_kind import PREFIX as IN_KIND
from auction.services.taking_in_kind import receive_in_kind_top_up
from auction.services.topping_up import PREFIX, receive_top_up

_BALANCE = "balance:"


def on_payment_confirmed(entry: TrailEntry) -> None:
    """Carry a confirmed payment on; payments of other parts are not ours."""
    reference = entry.payload["reference"]
    if entry.payload["purpose"] == Purpose.DEPOSIT:
        qualify_enrollment(reference=reference, at=entry.at)
        receive_outside_deposit(reference=reference, at=entry.at)
    elif entry.payload["purpose"] == Purpose.BALANCE:
        receive_price(lot_no=reference.removeprefix(_BALANCE), at=entry.at)
    elif entry.payload["purpose"] in {Purpose.TOP_UP, Purpose.IN_KIND_TOP_UP}:
        # An order of an assignee may be older than the purpose of its own.
        if reference.startswith(IN_KIND):
            receive_in_kind_top_up(reference=reference, at=entry.at)
        else:
            receive_top_up(lot_no=reference.removeprefix(PREFIX), at=entry.at)


def on_end_moved(entry: TrailEntry) -> None:
    """Let deposits come in until the new end (18号 art. 18(1)), while a sale rests at any time."""
    move_deposits(lot_no=entry.payload["lot"], at=entry.at)


def on_lot_unsold(entry: TrailEntry) -> None:
    """State that the appraisal fee is still open; off the closing's path, since it prints."""
    state_failed_round(lot_no=entry.payload["lot"], at=entry.at)


def on_lot_brought(entry: TrailEntry) -> None:
    """Tell a judge once what was sold of a case covers its debts (20〔21〕 art. 14)."""
    tell_if_covered(lot_no=entry.payload["lot"], at=entry.at)


PAYMENTS = Reader("auction.payments", {"ledger.payment.confirmed": on_payment_confirmed})
ENDS = Reader(
    "auction.ends",
    {
        "auction.lot.extended": on_end_moved,
        "auction.lot.suspended": on_end_moved,
        "auction.lot.stayed": on_end_moved,
        "auction.lot.resumed": on_end_moved,
        "auction.notice.corrected": on_end_moved,
    },
)
ROUNDS = Reader("auction.rounds", {"auction.lot.unsold": on_lot_unsold})


def on_report_withdrawn(entry: TrailEntry) -> None:
    """Let a sale stand still whose appraised price fell with its report."""
    suspend_for_report(
        asset_no=entry.payload["asset_no"], note=entry.payload["reason"], at=clock.now()
    )


def on_bidding_ended(entry: TrailEntry) -> None:
    """Screen who sat on a lot, once that may be read."""
    screen_ended_lot(lot_no=entry.payload["lot"], at=entry.at)


def on_lot_defaulted(entry: TrailEntry) -> None:
    """Look whether the buyer did not pay before."""
    screen_default(lot_no=entry.payload["lot"], at=entry.at)


BROUGHT = Reader(
    "auction.brought",
    {"auction.lot.sold": on_lot_brought, "auction.lot.taken_in_kind": on_lot_brought},
)


def on_lot_counted(entry: TrailEntry) -> None:
    """Let the statistics count the months of a lot anew."""
    touch_lot(entry.payload["lot"])


def on_finding_counted(entry: TrailEntry) -> None:
    """Let the statistics count the findings of a lot anew."""
    touch_lot(entry.payload["subject"])


def on_fee_settled(entry: TrailEntry) -> None:
    """Let the statistics take a settled appraisal fee in."""
    if entry.case_number:
        touch_fees(case_number=entry.case_number, at=entry.at)


#: What changes a figure; bids are counted once, with the end of their lot.
STATISTICS = Reader(
    "auction.statistics",
    {
        **dict.fromkeys(
            (
                "auction.lot.announced",
                "auction.lot.sold",
                "auction.lot.unsold",
                "auction.result.recorded",
                "auction.lot.withdrawn",
                "auction.lot.stopped",
                "auction.lot.stopped_covered",
                "auction.lot.suspended",
                "auction.lot.stayed",
                "auction.lot.paid",
                "auction.lot.ruled",
                "auction.lot.handed_over",
                "auction.lot.settled",
                "auction.lot.defaulted",
                "auction.lot.annulled",
                "auction.deposit.released",
                "auction.distribution.executed",
            ),
            on_lot_counted,
        ),
        "screening.finding.made": on_finding_counted,
        "screening.finding.closed": on_finding_counted,
        "appraisal.fee.settled": on_fee_settled,
    },
)
REPORTS = Reader("auction.reports", {"appraisal.report.withdrawn": on_report_withdrawn})
SCREENS = Reader(
    "auction.screens",
    {
        "auction.lot.sold": on_bidding_ended,
        "auction.lot.unsold": on_bidding_ended,
        "auction.lot.defaulted": on_lot_defaulted,
    },
    # A clue may come some seconds late; the end of another lot may not.
    facts_max=2,
)
READERS = (PAYMENTS, ENDS, ROUNDS, BROUGHT, REPORTS, STATISTICS, SCREENS)
