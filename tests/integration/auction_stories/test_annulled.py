"""A sale that falls after it was made and paid."""

from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.money import Money, total
from app.kernel.permissions import Role
from app.ledger.desk_vocabulary import PayeeState
from app.ledger.queries import find_payee_account
from app.ledger.vocabulary import HoldState
from auction.rules.closing import DRAIN
from tests.support.people import make_person
from tests.support.sales import CLOSES, DEPOSIT, OPENS, START, STEP
from tests.support.stories import DAY, HOUR, MINUTE, Story

REASON = "买受人系拍卖辅助机构工作人员，依法不得竞买"
BACK = "撤销裁定已生效，应当退还价款"
PRICE = Money(START.fen + STEP.fen)


def test_a_barred_buyer_loses_the_flat_and_has_the_price_back(story: Story) -> None:
    sold_to_mei_and_paid(story)

    # The applicant objects: Mei works for the agency. The judge annuls, and orders the price back.
    objected = CLOSES + 4 * DAY
    story.set_clock(objected)
    annul = {"ground": "unqualified_buyer", "reason": REASON, "objector": "王芳"}
    story.desk("judge", "annul", **annul, filed_on=local_date(objected).isoformat())
    story.desk("judge", "price-back", reason=BACK)
    owed = story.owed("payer")
    assert sorted(owed.values()) == [DEPOSIT, Money(PRICE.fen - DEPOSIT.fen)]

    # The finance office pays it to an account in Mei's own name, and the clerk of
    # the court drafts the next auction.
    finance_pays_out(story, owed)
    no = story.lot_no
    story.follow()

    assert story.owed("payer") == {}
    assert story.funds == Money.ZERO
    assert total(notice.amount for notice in story.bank.payouts.values()) == PRICE

    story.ends(
        no,
        shows=["拍卖已撤销", REASON],
        deposits={"mei": HoldState.CAPTURED, "tao": HoldState.RELEASED},
        facts=[
            *["lot.announced", "lot.opened", "bid.placed", "bid.placed", "lot.sold"],
            *["deposit.applied", "balance.asked", "confirmation.issued", "deposit.released"],
            *["lot.paid", "distribution.planned", "lot.annulled", "price.returned"],
            "lot.followed",
        ],
        proves=["annulled", "2 bids, 0 extensions, 0 stops", story.buyer("mei", PRICE, no)],
    )
    assert story.everything_holds()


def sold_to_mei_and_paid(story: Story) -> None:
    """Tao bids, Mei bids more, and Mei pays."""
    story.opened("mei", "tao")
    story.set_clock(OPENS + HOUR)
    story.bid("tao", START.fen)
    story.bid("mei", PRICE.fen)
    story.go_to(CLOSES + DRAIN)
    story.set_clock(CLOSES + 3 * DAY)
    story.pay_balance("mei")


def finance_pays_out(story: Story, owed: dict[str, Money]) -> None:
    """Chen enters the accounts and proposes, Sun confirms them, the judge approves."""
    for account in ("chen", "sun"):
        make_person(account, Role.FINANCE, court_id=story.sale.judge.court_id)
    bank_account = {"number": "6222020200112233445", "bank": "中国工商银行济南支行"}
    for account in owed:
        form = {**bank_account, "holder": story.name("mei"), "document": "卷宗第41页"}
        story.post("chen", f"/desk/finance/payees/{account}", **form)
        entered = find_payee_account([account], PayeeState.ENTERED)
        assert entered is not None
        story.post("sun", f"/desk/finance/bank-accounts/{entered.id}/confirm")
    case = story.sale.lot().case_number
    subjects = [f"{account}|{case}" for account in owed]
    batch = story.post("chen", "/desk/finance/batches", subjects=subjects, reason=BACK)
    digest = story.read(batch, "judge").split('name="digest" value="')[1].split('"')[0]
    story.post("judge", f"{batch}/approve", digest=digest)
    story.go_to(clock.now() + MINUTE)
