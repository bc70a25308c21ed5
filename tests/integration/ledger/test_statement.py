"""The statement of a case: page by page, with what stood afterwards, now and at any past moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.kernel.actors import SYSTEM
from app.kernel.clock import Clock
from app.kernel.money import Money
from app.ledger import chart, facade, queries
from app.ledger.case_statements import case_lines, case_page
from app.ledger.facade import Posting, Purpose
from app.ledger.services import outbox
from app.ledger.services.reversal import reverse
from app.ledger.vocabulary import Step
from tests.support.money import CASE, DEPOSIT, PaperBank, open_order

NOON = datetime(2027, 3, 1, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PRICE = Money(1_000_000)
FUNDS = chart.funds(CASE)
ClockAt = Callable[[datetime | str], Clock]


@pytest.fixture
def paid(bank: PaperBank, clock_at: ClockAt) -> PaperBank:
    """A case into which ten thousand yuan came at noon."""
    clock_at(NOON)
    bank.pays(open_order("result:1", purpose=Purpose.BALANCE, amount=PRICE))
    return bank


def share_out(fen: int, key: str, at: datetime) -> None:
    facade.post(
        purpose=Purpose.DISTRIBUTION, debit=FUNDS, credit=chart.party(1), amount=Money(fen),
        key=key, case_number=CASE, at=at,
    )  # fmt: skip


def test_a_balance_is_known_for_every_past_moment(paid: PaperBank) -> None:
    share_out(300_000, "one", NOON + HOUR)
    share_out(200_000, "two", NOON + 2 * HOUR)

    moments = [NOON - HOUR, NOON, NOON + HOUR, NOON + 2 * HOUR, NOON + 9 * HOUR]
    stood = [facade.balance_at(FUNDS, moment).fen for moment in moments]

    assert stood == [0, 1_000_000, 700_000, 500_000, 500_000]
    assert [facade.balance_at(f"case:{CASE}", moment).fen for moment in moments] == stood
    assert facade.balance_at(chart.BANK, NOON) == PRICE
    assert facade.balance_at(chart.BANK, NOON - HOUR) == Money.ZERO
    assert facade.balance_at(chart.party(1), NOON + HOUR) == Money(300_000)


def test_the_statement_of_a_past_moment_ends_there(paid: PaperBank) -> None:
    share_out(300_000, "one", NOON + HOUR)
    share_out(200_000, "two", NOON + 2 * HOUR)

    then = case_page(CASE, until=NOON + HOUR)

    assert [line.balance_fen for line in then.lines] == [1_000_000, 700_000]
    assert then.balance_fen == 700_000
    assert [(one.code, one.came.fen, one.went.fen) for one in then.accounts] == [
        (FUNDS, 1_000_000, 300_000)
    ]
    assert case_page(CASE).balance_fen == 500_000
    assert case_page(CASE, until=NOON - HOUR).lines == ()


def test_pages_follow_each_other_without_gap_and_carry_the_balance_on(paid: PaperBank) -> None:
    for place in range(11):
        share_out(1_000, f"d:{place}", NOON + HOUR)
    whole = case_page(CASE)

    pages, after = [], 0
    while True:
        page = case_page(CASE, after=after, limit=5)
        pages.append(page)
        if page.next is None:
            break
        after = page.next

    assert [len(page.lines) for page in pages] == [5, 5, 2]
    assert tuple(line for page in pages for line in page.lines) == whole.lines
    assert [line.balance_fen for line in whole.lines[-2:]] == [990_000, 989_000]
    assert case_page(CASE, after=pages[1].previous or 0, limit=5).lines == pages[0].lines
    assert case_page(CASE, after=pages[2].previous or 0, limit=5).lines == pages[1].lines
    assert (whole.next, whole.previous) == (None, None)
    assert list(case_lines(CASE)) == list(whole.lines)


def test_deposits_still_held_are_neither_listed_nor_counted(paid: PaperBank) -> None:
    paid.pays(open_order("enrollment:1"))
    paid.pays(open_order("enrollment:2"))
    before = case_page(CASE)

    facade.release_deposit("enrollment:1", key="release", at=NOON + HOUR)
    outbox.send_due(paid, at=NOON + HOUR)
    after = case_page(CASE)

    assert [line.step for line in before.lines] == [Step.POSTED]
    assert before.balance_fen == PRICE.fen
    assert [line.step for line in after.lines[1:]] == [
        Step.POSTED, Step.HELD, Step.RELEASED, Step.POSTED, Step.POSTED,
    ]  # fmt: skip
    deposits = after.accounts[0]
    assert (deposits.code, deposits.came) == (f"case:{CASE}:deposits", DEPOSIT)
    assert after.balance_fen == after.lines[-1].balance_fen == PRICE.fen


def test_every_entry_opens_to_an_article_or_a_policy(paid: PaperBank) -> None:
    for place, end in enumerate(
        (facade.release_deposit, facade.capture_deposit, facade.forfeit_deposit)
    ):
        paid.pays(open_order(f"enrollment:{place}"))
        end(f"enrollment:{place}", key=f"end:{place}", at=NOON)
    outbox.send_due(paid, at=NOON)
    paid.tell(paid.receipt("PNOBODYKNOWS", amount=Money(5), serial="LOST"))

    lines = case_page(CASE).lines

    basis = {
        (line.step, line.purpose): [str(one) for one in line.explanation.citations]
        or list(line.explanation.policies)
        for line in lines
    }
    assert all(basis.values())
    assert basis[Step.FORFEITED, Purpose.DEPOSIT] == ["法释〔2016〕18号 第24条"]
    assert basis[Step.RELEASED, Purpose.DEPOSIT] == ["法释〔2016〕18号 第23条"]
    assert basis[Step.POSTED, Purpose.BALANCE] == ["法释〔2016〕18号 第25条"]


def test_accounts_stand_right_however_many_entries_there_are(paid: PaperBank) -> None:
    lines = [
        Posting(f"m:{place}", Purpose.DISTRIBUTION, FUNDS, chart.party(place % 2), Money(7), CASE)
        for place in range(600)
    ]
    facade.post_many(lines, key="many", case_number=CASE, at=NOON + HOUR)

    now = facade.standings(CASE, also=[chart.party(1), chart.party(9)])
    before = facade.standings(CASE, until=NOON, also=[chart.party(1)])

    assert [(one.code, one.balance_fen) for one in now] == [
        (FUNDS, 1_000_000 - 600 * 7), (chart.party(1), 300 * 7),
    ]  # fmt: skip
    assert [(one.code, one.balance_fen) for one in before] == [(FUNDS, 1_000_000)]
    assert all(one.explanation.citations for one in now)


def test_an_entry_that_may_be_taken_back_says_so(paid: PaperBank) -> None:
    share_out(300_000, "one", NOON + HOUR)
    facade.post(
        purpose=Purpose.DISTRIBUTION, debit=FUNDS, credit=chart.party(2), amount=Money(5),
        key="two", case_number=CASE, at=NOON + HOUR,
    )  # fmt: skip
    reverse("two", reason="an error", key="back", actor=SYSTEM, at=NOON + HOUR)

    lines = case_page(CASE).lines

    assert [line.may_be_taken_back for line in lines] == [False, True, False, False]
    why = lines[1].balance_explanation
    assert [step.amount_fen for step in why.steps] == [1_000_000, 300_000]
    assert why.citations == lines[1].explanation.citations


def test_a_case_of_another_number_is_not_in_the_statement(paid: PaperBank) -> None:
    assert case_page(CASE[:-1]).lines == ()
    assert queries.list_standings("%") == []
