"""The pages of a sale at each of its stages, as each reader sees them."""

from datetime import datetime, timedelta

from flask import Flask

from app.kernel.clock import clock
from auction.vocabulary import NoticeItem, SpecialPrompt
from tests.support.people import sign_in
from tests.support.sales import CLOSES, OPENS, START, STEP, Sale
from tests.support.web import Client


def read(client: Client, path: str, at: datetime) -> str:
    """Return a page as it is at a moment."""
    with clock.stopped_at(at):
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
    return answer.text


def at_desk(app: Flask, account: str, at: datetime) -> Client:
    """Return a client that signed in at a moment."""
    with clock.stopped_at(at):
        return sign_in(app, account)


def test_the_home_page_says_so_when_nothing_is_sold(client: Client) -> None:
    page = read(client, "/", OPENS)

    assert "mc-empty" in page


def test_a_draft_is_public_nowhere(sale: Sale, client: Client) -> None:
    sale.ready()

    with clock.stopped_at(OPENS):
        answers = [
            client.get(path)
            for path in (
                f"/lots/{sale.lot_no}",
                f"/api/v1/lots/{sale.lot_no}",
                f"/lots/{sale.lot_no}/hall",
                f"/api/v1/lots/{sale.lot_no}/snapshot",
            )
        ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert sale.lot_no not in read(client, "/lots", OPENS)


def test_every_item_of_arts_12_to_14_has_an_element_of_its_own(sale: Sale, client: Client) -> None:
    sale.announced()

    page = read(client, f"/lots/{sale.lot_no}", OPENS - timedelta(days=1))

    for item in NoticeItem:
        assert f'id="item-{item.value.replace("_", "-")}"' in page
    for prompt in SpecialPrompt:
        assert f'id="prompt-{prompt.value.replace("_", "-")}"' in page


def test_a_live_lot_stands_on_home_list_and_page(sale: Sale, client: Client) -> None:
    sale.opened("bidder1")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))
    at = OPENS + timedelta(hours=2)

    query = "state=bidding&q=解放路&court=0102&region=3701"
    for path in ("/", f"/lots?{query}", f"/lots/{sale.lot_no}"):
        assert START.yuan in read(client, path, at)


def test_filters_that_fit_nothing_show_an_empty_list(sale: Sale, client: Client) -> None:
    sale.announced()
    at = OPENS - timedelta(days=1)

    for query in (
        "state=sold",
        "q=%25",
        "category=vehicle",
        "region=3702",
        "max_price=10",
        "court=9999",
    ):
        assert sale.lot_no not in read(client, f"/lots?{query}", at), query


def test_the_clerk_sees_what_is_missing_with_its_article(sale: Sale, app: Flask) -> None:
    sale.draft()
    clerk = at_desk(app, "clerk", OPENS)

    page = read(clerk, f"/desk/lots/{sale.lot_no}", OPENS)

    assert "第27条" in page
    assert "mc-preflight__line--red" in page


def test_a_start_price_below_seventy_percent_comes_back_with_art_10(sale: Sale, app: Flask) -> None:
    sale.draft()
    judge = at_desk(app, "judge", OPENS)
    form = {
        "decided_on": "2026-04-01",
        "member": ["甲", "乙", "丙"],
        "vote": ["for"] * 3,
        "minutes": "一致同意",
        "start_price": "1,539,999.99",
        "cut_percent": "20",
        "bid_step": "10000",
        "deposit": "150000",
        "priority": "none",
    }

    with clock.stopped_at(OPENS):
        answer = judge.post(f"/desk/lots/{sale.lot_no}/panel", data=form)

    assert answer.status_code == 422
    assert "第10条" in answer.text
    assert "1,540,000.00" in answer.text


def test_the_panel_form_records_a_lawful_decision(sale: Sale, app: Flask) -> None:
    sale.draft()
    judge = at_desk(app, "judge", OPENS)
    form = {
        "decided_on": "2026-04-01",
        "member": ["甲", "乙", "丙"],
        "vote": ["for"] * 3,
        "minutes": "一致同意",
        "start_price": "1,540,000",
        "cut_percent": "20",
        "bid_step": "１００００",
        "deposit": "154000",
        "priority": "some",
        "holder": ["共有人", ""],
        "nature": ["co_owner", "tenant"],
        "rank": ["1", "2"],
    }

    with clock.stopped_at(OPENS):
        answer = judge.post(f"/desk/lots/{sale.lot_no}/panel", data=form)

    assert answer.status_code == 303, answer.text
    assert sale.lot().start_price == START


def test_a_bidder_enrolls_through_the_page(sale: Sale, app: Flask) -> None:
    sale.announced()
    sale.enroll("other")
    from app.kernel.permissions import Role
    from tests.support.appraisals import _person
    from tests.support.sales import id_number

    _person("newcomer", "新来的人", Role.BIDDER, number=id_number(700))
    at = OPENS - timedelta(days=1)
    client = at_desk(app, "newcomer", at)
    path = f"/lots/{sale.lot_no}/enroll"
    assert "accept-capacity" in read(client, path, at)
    with clock.stopped_at(at):
        incomplete = client.post(
            path, data={"accepted": ["capacity"], "notice_version": 1, "has_capacity": "yes"}
        )
        complete = client.post(
            path,
            data={
                "accepted": [prompt.value for prompt in SpecialPrompt],
                "notice_version": 1,
                "has_capacity": "yes",
            },
        )

    assert incomplete.status_code == 422
    assert "第14条" in incomplete.text
    assert complete.status_code == 303
    assert "/payments/" in read(client, path, at)
    assert sale.lot().title in read(client, "/desk/enrollments", at)


def test_the_judge_stops_and_resumes_from_the_page(sale: Sale, app: Flask) -> None:
    sale.opened("bidder1")
    at = OPENS + timedelta(hours=1)
    judge = at_desk(app, "judge", at)
    path = f"/desk/lots/{sale.lot_no}"

    with clock.stopped_at(at):
        empty = judge.post(f"{path}/suspend", data={"reason": ""})
        stopped = judge.post(f"{path}/suspend", data={"reason": "案外人提出异议"})
    page = read(Client(app), f"/lots/{sale.lot_no}", at)
    supervise = read(judge, f"{path}/supervise", at)
    with clock.stopped_at(at + timedelta(hours=1)):
        resumed = judge.post(f"{path}/resume", data={"reason": "异议已经处理完毕"})

    assert (empty.status_code, stopped.status_code, resumed.status_code) == (422, 303, 303)
    assert "案外人提出异议" in page
    assert "/resume" in supervise


def test_the_result_page_carries_the_confirmation(sale: Sale, client: Client) -> None:
    sale.sold()

    page = read(client, f"/lots/{sale.lot_no}/result", CLOSES + timedelta(hours=1))

    assert 'id="confirmation"' in page
    assert sale.bidders["bidder1"][1].name in page
    assert "file.pdf" in page


def test_each_amount_of_the_settlement_opens_to_its_articles(sale: Sale, app: Flask) -> None:
    sale.paid()
    at = CLOSES + timedelta(days=4)
    judge = at_desk(app, "judge", at)
    path = f"/desk/lots/{sale.lot_no}/settlement"

    page = read(judge, path, at)
    with clock.stopped_at(at):
        approved = judge.post(f"{path}/approve")
    after = read(judge, path, at)

    assert page.count("mc-why") >= 3
    assert "第32条" in page
    assert approved.status_code == 303
    assert "/approve" not in after


def test_the_bidder_sees_deposit_and_balance_on_one_page(sale: Sale, app: Flask) -> None:
    sale.sold()
    at = CLOSES + timedelta(hours=1)

    buyer = read(at_desk(app, "bidder1", at), "/desk/enrollments", at)
    loser = read(at_desk(app, "bidder2", at), "/desk/enrollments", at)
    desk = read(at_desk(app, "bidder1", at), "/desk", at)

    assert sale.settlement().balance.yuan in buyer
    assert "/payments/" in buyer
    assert sale.settlement().balance.yuan not in loser
    assert "/desk/enrollments" in desk


def test_programs_read_lots_in_fen(sale: Sale, client: Client) -> None:
    sale.opened("bidder1")
    sale.bid("bidder1", START.fen + STEP.fen, OPENS + timedelta(hours=1))

    with clock.stopped_at(OPENS + timedelta(hours=2)):
        found = client.get(f"/api/v1/lots?state=bidding&min_price={START.fen}").get_json()
        lot = client.get(f"/api/v1/lots/{sale.lot_no}").get_json()

    assert [item["no"] for item in found["items"]] == [sale.lot_no]
    assert lot["price"] == str(START.fen + STEP.fen)
    assert set(lot["notice"]["prompts"]) == {prompt.value for prompt in SpecialPrompt}
