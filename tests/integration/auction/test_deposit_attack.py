"""Attack MON-04 of the catalogue: a deposit paid wrong, in parts, late, or by somebody else."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.kernel.clock import clock
from app.kernel.money import Money
from app.ledger import chart
from app.ledger import facade as ledger
from app.ledger.checks import breaches_of as book_breaches_of
from app.ledger.facade import HoldState, Payer
from app.ledger.models import BankReceipt
from app.ledger.services import outbox
from app.store import db
from app.trail.models import TrailEntry
from app.trail.reader import run_readers
from auction.checks import breaches_of
from auction.readers import READERS
from auction.services import enrolling
from auction.vocabulary import EnrollmentState
from tests.support.money import FRIEND
from tests.support.sales import CLOSES, DRAIN, OPENS, START, Sale

DUE = Money(28_000_000)
YEAR = timedelta(days=365)
HOUR = timedelta(hours=1)
BEFORE = OPENS - timedelta(days=2)
LATE = CLOSES + timedelta(seconds=1)
#: One bidder for each step of the attack, and one who pays as the law has it.
WRONG = ("short", "halves", "foreign", "late", "after", "forged", "replayed")
#: Why each payment that the bank did sign is not a deposit, in the order of the steps.
FAULTS = [*["wrong_amount"] * 3, "other_payer", "late", "order_canceled"]


def told(name: str, field: str) -> list[object]:
    """Return one field of every fact of a name, in the order of the record."""
    rows = db.session.scalars(
        select(TrailEntry).where(TrailEntry.name == name).order_by(TrailEntry.id)
    )
    return [row.payload[field] for row in rows]


def open_for_bids(sale: Sale) -> Sale:
    """Open a flat whose deposit is 280,000 yuan to people who have enrolled and not yet paid."""

    def work() -> None:
        sale.draft()
        sale.decide(deposit=DUE)
        sale.write()
        sale.serve()
        sale.announce()
        for account in ("exact", *WRONG):
            sale.enroll(account, BEFORE)

    return sale.walk("mon_04", work)


def state(sale: Sale, account: str) -> EnrollmentState:
    """Return where somebody's enrollment stands."""
    db.session.rollback()
    db.session.expire_all()
    return enrolling.own_enrollment(lot_no=sale.lot_no, actor=sale.bidders[account][0])[1].state


def reference(sale: Sale, account: str) -> str:
    """Return what somebody's deposit is known by."""
    own = enrolling.own_enrollment(lot_no=sale.lot_no, actor=sale.bidders[account][0])[1]
    return own.deposit_reference or ""


def orders_of(sale: Sale) -> dict[str, str]:
    """Return the number of everybody's payment order: a canceled one is still known."""
    found = {account: ledger.find_order(reference(sale, account)) for account in ("exact", *WRONG)}
    return {account: order.no for account, order in found.items() if order is not None}


def word(
    sale: Sale, nos: dict[str, str], account: str, fen: int = DUE.fen, payer: Payer | None = None
) -> bytes:
    """Write what the bank would say of a payment to somebody's order; the serial is new."""
    return sale.desk.bank.receipt(
        nos[account],
        payer=payer or sale.bidders[account][1],
        amount=Money(fen),
        serial=f"{account}-{uuid4().hex[:8]}",
    )


def tell(sale: Sale, body: bytes, **signed: object) -> TestResponse:
    """Let the bank say it, and everybody hear of it."""
    answer = sale.desk.bank.tell(body, **signed)  # type: ignore[arg-type]
    run_readers(READERS)
    return answer


def test_mon_04_only_exact_money_in_the_bidders_name_and_in_time_qualifies(sale: Sale) -> None:
    """Everything else goes to suspense and back to its payer; what is forged is refused."""
    nos = orders_of(open_for_bids(sale))
    had = ledger.balance(chart.BANK)
    with clock.stopped_at(BEFORE):
        right = tell(sale, word(sale, nos, "exact"))
        wrong = [
            tell(sale, word(sale, nos, "short", 27_999_999)),
            tell(sale, word(sale, nos, "halves", 14_000_000)),
            tell(sale, word(sale, nos, "halves", 14_000_000)),
            tell(sale, word(sale, nos, "foreign", payer=FRIEND)),
        ]
        body = word(sale, nos, "forged")
        forged = tell(sale, body, signature=sale.desk.bank.keys.sign("1", body))
        replayed = tell(sale, word(sale, nos, "replayed"), age=YEAR)
    sale.tick(OPENS)
    with clock.stopped_at(LATE):
        wrong.append(tell(sale, word(sale, nos, "late")))
    assert_only_the_exact_one_bids(sale)
    sale.tick(CLOSES + DRAIN)
    with clock.stopped_at(CLOSES + HOUR):
        wrong.append(tell(sale, word(sale, nos, "after")))

    assert right.get_json()["outcome"] == "booked"
    assert {answer.get_json()["outcome"] for answer in wrong} == {"suspended"}
    assert told("ledger.payment.suspended", "fault") == FAULTS
    assert (forged.status_code, replayed.status_code) == (401, 401)
    assert told("ledger.notice.refused", "code") == ["bank_signature_invalid", "bank_notice_stale"]
    assert_all_went_back(sale, had)


def assert_only_the_exact_one_bids(sale: Sale) -> None:
    """See that one bidder of eight is qualified, holds a deposit and may bid."""
    assert state(sale, "exact") is EnrollmentState.QUALIFIED
    assert ledger.deposit_state(reference(sale, "exact")) is HoldState.HELD
    assert sale.bid("exact", START.fen, OPENS + HOUR)["outcome"] == "accepted"
    for account in WRONG:
        assert state(sale, account) is EnrollmentState.APPLIED
        assert ledger.deposit_state(reference(sale, account)) is None
        refused = sale.bid(account, START.fen * 2, OPENS + HOUR)
        assert refused["outcome"] == "deposit_not_held"


def assert_all_went_back(sale: Sale, had: Money) -> None:
    """See that each wrong payment returned to the account it came from, and nothing else did."""
    bank = sale.desk.bank
    assert ledger.balance(chart.SUSPENSE) == Money.ZERO
    outbox.send_due(bank, at=CLOSES + HOUR)
    came = db.session.execute(
        select(BankReceipt.serial, BankReceipt.amount).where(BankReceipt.fault.is_not(None))
    )
    assert len(bank.refunds) == len(FAULTS)
    assert {key: notice.amount for key, notice in bank.refunds.items()} == {
        f"refund-{serial}": amount for serial, amount in came
    }
    assert ledger.balance(chart.OUTGOING) == Money.ZERO
    assert ledger.balance(chart.BANK).fen == had.fen + DUE.fen
    assert {state(sale, account) for account in WRONG} == {EnrollmentState.LAPSED}
    assert [*breaches_of("B7"), *book_breaches_of("M8")] == []
