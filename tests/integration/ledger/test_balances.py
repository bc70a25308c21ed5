"""Running balances: moved by transfers alone, never below zero, nobody in another one's way."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from app.kernel.clock import clock
from app.kernel.errors import BadAmount, Conflict, Refusal
from app.kernel.money import Money
from app.ledger import chart, checks, facade
from app.ledger.facade import Posting, Purpose
from app.ledger.models import Balance, Transfer
from app.ledger.models.balance import POST
from app.ledger.queries.book import summed_fen
from app.ledger.services import posting
from app.store import db, unit_of_work
from app.trail.models import TrailEntry
from tests.support.money import CASE, DEPOSIT, PaperBank, open_order, race

OTHER = "（2026）鲁0102执2号"
PRICE = Money(1_000_000)
ROUNDS = 40


@pytest.fixture
def funds(bank: PaperBank) -> str:
    """The account of a case in which ten thousand yuan stand."""
    bank.pays(open_order("result:1", purpose=Purpose.BALANCE, amount=PRICE))
    return chart.funds(CASE)


def line(debit: str, credit: str, fen: int, key: str) -> Posting:
    return Posting(key, Purpose.DISTRIBUTION, debit, credit, Money(fen), CASE)


def post(debit: str, credit: str, fen: int, key: str) -> None:
    facade.post(
        purpose=Purpose.DISTRIBUTION, debit=debit, credit=credit, amount=Money(fen), key=key,
        case_number=CASE, at=clock.now(),
    )  # fmt: skip


def breaches() -> list[str]:
    db.session.rollback()
    return [one.detail for name in checks.QUERIES for one in checks.breaches_of(name)]


def row_of(account: str) -> tuple[int, int]:
    """Return what the rows of an account say: settled and held, in fen."""
    query = select(Balance.settled_fen, Balance.held_fen).where(Balance.account == account)
    rows = db.session.execute(query).all()
    return sum(row[0] for row in rows), sum(row[1] for row in rows)


def test_a_deposit_moves_its_row_step_by_step(bank: PaperBank) -> None:
    order = open_order()
    leaf = chart.deposit(CASE, order.no)
    bank.pays(order)
    held = row_of(leaf)
    facade.capture_deposit("enrollment:1", key="capture", at=clock.now())

    assert held == (DEPOSIT.fen, DEPOSIT.fen)
    assert row_of(leaf) == (0, 0)
    assert row_of(chart.funds(CASE)) == (DEPOSIT.fen, 0)
    assert row_of(chart.BANK) == (-DEPOSIT.fen, 0)
    assert breaches() == []


def test_a_prefix_covers_all_below_it_and_nothing_beside_it(bank: PaperBank) -> None:
    for place in range(3):
        bank.pays(open_order(f"enrollment:{place}"))
    bank.pays(open_order("result:1", purpose=Purpose.BALANCE, amount=PRICE))

    assert facade.balance(f"case:{CASE}:deposits").fen == 3 * DEPOSIT.fen
    assert facade.balance(f"case:{CASE}").fen == 3 * DEPOSIT.fen + PRICE.fen
    assert facade.balance(f"case:{CASE}:deposit") == Money.ZERO
    assert facade.balance("case:%") == Money.ZERO
    for account in (f"case:{CASE}", f"case:{CASE}:deposits", chart.BANK):
        assert abs(summed_fen(account)) == facade.balance(account).fen


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_balance SET settled_fen = settled_fen + 1 WHERE account LIKE 'case:%'",
        "UPDATE ledger_balance SET held_fen = 0",
        "INSERT INTO ledger_balance (account, part, settled_fen) VALUES ('agency:A01', 0, 5)",
        "DELETE FROM ledger_balance",
        "TRUNCATE ledger_balance",
        "SELECT ledger_gather('case:1', 5)",
    ],
)
@pytest.mark.usefixtures("funds")
def test_nobody_moves_a_balance_by_hand(statement: str) -> None:
    with pytest.raises(DatabaseError, match="moved by transfers alone"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_m1_a_posting_that_credits_a_fen_too_much_does_not_commit(funds: str) -> None:
    wrong = POST.replace(
        "THEN mine ELSE 0 END, amount_fen, 0", "THEN mine ELSE 0 END, amount_fen + 1, 0"
    )
    assert wrong != POST
    db.session.execute(text(wrong))
    insert = (
        "INSERT INTO ledger_transfer (key, step, purpose, debit, credit, amount_fen, at) "
        "VALUES ('x', 'posted', 'distribution', :debit, 'party:1', 5, now())"
    )
    db.session.execute(text(insert), {"debit": funds})

    with pytest.raises(DatabaseError, match="make or lose 1 fen"):
        db.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))

    db.session.rollback()
    assert facade.balance(funds) == PRICE


def test_m16_a_balance_that_is_not_the_sum_of_its_transfers_is_found(funds: str) -> None:
    assert breaches() == []

    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    db.session.execute(
        text("UPDATE ledger_balance SET settled_fen = settled_fen - 1 WHERE account = :funds"),
        {"funds": funds},
    )

    assert [one.detail for one in checks.breaches_of("M16")] == [
        f"{funds} runs at 999999 holding 0, its transfers at 1000000 holding 0"
    ]
    assert [one.detail for one in checks.breaches_of("M1")] == ["the running balances sum to -1"]
    db.session.rollback()


def test_m14_a_trigger_that_is_off_is_found(funds: str) -> None:
    db.session.execute(text("ALTER TABLE ledger_transfer DISABLE TRIGGER ledger_transfer_post"))

    found = [one.detail for one in checks.breaches_of("M14")]

    db.session.rollback()
    assert found == ["trigger ledger_transfer_post is missing or off"]


def test_a_batch_is_booked_whole_and_once(funds: str) -> None:
    lines = [line(funds, chart.party(place), 1_000, f"d:{place}") for place in range(1, 301)]

    first = facade.post_many(lines, key="d", case_number=CASE, at=clock.now())
    again = facade.post_many(lines, key="d", case_number=CASE, at=clock.now())

    assert (first, again) == (300, 0)
    assert facade.balance(funds) == Money(PRICE.fen - 300_000)
    facts = db.session.scalars(
        select(TrailEntry).where(TrailEntry.name == "ledger.transfers.posted")
    ).all()
    assert [(fact.payload["number"], fact.payload["total"]) for fact in facts] == [(300, "300000")]
    booked = db.session.scalars(select(Transfer).where(Transfer.key.like("d:%"))).all()
    entries = [
        posting.Entry(row.key, row.step, row.purpose, row.debit, row.credit, row.amount, CASE)
        for row in booked
    ]
    assert facts[0].payload["digest"] == posting.digest_of_lines(entries)
    assert breaches() == []


def test_a_batch_that_overdraws_books_nothing(funds: str) -> None:
    lines = [line(funds, chart.party(1), PRICE.fen, "a"), line(funds, chart.party(2), 1, "b")]

    with pytest.raises(Conflict, match="account_overdrawn"):
        facade.post_many(lines, key="d", case_number=CASE, at=clock.now())

    assert facade.balance(funds) == PRICE
    assert breaches() == []


def test_a_batch_is_refused_for_what_a_posting_is_refused_for(funds: str) -> None:
    def refused(*lines: Posting) -> str:
        with pytest.raises((Refusal, BadAmount)) as told:
            facade.post_many(list(lines), key="d", case_number=CASE, at=clock.now())
        return told.value.code

    assert refused(line(chart.BANK, funds, 1, "a")) == "account_reserved"
    assert refused(line(funds, "my pocket", 1, "a")) == "unknown_account"
    assert refused(line(funds, chart.party(1), 0, "a")) == "bad_amount"
    assert refused(*[line(funds, chart.party(1), 1, "a")] * 2) == "batch_not_postable"
    many = [line(funds, chart.party(1), 1, str(place)) for place in range(posting.BATCH_MAX + 1)]
    assert refused(*many) == "batch_not_postable"
    facade.post_many(
        [line(funds, chart.party(1), 1, "a")], key="d", case_number=CASE, at=clock.now()
    )
    assert refused(line(funds, chart.party(1), 2, "a")) == "idempotency_mismatch"


def both(app: Flask, left: Callable[[int], object], right: Callable[[int], object]) -> list[object]:
    """Run two acts against each other many times; return what each act raised or returned."""
    gate = threading.Barrier(2)

    def repeat(act: Callable[[int], object]) -> list[object]:
        told: list[object] = []
        for turn in range(ROUNDS):
            gate.wait(timeout=20)
            try:
                told.append(act(turn))
            except DatabaseError as fault:
                db.session.rollback()
                told.append(fault)
        return told

    results = race(app, [lambda: repeat(left), lambda: repeat(right)])
    return [one for result in results for one in result]  # type: ignore[attr-defined]


def test_batches_over_the_same_accounts_in_opposite_order_do_not_deadlock(
    app: Flask, funds: str
) -> None:
    parties = [chart.party(place) for place in range(1, 6)]
    facade.post_many(
        [line(funds, party, 100_000, f"in:{party}") for party in parties],
        key="in", case_number=CASE, at=clock.now(),
    )  # fmt: skip

    def act(side: str, order: list[str]) -> Callable[[int], object]:
        pairs = list(zip(order, order[1:] + order[:1], strict=True))
        return lambda turn: facade.post_many(
            [line(a, b, 7, f"{side}:{turn}:{a}") for a, b in pairs],
            key=f"{side}:{turn}", case_number=CASE, at=clock.now(),
        )  # fmt: skip

    results = both(app, act("left", parties), act("right", parties[::-1]))

    assert results == [5] * (2 * ROUNDS)
    assert [facade.balance(party).fen for party in parties] == [100_000] * 5
    assert breaches() == []


def test_acts_that_touch_one_case_in_opposite_order_do_not_deadlock(app: Flask, funds: str) -> None:
    fees = chart.fees(CASE)
    post(funds, fees, 500_000, "half")

    def act(side: str, first: str, second: str) -> Callable[[int], object]:
        def settle(turn: int) -> None:
            with unit_of_work():
                post(first, chart.agency("A01"), 5, f"{side}:{turn}:1")
                post(second, chart.execution_fee("370102"), 5, f"{side}:{turn}:2")

        return settle

    results = both(app, act("left", funds, fees), act("right", fees, funds))

    assert results == [None] * (2 * ROUNDS)
    assert facade.balance(funds).fen == facade.balance(fees).fen == 500_000 - 2 * ROUNDS * 5
    assert breaches() == []


def test_two_cases_pay_one_agency_and_one_court_in_opposite_order_without_waiting(
    app: Flask, bank: PaperBank, funds: str
) -> None:
    """Each act stays open until the other has credited too: on one row they would wait."""
    post(funds, chart.funds(OTHER), 500_000, "half")
    agency, court = chart.agency("A01"), chart.execution_fee("370102")
    gate = threading.Barrier(2)

    def act(source: str, first: str, second: str) -> None:
        with unit_of_work():
            post(source, first, 10, f"{source}:1")
            gate.wait(timeout=20)
            post(source, second, 10, f"{source}:2")
            gate.wait(timeout=20)

    results = race(
        app,
        [
            lambda: act(funds, agency, court),
            lambda: act(chart.funds(OTHER), court, agency),
        ],
    )

    assert results == [None, None]
    assert facade.balance(agency).fen == facade.balance(court).fen == 20
    parts = db.session.scalars(
        select(Balance.part).where(Balance.account == agency, Balance.settled_fen > 0)
    ).all()
    assert len(parts) == 2
    assert breaches() == []


def test_what_stands_in_many_parts_is_paid_out_as_one_sum(app: Flask, funds: str) -> None:
    agency = chart.agency("A01")
    gate = threading.Barrier(6)

    def pay(place: int) -> None:
        with unit_of_work():
            gate.wait(timeout=20)
            facade.post(
                purpose=Purpose.SUSPENSE, debit=funds, credit=agency, amount=Money(100),
                key=f"fee:{place}", case_number=CASE, at=clock.now(),
            )  # fmt: skip

    assert race(app, [lambda place=place: pay(place) for place in range(6)]) == [None] * 6

    with pytest.raises(Conflict, match="account_overdrawn"):
        post(agency, chart.party(1), 601, "too much")
    post(agency, chart.party(1), 600, "all")

    assert facade.balance(agency) == Money.ZERO
    assert row_of(agency) == (0, 0)
    assert breaches() == []


def test_two_cases_in_one_act_in_opposite_order_end_in_one_refusal_and_no_half(
    app: Flask, funds: str
) -> None:
    """No act of the platform touches two cases; one that did is refused whole, not hung."""
    other = chart.funds(OTHER)
    post(funds, other, 500_000, "half")
    gate = threading.Barrier(2)

    def act(first: str, second: str) -> str:
        try:
            with unit_of_work():
                post(first, chart.party(1), 10, f"{first}:1")
                gate.wait(timeout=20)
                post(second, chart.party(1), 10, f"{first}:2")
        except OperationalError:
            return "busy"
        return "booked"

    results = race(app, [lambda: act(funds, other), lambda: act(other, funds)])

    assert sorted(map(str, results)) in (["booked", "busy"], ["busy", "busy"])
    booked = results.count("booked")
    assert facade.balance(chart.party(1)).fen == 20 * booked
    assert breaches() == []


def test_the_bank_is_no_row_that_all_wait_for(app: Flask, bank: PaperBank) -> None:
    """Receipts stay open side by side; each is booked on a part of its own."""
    gate = threading.Barrier(4)

    def take(place: int) -> None:
        with unit_of_work():
            entry = posting.Entry(
                f"receipt:T{place}", posting.Step.POSTED, Purpose.BALANCE, chart.BANK,
                chart.funds(f"{CASE}{place}"), Money(5), f"{CASE}{place}",
            )  # fmt: skip
            posting.write_transfer(entry, at=clock.now())
            gate.wait(timeout=20)

    assert race(app, [lambda place=place: take(place) for place in range(4)]) == [None] * 4
    assert facade.balance(chart.BANK) == Money(20)
    db.session.rollback()
    assert [one.detail for one in checks.breaches_of("M16")] == []
