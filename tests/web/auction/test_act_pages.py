"""The buttons of a judge and of whoever runs the platform, and what they refuse."""

from datetime import datetime, timedelta

from flask import Flask

from app.kernel.clock import clock
from app.kernel.permissions import Role
from auction.vocabulary import LotState
from tests.support.people import make_person, sign_in
from tests.support.sales import CLOSES, OPENS, Sale
from tests.support.web import Client

HOUR = timedelta(hours=1)
REASON = "经审查，理由成立。"


def at_desk(app: Flask, account: str, at: datetime) -> Client:
    with clock.stopped_at(at):
        return sign_in(app, account)


def test_a_judge_suspends_stays_and_withdraws_from_the_pages(sale: Sale, app: Flask) -> None:
    sale.opened("bidder1")
    at = OPENS + HOUR
    judge = at_desk(app, "judge", at)
    desk = f"/desk/lots/{sale.lot_no}"

    with clock.stopped_at(at):
        refused = judge.post(f"{desk}/withdraw", data={"ground": "settlement", "reason": REASON})
        suspended = judge.post(
            f"{desk}/suspend", data={"ground": "enforcement_held", "reason": REASON}
        )
        page = judge.get(f"{desk}/acts")
        stayed = judge.post(f"{desk}/stay", data={"ground": "third_party", "reason": REASON})
        public = judge.get(f"/lots/{sale.lot_no}")
        caused = judge.post(f"{desk}/cause-ended", data={"ended_on": "2026-04-20"})
        supervise = judge.get(f"{desk}/supervise")
        withdrawn = judge.post(
            f"{desk}/withdraw", data={"ground": "title_revoked", "reason": REASON}
        )
        sale.tick(at)
        record = judge.get(f"{desk}/acts")

    assert refused.status_code == 409
    assert "竞价已经开始" in refused.text
    assert "第17条" in refused.text
    assert (suspended.status_code, stayed.status_code, caused.status_code) == (303, 303, 303)
    assert "情形消失之日" in page.text
    assert "法院裁定中止" in public.text
    assert (supervise.status_code, withdrawn.status_code) == (200, 303)
    assert "撤回拍卖决定书" in record.text
    assert "执行依据被撤销" in record.text
    assert sale.lot().state is LotState.WITHDRAWN


def test_a_refusal_is_told_in_english_too(sale: Sale, app: Flask) -> None:
    sale.announced()
    judge = at_desk(app, "judge", OPENS - HOUR)

    with clock.stopped_at(OPENS - HOUR):
        answer = judge.post(
            f"/desk/lots/{sale.lot_no}/stop",
            data={"paid": "1.00", "costs": "0.00", "proof": "缴款凭证一份"},
            headers={"Accept-Language": "en"},
        )

    assert answer.status_code == 409
    assert "The day of the sale has come" in answer.text


def test_a_judge_annuls_a_sale_and_the_public_reads_why(
    sale: Sale, app: Flask, client: Client
) -> None:
    sale.sold()
    at = CLOSES + HOUR
    judge = at_desk(app, "judge", at)

    with clock.stopped_at(at):
        answer = judge.post(
            f"/desk/lots/{sale.lot_no}/annul",
            data={
                "ground": "unqualified_buyer",
                "reason": "买受人系拍卖辅助机构工作人员",
                "objector": "王芳",
                "filed_on": "2026-04-21",
            },
        )
        page = client.get(f"/lots/{sale.lot_no}")
        listed = client.get("/lots?state=annulled")
        desk = judge.get("/desk")

    assert answer.status_code == 303
    assert "拍卖已撤销" in page.text
    assert "买受人系拍卖辅助机构工作人员" in page.text
    assert sale.lot_no in listed.text
    assert f"/desk/lots/{sale.lot_no}/after" in desk.text
    back = f"/desk/lots/{sale.lot_no}/price-back"
    assert f"/desk/lots/{sale.lot_no}/acts#price-back" in desk.text
    with clock.stopped_at(at):
        silent = judge.post(back, data={"reason": ""})
        given = judge.post(back, data={"reason": REASON})
        page = judge.get(f"/desk/lots/{sale.lot_no}/acts")
        again = judge.post(back, data={"reason": REASON})
        desk = judge.get("/desk")
    assert (silent.status_code, given.status_code, again.status_code) == (422, 303, 303)
    assert back not in page.text
    assert "#price-back" not in desk.text


def test_whoever_runs_the_platform_has_one_button(sale: Sale, app: Flask) -> None:
    sale.opened("bidder1")
    at = OPENS + HOUR
    make_person("operator", Role.OPERATOR)
    operator = at_desk(app, "operator", at)
    path = f"/platform/lots/{sale.lot_no}/fault"

    with clock.stopped_at(at):
        lot = operator.get(f"/lots/{sale.lot_no}")
        page = operator.get(path)
        refused = operator.post(path, data={"ground": "court_decides", "reason": REASON})
        stopped = operator.post(path, data={"ground": "platform_fault", "reason": REASON})
        acts = operator.get(f"/desk/lots/{sale.lot_no}/acts")

    assert path in lot.text
    assert page.status_code == 200
    assert (refused.status_code, stopped.status_code) == (403, 303)
    assert "第28条第2款" in refused.text
    assert acts.status_code == 403
    assert sale.lot().state is LotState.SUSPENDED
