"""Facts of two courts for the feed to carry, and what its readers ask."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.feed.services.tokens import make_token
from app.feed.vocabulary import Scope
from app.kernel.actors import SYSTEM, Actor
from app.kernel.facts import Fact
from app.kernel.permissions import Role
from app.store import unit_of_work
from auction.facts import BalanceAsked, BidPlaced, EnrollmentApplied, LotOpened
from registry import queries
from registry.facts.books import PartyAdded
from registry.services import cases
from tests.support.books import clerk_of, write_books

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
OPENED = "2026-03-02T04:00:00.000000Z"
CASE = "（2026）鲁0102执1234号"
OPERATOR = Actor(9, "runner", "运维", frozenset({Role.OPERATOR}))
#: A name that no feed may carry.
SECRET_NAME = "王小明"


@dataclass
class Feeding:
    """A court with a case, and another court with one of its own."""

    court_id: int
    judge: Actor
    other_case: str

    def token(self, *scopes: Scope) -> str:
        """Make a token of the court, for reading unless told otherwise."""
        return make_token(
            name="case system", scopes=scopes or (Scope.FEED,), actor=self.judge, at=NOON
        )


def two_courts() -> Feeding:
    """Write a court with a case, and another court with one."""
    books = write_books(with_agencies=False)
    other = next(court for court in queries.list_courts() if court.id != books.court_id)
    number = f"（2026）鲁{other.code}执77号"
    cases.register_case(
        number=number,
        cause="民间借贷纠纷",
        filed_on=date(2026, 2, 10),
        judge_name="赵法官",
        actor=clerk_of(other.id),
        at=NOON,
    )
    judge = Actor(301, "li", "李法官", frozenset({Role.JUDGE}), books.court_id)
    return Feeding(books.court_id, judge, number)


def tell(*facts: Fact, actor: Actor = SYSTEM, at: datetime = NOON) -> None:
    """Record facts, each in a transaction of its own."""
    for fact in facts:
        with unit_of_work() as work:
            work.record(fact, actor=actor, at=at)


def opened(lot: str = "L-2026-1", case: str = CASE) -> LotOpened:
    """A public fact."""
    closes = NOON + timedelta(days=1)
    return LotOpened(lot=lot, case_number=case, opens_at=OPENED, closes_at=str(closes))


def bid(seq: int, lot: str = "L-2026-1") -> BidPlaced:
    """A public fact that is made often."""
    return BidPlaced(
        lot=lot,
        case_number=CASE,
        bid_seq=seq,
        paddle="A101",
        price=str(100_000 + seq),
        kind="plain",
        received_at=OPENED,
        closes_at=OPENED,
        extensions=0,
        rank=None,
    )


def asked(case: str = CASE) -> BalanceAsked:
    """A fact that only the court reads."""
    return BalanceAsked(lot="L-2026-1", case_number=case, amount="900", due_at=OPENED)


def sealed() -> EnrollmentApplied:
    """A fact that nobody reads before its time."""
    return EnrollmentApplied(lot="L-2026-1", enrollment=1)


def party(case: str = CASE) -> PartyAdded:
    """A fact of the court that holds a person's number."""
    return PartyAdded(case_number=case, party=SECRET_NAME, id_masked="3701**********0012")
