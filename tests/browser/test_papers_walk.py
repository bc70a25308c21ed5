"""On telephones: two homes as one lot, a corrected notice, a buyer who proves and registers."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.money import Money
from auction.rules.closing import DRAIN
from auction.services import drafting, enrolling, limiting
from auction.services.confirming import balance_reference
from auction.vocabulary import SpecialPrompt
from tests.browser.story import Person, Story
from tests.support.appraisals import small_pdf
from tests.support.corrections import correct
from tests.support.homes import LIMIT, newcomer
from tests.support.live import threaded_server
from tests.support.more_assets import add_flats
from tests.support.people import PASSWORD
from tests.support.sales import CANARY, DRAFTED, Sale, open_sale
from tests.support.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PREPARED = DRAFTED + 14 * DAY
ANNOUNCED = PREPARED + 4 * DAY
ENROLLED = ANNOUNCED + 2 * DAY
CORRECTED = ANNOUNCED + 4 * DAY
OPENS = CORRECTED + 31 * DAY
CLOSES = OPENS + DAY
PAID = CLOSES + 3 * DAY
#: Two flats of 2,200,000 yuan each: 70 % of the sum, and 10 % of that.
START, DEPOSIT = Money(308_000_000), Money(30_800_000)
REASON = "两套房产打通使用，分别拍卖严重减损价值"
LEAK = "另发现二单元屋面渗漏。"
OFFICE = "济南市不动产登记中心"


@pytest.fixture
def sale(app: Flask, tmp_path: Path) -> Iterator[Sale]:
    """Two priced homes of one case; nothing of them is drafted."""
    with app.app_context():
        made = open_sale(app, tmp_path / "bank")
        add_flats(made, DRAFTED, "二单元住宅")
        yield made


@pytest.fixture
def story(sale: Sale, app: Flask, browser: Browser, tmp_path: Path) -> Iterator[Story]:
    """A server over the two homes, and browsers."""
    with threaded_server(app) as address:
        server = LiveServer(tmp_path, "", port=int(address.rsplit(":", 1)[1]))
        told = Story(server, browser, "papers")
        yield told
        told.close()


def seat(story: Story, account: str | None) -> Person:
    """Give somebody a telephone; the password is that of the tests."""
    person = story.person(account, phone=True)
    person.password = PASSWORD
    return person


def two_homes_become_one_lot(clerk: Person, sale: Sale) -> None:
    """The clerk ticks both and says why; the draft has each price and their sum."""
    clerk.go("/desk/lots").sees("合并拍卖")
    boxes = clerk.content.locator("[name=asset_no]")
    expect(boxes).to_have_count(2)
    for place in range(2):
        boxes.nth(place).check()
    clerk.fill(ground="value_lost", reason=REASON)
    clerk.looks_right("together")
    clerk.press("合并制作标的物")
    clerk.sees(REASON, "4,400,000.00")
    sale.lot_no = clerk.path.rpartition("/")[2]
    clerk.looks_right("merged-draft")


def the_notice_goes_out(sale: Sale) -> None:
    """Everything between the draft and the notice, by the services a court uses."""
    given = {"lot_no": sale.lot_no, "actor": sale.clerk, "at": PREPARED}
    drafting.choose_venue(venue=sale.lot().venue, reason="申请执行人书面选择", **given)
    sale.decide(PREPARED, start_price=START, deposit=DEPOSIT)
    limiting.limit_purchase(limit=LIMIT, **given)
    sale.write(PREPARED, opens_at=ANNOUNCED + 31 * DAY, closes_at=ANNOUNCED + 32 * DAY)
    sale.serve(PREPARED + DAY)
    sale.announce(ANNOUNCED)


def a_buyer_enrolls(sale: Sale) -> None:
    """Before the correction, with the promise and the deposit."""
    newcomer(sale, "buyer")
    enrolled = enrolling.enroll(
        lot_no=sale.lot_no, accepted=set(SpecialPrompt), notice_version=sale.lot().notice_version,
        has_capacity=True, promises=True, actor=sale.bidders["buyer"][0], at=ENROLLED,
    )  # fmt: skip
    sale.pay("buyer", enrolled.deposit_reference or "", ENROLLED + HOUR)


def the_correction_is_read(clerk: Person, buyer: Person, visitor: Person, sale: Sale) -> None:
    """Old and new words stand side by side; the buyer confirms them."""
    visitor.go(f"/lots/{sale.lot_no}").sees(REASON, LIMIT)
    visitor.looks_right("merged-public")
    clerk.go(f"/desk/lots/{sale.lot_no}/correction").sees("更正公告")
    clerk.looks_right("correction-form")
    correct(sale, CORRECTED, items={"known_defects": LEAK}, opens_at=OPENS, closes_at=CLOSES)
    buyer.go("/desk").sees("公告已更正")
    buyer.go(f"/lots/{sale.lot_no}")
    unread = buyer.content.locator("#unread")
    expect(unread.locator("ins", has_text=LEAK)).to_have_count(1)
    buyer.looks_right("unread")
    buyer.press("我已阅读", within=unread)
    expect(buyer.content.locator("#unread")).to_have_count(0)
    clerk.go(f"/desk/lots/{sale.lot_no}").sees("尚未告知更正")
    clerk.looks_right("who-has-read")


def it_is_sold_and_paid(sale: Sale) -> None:
    """The one bidder buys at the start price and pays the rest."""
    sale.tick(OPENS)
    assert sale.bid("buyer", START.fen, OPENS + HOUR)["outcome"] == "accepted"
    sale.tick(CLOSES + DRAIN)
    sale.pay("buyer", balance_reference(sale.lot_no), PAID)
    sale.tick(PAID + timedelta(seconds=2))


def the_buyer_proves(buyer: Person, judge: Person, folder: Path, sale: Sale, at: datetime) -> None:
    """A paper goes in, the judge reads and accepts it."""
    paper = folder / "proof.pdf"
    paper.write_bytes(small_pdf())
    buyer.go(f"/lots/{sale.lot_no}/qualification").sees(LIMIT)
    buyer.looks_right("qualification")
    buyer.fill(
        covers_from=local_date(ANNOUNCED).isoformat(), covers_until=local_date(at).isoformat()
    )
    buyer.content.locator("[name=paper]").set_input_files(paper)
    buyer.press("提交")
    expect(buyer.content.locator("#proofs tbody tr")).to_have_count(1)
    buyer.looks_right("proof-in")
    page = f"/desk/lots/{sale.lot_no}/qualification"
    judge.go(page).sees(CANARY)
    judge.looks_right("judge-qualification")
    judge.fill(reason="社保缴费记录完整。", within=judge.content.locator("section.mc-proof form"))
    judge.content.locator("button[name=accepts][value=true]").click()
    judge.sees("社保缴费记录完整。")
    judge.looks_right("proof-accepted")


def it_is_ruled_and_registered(buyer: Person, judge: Person, clerk: Person, sale: Sale) -> None:
    """The ruling passes the homes; the buyer finds every paper for the register."""
    delivery, papers = f"/desk/lots/{sale.lot_no}/delivery", f"/lots/{sale.lot_no}/registration"
    judge.go(delivery)
    judge.content.locator('form[action$="/proof"] [name=reason]').fill("购房资格证明已审核")
    judge.content.locator('form[action$="/proof"] button').click()
    judge.sees("证明已记录")
    judge.looks_right("proven")
    judge.content.locator('form[action$="/ruling"] button').click()
    judge.sees("财产权已转移至买受人")
    judge.looks_right("ruled")
    sale.tick(clock.now())
    clerk.go(papers)
    form = clerk.content.locator('form[action$="/registration/assistance"]')
    clerk.fill(within=form, office=OFFICE, served_on=local_date(clock.now()).isoformat())
    form.locator("button[type=submit], button:not([type])").first.click()
    clerk.sees(OFFICE)
    clerk.looks_right("registration-court")
    buyer.go(papers).sees(OFFICE, "契税完税或者减免税凭证")
    buyer.looks_right("registration")
    links = buyer.content.locator('a[href^="/papers/"][href$=".pdf"]').all()
    assert len(links) == 3, "the ruling, the notice to assist and the confirmation"
    for link in links:
        assert buyer.page.request.get(link.get_attribute("href") or "").status == 200


def test_the_papers_of_a_merged_home_are_walked_on_telephones(
    sale: Sale, story: Story, tmp_path: Path
) -> None:
    clerk, judge, visitor = seat(story, "clerk"), seat(story, "judge"), seat(story, None)
    buyer = seat(story, "buyer")

    with clock.stopped_at(PREPARED):
        two_homes_become_one_lot(clerk, sale)
    the_notice_goes_out(sale)
    a_buyer_enrolls(sale)
    with clock.stopped_at(CORRECTED + DAY):
        the_correction_is_read(clerk, buyer, visitor, sale)
    it_is_sold_and_paid(sale)
    with clock.stopped_at(PAID + DAY):
        the_buyer_proves(buyer, judge, tmp_path, sale, PAID + DAY)
        it_is_ruled_and_registered(buyer, judge, clerk, sale)
    assert story.faults == []
