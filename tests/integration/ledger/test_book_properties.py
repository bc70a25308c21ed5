"""Whatever people, bank and court do in whatever order: nothing is made, nothing is lost."""

from collections import Counter
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.kernel.clock import clock
from app.kernel.errors import Refusal
from app.kernel.ids import new_token
from app.kernel.money import Money
from app.ledger import chart, checks, facade
from app.ledger.facade import Purpose
from app.ledger.models import Transfer
from app.ledger.services import outbox
from app.ledger.vocabulary import ENDS, MOVING
from app.store import db
from tests.support.money import CASE, DEPOSIT, FRIEND, WANG, PaperBank, open_order

ACTS = ("open", "pay", "repeat", "friend", "release", "capture", "forfeit", "spend", "send", "lose")
BIDDERS = 3


class Story:
    """One court day: three bidders, their bank and a court that tries everything twice."""

    def __init__(self, bank: PaperBank) -> None:
        self.bank = bank
        self.day = new_token(6)
        self.notices: list[bytes] = []

    def play(self, act: str, bidder: int) -> None:
        """Do one thing; what the rules refuse is refused and changes nothing."""
        with suppress(Refusal):
            getattr(self, f"_{act}")(f"enrollment:{self.day}:{bidder}")

    def _open(self, reference: str) -> None:
        open_order(reference)

    def _pay(self, reference: str, *, payer: facade.Payer = WANG) -> None:
        order = facade.find_order(reference)
        number = order.no if order else "PNOBODYKNOWS"
        serial = new_token(9).replace("_", "-")
        self.notices.append(self.bank.receipt(number, payer=payer, serial=serial))
        self.bank.tell(self.notices[-1])

    def _friend(self, reference: str) -> None:
        self._pay(reference, payer=FRIEND)

    def _repeat(self, _reference: str) -> None:
        for notice in self.notices:
            self.bank.tell(notice)

    def _release(self, reference: str) -> None:
        facade.release_deposit(reference, key=new_token(), at=clock.now())

    def _capture(self, reference: str) -> None:
        facade.capture_deposit(reference, key=new_token(), at=clock.now())

    def _forfeit(self, reference: str) -> None:
        facade.forfeit_deposit(reference, key=new_token(), at=clock.now())

    def _spend(self, _reference: str) -> None:
        facade.post(
            purpose=Purpose.DISTRIBUTION,
            debit=chart.funds(CASE),
            credit=chart.party(7),
            amount=Money(DEPOSIT.fen // 2 + 1),
            key=new_token(),
            case_number=CASE,
            at=clock.now(),
        )

    def _send(self, _reference: str) -> None:
        outbox.send_due(self.bank, at=clock.now())

    def _lose(self, _reference: str) -> None:
        self.bank.loses_answers = True
        outbox.send_due(self.bank, at=clock.now())
        self.bank.loses_answers = False


def assert_the_book_is_whole() -> None:
    balances: Counter[str] = Counter()
    ends: Counter[int] = Counter()
    for transfer in db.session.scalars(select(Transfer)):
        if transfer.step in MOVING:
            balances[transfer.debit] -= transfer.amount.fen
            balances[transfer.credit] += transfer.amount.fen
        if transfer.step in ENDS:
            ends[transfer.hold_id or 0] += 1
    assert sum(balances.values()) == 0
    assert all(fen >= 0 for code, fen in balances.items() if code != chart.BANK)
    assert set(ends.values()) <= {1}
    assert [breach for name in checks.QUERIES for breach in checks.breaches_of(name)] == []
    db.session.rollback()


@settings(max_examples=15)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(min_value=1, max_value=BIDDERS)),
        min_size=4,
        max_size=12,
    )
)
def test_the_book_is_whole_after_every_act(bank: PaperBank, acts: list[tuple[str, int]]) -> None:
    story = Story(bank)

    for act, bidder in acts:
        story.play(act, bidder)

        assert_the_book_is_whole()
