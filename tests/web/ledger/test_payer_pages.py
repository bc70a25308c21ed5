"""What a payer reads of his own money: why it did not fit, where it is, what he can take away."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import openpyxl
import pytest

from app.kernel.clock import Clock, clock
from app.kernel.money import Money
from app.ledger import facade
from app.ledger.facade import Payer, PaymentOrderView, Purpose
from app.ledger.services import outbox
from tests.support.money import DEPOSIT, FRIEND, PaperBank, open_order
from tests.support.pdfs import text_of as pdf_text
from tests.support.web import Client

SHORT = Money(27_999_999)


def state_of(visitor: Client, order: PaymentOrderView) -> str:
    """Return the part of the page that follows the money."""
    answer = visitor.get(f"{order.page_url}/state?lang=en")
    assert answer.status_code == 200
    return answer.text


def flat(text: str) -> str:
    """Return a text without the breaks that printing put in."""
    return "".join(text.split())


def test_one_fen_too_little_is_said_with_the_difference_and_the_way_back(
    bank: PaperBank, order: PaymentOrderView, visitor: Client
) -> None:
    bank.tell(bank.receipt(order.no, amount=SHORT))
    on_its_way = state_of(visitor, order)
    outbox.send_due(bank, at=clock.now())
    returned = state_of(visitor, order)

    assert "The amount is not the one of the order." in on_its_way
    assert "Paid too little:" in on_its_way
    assert "0.01" in on_its_way
    assert "279,999.99" in on_its_way
    assert "Pay the exact amount anew" in on_its_way
    assert "On its way back" in on_its_way
    assert "P51" in on_its_way
    assert "Sent back" in returned
    assert "R2" in returned
    assert "<time" in returned


def test_too_much_is_said_as_such(
    bank: PaperBank, order: PaymentOrderView, visitor: Client
) -> None:
    bank.tell(bank.receipt(order.no, amount=DEPOSIT + Money(1)))

    assert "Paid too much:" in state_of(visitor, order)


def test_another_payers_name_is_never_told(
    bank: PaperBank, order: PaymentOrderView, visitor: Client
) -> None:
    bank.pays(order, payer=FRIEND)
    outbox.send_due(bank, at=clock.now())

    page = visitor.get(f"{order.page_url}?lang=en").text

    assert "in another name" in page
    assert FRIEND.name not in page
    assert FRIEND.id_number not in page
    assert "refunds/refund-S1.pdf" not in page
    assert visitor.get(f"{order.page_url}/refunds/refund-S1.pdf").status_code == 403


def test_a_second_payment_goes_back_and_the_first_counts(
    bank: PaperBank, order: PaymentOrderView, visitor: Client
) -> None:
    bank.pays(order)
    bank.pays(order)

    state = state_of(visitor, order)

    assert 'data-state="confirmed"' in state
    assert "second payment" in state
    assert "your first payment counts" in state


def test_late_money_goes_back_and_nobody_is_told_to_pay_again(
    bank: PaperBank, order: PaymentOrderView, visitor: Client, clock_at: Callable[..., Clock]
) -> None:
    clock_at(clock.now() + timedelta(hours=2))
    bank.pays(order)

    state = state_of(visitor, order)

    assert "after the time of the order was over" in state
    assert "anew" not in state
    assert "Go to the bank" not in visitor.get(f"{order.page_url}?lang=en").text


def test_money_on_a_canceled_order_is_shown_too(
    bank: PaperBank, order: PaymentOrderView, visitor: Client
) -> None:
    facade.cancel_order("enrollment:1", at=clock.now())
    bank.pays(order)

    state = state_of(visitor, order)

    assert 'data-state="canceled"' in state
    assert "had been canceled when the money came" in state


def test_a_silent_bank_is_said_and_nothing_is_to_be_paid_meanwhile(
    bank: PaperBank, wang: Payer, visitor: Client
) -> None:
    opened = open_order(payer=wang)
    bank.is_away = True
    outbox.send_due(bank, at=clock.now())

    page = visitor.get(f"{opened.page_url}?lang=en").text

    assert "The bank does not answer" in page
    assert "you lose nothing" in page
    assert "Tried so far: 1" in page
    assert '<svg class="mc-qr"' not in page
    assert "Go to the bank" not in page


def test_the_refund_clock_runs_to_the_day_after_the_real_end(
    bank: PaperBank, order: PaymentOrderView, visitor: Client
) -> None:
    ended_at = clock.now() - timedelta(minutes=3)
    bank.pays(order)
    due_at = ended_at + timedelta(hours=24)
    facade.release_deposit("enrollment:1", key="r:1", at=clock.now(), due_at=due_at)

    waiting = state_of(visitor, order)
    bank.is_away = True
    outbox.send_due(bank, at=clock.now())
    silent = state_of(visitor, order)

    assert f'data-countdown="{due_at.isoformat()}"' in waiting
    assert "第23条" in waiting
    assert "The bank does not answer at the moment" in silent
    assert 'data-looks-in="10"' in silent


@pytest.mark.parametrize(
    ("end", "sentence", "article"),
    [
        (None, "held for this lot alone", "第18条"),
        ("capture_deposit", "counts towards the price", "第23条"),
        ("forfeit_deposit", "the deposit is lost", "第24条"),
    ],
)
def test_a_deposit_says_where_it_stands_by_which_article(
    bank: PaperBank,
    order: PaymentOrderView,
    visitor: Client,
    end: str | None,
    sentence: str,
    article: str,
) -> None:
    bank.pays(order)
    if end is not None:
        getattr(facade, end)("enrollment:1", key="end:1", at=clock.now())

    state = state_of(visitor, order)

    assert sentence in state
    assert article in state


def walked(bank: PaperBank, order: PaymentOrderView, visitor: Client) -> None:
    """Pay too little, then right, lose, and get both back."""
    bank.tell(bank.receipt(order.no, amount=SHORT))
    bank.pays(order)
    facade.release_deposit("enrollment:1", key="release:1", at=clock.now())
    outbox.send_due(bank, at=clock.now())


def test_a_statement_adds_up_and_ends_at_nothing(
    bank: PaperBank, order: PaymentOrderView, visitor: Client
) -> None:
    walked(bank, order, visitor)

    answer = visitor.get("/payments/statement.csv?lang=en")

    header, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    shown = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["What happened"] for row in shown][:1] == ["Paid, not booked"]
    assert sorted(row["What happened"] for row in shown) == [
        "Came back", "Came back", "Paid in", "Paid, not booked",
    ]  # fmt: skip
    assert shown[-1]["Still there (yuan)"] == "0.00"
    assert shown[0]["Paid (yuan)"] == "279999.99"
    assert {row["Order"] for row in shown} == {order.no}


def test_a_statement_opens_as_a_workbook_and_as_paper(
    bank: PaperBank, order: PaymentOrderView, visitor: Client
) -> None:
    walked(bank, order, visitor)

    sheet = openpyxl.load_workbook(
        io.BytesIO(visitor.get("/payments/statement.xlsx").data)
    ).worksheets[0]
    paper = visitor.get("/payments/statement.pdf")

    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert sheet.max_row == 5
    assert 279999.99 in [cell.value for cell in cells]
    assert any(isinstance(cell.value, datetime) for cell in cells)
    text = flat(pdf_text(paper.data))
    for words in (
        "缴款对账单",
        "559,999.99",
        "伍拾伍万玖仟玖佰玖拾玖元玖角玖分",
        "法释〔2016〕18号第23条",
    ):
        assert flat(words) in text
    assert visitor.get("/payments/statement.docx").status_code == 404


def test_a_period_begins_with_what_stood_before_it(
    bank: PaperBank, order: PaymentOrderView, visitor: Client, clock_at: Callable[..., Clock]
) -> None:
    bank.pays(order)
    later = clock.now() + timedelta(days=3)
    clock_at(later)
    facade.release_deposit("enrollment:1", key="release:1", at=clock.now())
    outbox.send_due(bank, at=clock.now())
    day = (later + timedelta(hours=8)).date().isoformat()

    page = visitor.get(f"/payments?from_on={day}&lang=en").text
    table = visitor.get(f"/payments/statement.csv?from_on={day}").data.decode("utf-8-sig")

    assert "At the beginning of the period" in page
    assert len(table.splitlines()) == 2
    assert '"0.00"' in table.splitlines()[1]


@pytest.mark.parametrize(
    "query",
    ["from_on=2026-05-02&to_on=2026-05-01", "from_on=yesterday", "purpose=refund", "kind=x"],
)
def test_a_wish_that_cannot_be_read_is_said_and_not_followed(
    order: PaymentOrderView, visitor: Client, query: str
) -> None:
    page = visitor.get(f"/payments?{query}")

    assert page.status_code == 200
    assert order.page_url in page.text
    assert 'role="alert"' in page.text
    assert visitor.get(f"/payments/statement.csv?{query}").status_code == 422


def test_filters_narrow_orders_and_lines(
    bank: PaperBank, order: PaymentOrderView, visitor: Client, wang: Payer
) -> None:
    bank.pays(order)
    fee = open_order("assignment:1", purpose=Purpose.BASIC_FEE, payer=wang, amount=Money(300_000))

    fees = visitor.get("/payments?purpose=basic_fee").text
    paid = visitor.get("/payments?state=confirmed&kind=paid").text

    assert fee.page_url in fees
    assert order.page_url not in fees
    assert fee.page_url not in paid
    assert order.page_url in paid


def test_every_amount_of_the_payers_pages_opens_to_its_articles(
    bank: PaperBank, order: PaymentOrderView, visitor: Client
) -> None:
    walked(bank, order, visitor)

    for page in (visitor.get("/payments").text, visitor.get(order.page_url).text):
        opened = page.count('<details class="mc-why">')
        assert opened == page.count("mc-why__hint")
        assert opened == page.count('class="mc-money ') + page.count('class="mc-money"')
        assert opened >= 3


def test_what_others_pay_on_an_order_is_not_the_payers_money(
    bank: PaperBank, order: PaymentOrderView, visitor: Client
) -> None:
    bank.pays(order, payer=FRIEND)

    table = visitor.get("/payments/statement.csv").data.decode("utf-8-sig")

    assert len(table.splitlines()) == 1
