"""The second half of the story: a notice, bids from telephones, one result, money shared out."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from app.kernel.calendar import SHANGHAI
from auction.seeds.notice import ITEMS
from tests.browser.cast import (
    DEPOSIT,
    LIN_NAME,
    LIN_NUMBER,
    ONE_FEN_LESS,
    START,
    STEP,
    Cast,
)
from tests.browser.story import PATIENCE_MS, Person, typed

LIN_PASSWORD = "quancheng-2026"


def the_clerk_drafts_the_lot(cast: Cast) -> None:
    """Draft the lot from the priced asset and choose the hall of this platform."""
    wang = cast.clerk.go(cast.case_path)
    wang.press("拟定拍品")
    cast.lot_no = wang.path.rsplit("/", 1)[-1]
    venue = wang.content.locator("#venue")
    wang.fill(venue, venue="internal", reason="申请执行人书面选择本平台竞价大厅。")
    wang.press("保存平台选择")
    wang.shoot("lot-draft")


def the_panel_is_held_to_the_law(cast: Cast) -> None:
    """One fen below seventy percent, or a small deposit, is refused with its article."""
    li = cast.judge.go(f"{cast.desk}/panel")
    _decide(li, start_price=ONE_FEN_LESS, deposit="10,000.00")
    li.sees("第10条", "第17条")
    li.shoot("panel-refused")
    _decide(li, start_price=START, deposit=DEPOSIT)
    li.sees(START)
    _sign(li)
    li.shoot("panel-signed")


def _decide(li: Person, *, start_price: str, deposit: str) -> None:
    li.fill_rows("member", ("李法官", "赵法官", "孙法官"))
    li.fill(
        minutes="合议庭评议：按评估价百分之七十确定起拍价，一致同意。", start_price=start_price,
        bid_step=STEP, deposit=deposit, priority="none",
    )  # fmt: skip
    li.press("记录合议决定")


def _sign(li: Person) -> None:
    """Sign in the own session; the two others draw on the judge's screen."""
    seats = li.content.locator("#signatures li")
    expect(seats).to_have_count(3)
    li.press("在笔录上签名")
    for place in (1, 2):
        expect(li.content.locator("#signatures .mc-tag--success")).to_have_count(place)
        seat = seats.nth(place)
        li.draw(seat.locator("canvas"))
        li.press("保存签名", within=seat)
    expect(li.content.locator("#signatures .mc-tag--success")).to_have_count(3)


def the_notice_is_published_in_time(cast: Cast) -> None:
    """Too early for those served today and for the public: refused with the articles."""
    wang = cast.clerk.go(cast.desk)
    _serve_everybody(cast)
    _write_notice(cast, days=20)
    wang.confirm("发布公告")
    wang.sees("第16条第1款", "第12条第1款")
    wang.shoot("notice-too-early")
    assert cast.visitor.page.request.get(cast.lot).status == 404
    cast.story.jump(cast.story.after(days=4))
    wang.go(cast.desk)
    _write_notice(cast, days=32)
    wang.shoot("notice-ready")
    wang.confirm("发布公告")
    expect(wang.page).to_have_url(f"{cast.story.server.url}{cast.lot}")
    cast.visitor.go("/").shoot("home")
    visitor = cast.visitor.go(cast.lot)
    visitor.sees(START, DEPOSIT)
    for place in ("#item-known-defects", "#prompts section", "#court", "#venue"):
        assert visitor.content.locator(place).count(), place
    visitor.shoot("lot-announced")


def _serve_everybody(cast: Cast) -> None:
    wang = cast.clerk
    for place in (1, 2, 3):
        form = wang.content.locator("#notification form")
        party = form.locator("option").nth(place).get_attribute("value") or ""
        wang.fill(
            form, party_id=party, way="delivered", proof="送达回证在卷。",
            served_at=typed(cast.story.now()),
        )  # fmt: skip
        wang.press("记录", within=form)
        told = wang.content.locator("#notification tbody .mc-tag--success")
        expect(told).to_have_count(place)


def _write_notice(cast: Cast, *, days: int) -> None:
    wang = cast.clerk
    day = (cast.story.now() + timedelta(days=days)).astimezone(SHANGHAI)
    opens_at = day.replace(hour=10, minute=0, second=0, microsecond=0)
    cast.opens_at = opens_at
    wang.fill(opens_at=typed(opens_at), closes_at=typed(opens_at + timedelta(hours=24)))
    for item, words in ITEMS.items():
        text = wang.content.locator(f'[name="item_{item.value}"]')
        if words and not text.input_value():
            text.fill(words)
    wang.press("保存草稿")
    expect(wang.content.locator("#preflight")).to_be_visible()


def lin_opens_an_account(cast: Cast) -> None:
    """Refuse a number whose check digit is wrong; open the account with the right one."""
    lin = cast.lin.go("/account/register")
    wrong = LIN_NUMBER[:-1] + ("1" if LIN_NUMBER[-1] != "1" else "2")
    for number in (wrong, LIN_NUMBER):
        lin.fill(
            kind="natural", name=LIN_NAME, id_number=number, account="linxiaolan",
            password=LIN_PASSWORD,
        )  # fmt: skip
        if number == wrong:
            lin.press("注册")
            expect(lin.content.locator("#f-id_number-error")).to_be_visible()
            lin.shoot("register-refused")
    lin.press("注册")
    expect(lin.page).not_to_have_url("**/account/register")
    lin.account, lin.password = "linxiaolan", LIN_PASSWORD


def three_bidders_enroll(cast: Cast) -> None:
    """Accept seven warnings one by one, pay the deposit in one's own name, get a paddle."""
    for bidder in (cast.lin, cast.zhang, cast.wu):
        bidder.go(f"{cast.lot}/enroll")
        if bidder is cast.lin:
            bidder.shoot("enroll")
        warnings = bidder.content.locator('[name="accepted"]')
        expect(warnings).to_have_count(7)
        for warning in warnings.all():
            warning.check()
        bidder.content.locator('[name="has_capacity"]').check()
        bidder.press("报名，下一步交纳保证金")
        if bidder is cast.lin:
            bidder.shoot("enroll-deposit")
        bidder.follow("去付款")
        bidder.pays()
        bidder.go(f"{cast.lot}/enroll")
        paddle = bidder.content.locator(".mc-paddle__code")
        bidder.reload_until(paddle.is_visible, "the paddle")
        cast.paddles[bidder.account or ""] = paddle.inner_text()
    cast.lin.shoot("enroll-paddle")
    assert len(set(cast.paddles.values())) == 3


def two_telephones_bid_against_each_other(cast: Cast) -> None:
    """Over the socket: start price, then a double click on one step more; one bid each."""
    assert cast.opens_at is not None
    cast.story.jump(cast.opens_at + timedelta(seconds=1))
    zhang, lin = cast.zhang, cast.lin
    _enter_hall(cast, zhang, lin)
    zhang.shoot("hall-open")
    _offer(zhang, 0)
    zhang.shoot("hall-confirm")
    zhang.content.locator("[data-send]").click()
    _stands(zhang, "您领先")
    expect(lin.content.locator("[data-price]")).to_have_text(START)
    expect(lin.content.locator("[data-leader]")).to_have_text(cast.paddles["bidder1"])
    _offer(lin, 0)
    lin.content.locator("[data-send]").dblclick()
    _stands(lin, "您领先")
    _stands(zhang, "已被超越")
    for bidder in (zhang, lin):
        expect(bidder.content.locator("[data-count]")).to_have_text("2")
        expect(bidder.content.locator("[data-price]")).to_have_text("1,148,865.80")
    expect(lin.content.locator("[data-receipts] li")).to_have_count(1)
    zhang.shoot("hall-outbid")


def _enter_hall(cast: Cast, *bidders: Person) -> None:
    for bidder in bidders:
        bidder.go(f"{cast.lot}/hall")
        connection = bidder.content.locator("[data-connection]")
        expect(connection).to_have_attribute("data-status", "connected", timeout=PATIENCE_MS)


def _offer(bidder: Person, place: int) -> None:
    bidder.content.locator("[data-offers] button").nth(place).click()
    expect(bidder.content.locator("[data-send]")).to_be_visible()


def _stands(bidder: Person, words: str) -> None:
    expect(bidder.content.locator("[data-state-line]")).to_contain_text(words, timeout=PATIENCE_MS)


def a_browser_without_scripts_bids_too(cast: Cast) -> None:
    """吴敏 bids through the plain form: too low is refused with a receipt, then she leads."""
    wu = cast.wu.go(f"{cast.lot}/hall")
    _plain_bid(wu, START)
    wu.sees("1,153,865.80")
    wu.shoot("receipt-refused")
    wu.go(f"{cast.lot}/hall")
    _plain_bid(wu, "1,153,865.80")
    expect(wu.content.locator(".mc-banner--success")).to_be_visible()
    wu.shoot("receipt")
    _stands(cast.lin, "已被超越")
    expect(cast.zhang.content.locator("[data-leader]")).to_have_text(cast.paddles["bidder2"])


def _plain_bid(wu: Person, amount: str) -> None:
    wu.content.locator("#hall-amount").fill(amount)
    wu.press("出价", within=wu.content.locator("[data-own-form]"))
    wu.press(f"确认出价 {amount} 元")


def a_late_bid_extends_the_end(cast: Cast) -> None:
    """A bid two minutes before the end moves it to five minutes after the bid."""
    assert cast.opens_at is not None
    ends_at = cast.opens_at + timedelta(hours=24)
    cast.story.jump(ends_at - timedelta(minutes=2))
    _enter_hall(cast, cast.zhang, cast.lin)
    _offer(cast.zhang, 1)
    cast.zhang.content.locator("[data-send]").click()
    _stands(cast.zhang, "您领先")
    for bidder in (cast.zhang, cast.lin):
        expect(bidder.content.locator("[data-extension-count]")).to_have_text("1")
    expect(cast.lin.content.locator("[data-extensions] li")).to_have_count(1)
    assert _end(cast.lin) > ends_at + timedelta(minutes=2)
    cast.lin.shoot("hall-extended")


def _end(person: Person) -> datetime:
    moment = person.content.locator("[data-clock] [data-countdown]").get_attribute("data-countdown")
    return datetime.fromisoformat(moment or "")


def the_judge_stops_and_resumes(cast: Cast) -> None:
    """Codes only on the judge's page; after the stop at least five minutes are left."""
    li = cast.judge.go(f"{cast.desk}/supervise")
    li.sees(cast.paddles["bidder1"], cast.paddles["linxiaolan"])
    li.shoot("supervise")
    li.fill(reason="网络故障，正在核查。")
    li.press("暂缓竞价")
    _stands(cast.lin, "暂缓")
    expect(cast.lin.content.locator("[data-bid-form]")).to_be_hidden()
    cast.lin.shoot("hall-suspended")
    cast.story.jump(cast.story.after(hours=1))
    li.go(f"{cast.desk}/supervise").fill(reason="故障已排除。")
    resumed_at = cast.story.now()
    li.press("恢复竞价")
    expect(li.content.get_by_role("button", name="暂缓竞价")).to_be_visible()
    assert _end(li) >= resumed_at + timedelta(minutes=5)
    li.shoot("supervise-resumed")
    li.stumbles_nowhere()
    li.go("/desk/agenda").stumbles_nowhere().shoot("all-lots")
    li.go(f"{cast.desk}/agenda").stumbles_nowhere().shoot("judge")
    li.sees("竞价结束", "已交保证金人数")
    li.go(f"{cast.desk}/supervise")
    _enter_hall(cast, cast.lin)
    _offer(cast.lin, 0)
    cast.lin.content.locator("[data-send]").click()
    _stands(cast.lin, "您领先")
    cast.ends_at = _end(cast.lin)


def nobody_reads_who_bids(cast: Cast) -> None:
    """Before the end no page of the court or the public holds a bidder's name or number."""
    public = (
        "/", "/lots", cast.lot, f"{cast.lot}/hall", f"/api/v1{cast.lot}",
        f"/api/v1{cast.lot}/snapshot", f"/api/v1{cast.lot}/bids",
    )  # fmt: skip
    court = ("/desk", cast.case_path, f"/desk/finance/cases/{cast.case_number}", "/desk/finance")
    desk = (cast.desk, "/desk/lots", f"{cast.desk}/supervise", f"{cast.desk}/panel")
    overview = ("/supervision", f"/cases/{cast.case_number}/timeline")
    cast.visitor.reads_no_secret(public)
    for person, start in (
        (cast.judge, cast.desk), (cast.clerk, cast.desk), (cast.finance, "/desk/finance"),
        (cast.inspector, "/supervision"),
    ):  # fmt: skip
        person.go(start).reads_no_secret((*public, *court, *desk, *overview))
    cast.story.secrets = ()


def there_is_one_result(cast: Cast) -> None:
    """Past the end: one result, a confirmation with the real name and the masked number."""
    assert cast.ends_at is not None
    cast.story.jump(cast.ends_at + timedelta(minutes=1))
    visitor = cast.visitor.go(cast.lot)
    link = visitor.content.locator(f'a[href="{cast.lot}/result"]')
    visitor.reload_until(link.is_visible, "the result")
    visitor.go(f"{cast.lot}/result")
    paper = visitor.content.locator('a[href*="/papers/"]').first
    visitor.reload_until(paper.is_visible, "the printed confirmation")
    confirmation = visitor.content.locator("#confirmation")
    expect(confirmation).to_have_count(1)
    expect(confirmation).to_contain_text(LIN_NAME)
    expect(confirmation).to_contain_text(cast.paddles["linxiaolan"])
    text = confirmation.inner_text()
    assert LIN_NUMBER not in text
    assert LIN_NUMBER[-2:] in text or "*" in text
    visitor.shoot("result")


def the_loser_is_paid_back_and_the_buyer_pays(cast: Cast, folder: Path) -> None:
    """The PDF is there; deposits go back through the bank; the buyer pays the balance."""
    address = cast.visitor.content.locator('a[href*="/papers/"]').first.get_attribute("href") or ""
    pdf = cast.visitor.page.request.get(
        address if address.endswith(".pdf") else f"{address}/file.pdf"
    )
    assert pdf.body().startswith(b"%PDF-")
    (folder / "confirmation.pdf").write_bytes(pdf.body())
    zhang = cast.zhang.go("/desk/enrollments")
    zhang.reload_until(lambda: "银行退款时间" in zhang.content.inner_text(), "the deposit's return")
    zhang.shoot("enrollments-loser")
    lin = cast.lin.go("/desk/enrollments")
    lin.shoot("enrollments-buyer")
    lin.follow("支付余款")
    lin.pays()


def the_judge_shares_out(cast: Cast) -> None:
    """Approve the plan; the creditors and the debtor get it, and their fifteen days pass."""
    li = cast.judge.go(f"{cast.desk}/settlement")
    approve = li.content.locator("summary", has_text="批准分配方案")
    li.reload_until(approve.is_visible, "the plan of the shares")
    li.shoot("settlement-planned")
    li.confirm("批准分配方案")
    expect(approve).to_have_count(0)
    wang = cast.clerk.go(f"{cast.desk}/plan")
    wang.shoot("plan-served")
    receipts = wang.content.locator("#services form")
    left = receipts.count()
    assert left == 3
    while left:
        wang.fill(receipts.first, received_at=typed(cast.story.now()), proof="送达回证在卷。")
        wang.press("记录收到", within=receipts.first)
        left -= 1
        expect(receipts).to_have_count(left)
    wang.shoot("plan-received")
    cast.story.jump(cast.story.after(days=30))
    wang.go(f"{cast.desk}/plan").shoot("plan-over")


def the_shares_are_posted(cast: Cast) -> None:
    """Nobody objected: each amount opens to its articles, and the book agrees."""
    li = cast.judge.go(f"{cast.desk}/settlement")
    done = li.content.get_by_text("已分配")
    li.reload_until(done.first.is_visible, "the shares in the book")
    for amount in li.content.locator("td details").all():
        amount.locator("summary").first.click()
        # An article of a law, or an item of the province's notice.
        expect(amount).to_contain_text(re.compile(r"第.+[条项]"))
        amount.locator("summary").first.click()
    li.content.locator("td details summary").first.click()
    li.shoot("settlement")
    chen = cast.finance.go("/desk/finance")
    chen.shoot("money-desk")
    chen.go(f"/desk/finance/cases/{cast.case_number}").shoot("statement")
    chen.go(f"/desk/cases/{cast.case_number}/money").shoot("case-money")
    chen.sees("申请执行费")


def the_inspector_reads_it_all(cast: Cast) -> None:
    """Read the case's timeline from the first fact to the last."""
    zhou = cast.inspector.go("/supervision")
    zhou.shoot("supervision")
    zhou.go(f"/cases/{cast.case_number}/timeline")
    zhou.shoot("timeline")
    cast.visitor.go("/lots").shoot("lots")
    cast.visitor.go(cast.lot).shoot("lot-settled")
