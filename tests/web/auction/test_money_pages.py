"""The pages of a distribution and of a default, as court, parties and finance meet them."""

import io
from datetime import datetime, timedelta

import openpyxl
from flask import Flask

from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from auction import queries
from auction.vocabulary import PlanNotice, PlanObjectionState, SettlementState
from tests.support.markup import closed_amounts
from tests.support.people import make_person, sign_in
from tests.support.sales import START, STEP, Sale
from tests.support.shares import APPROVED, RECEIVED, party_named, served, services, with_creditors
from tests.support.web import Client

DAY = timedelta(days=1)
PRICE = Money(START.fen + STEP.fen)


class Visitor:
    """Somebody signed in at a moment, who reads pages and sends forms."""

    def __init__(self, app: Flask, account: str, at: datetime) -> None:
        self.at = at
        with clock.stopped_at(at):
            self.client: Client = sign_in(app, account)

    def read(self, path: str, status: int = 200) -> str:
        """Return a page."""
        with clock.stopped_at(self.at):
            answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:2000])
        return answer.text

    def send(self, path: str, status: int = 303, **form: object) -> str:
        """Send a form."""
        with clock.stopped_at(self.at):
            answer = self.client.post(path, data=form)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:3000])
        return answer.text


def local(at: datetime) -> str:
    return (at + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")


def test_the_money_of_a_case_is_shown_to_those_it_concerns_alone(sale: Sale, app: Flask) -> None:
    served(sale)
    make_person("teller", Role.FINANCE, court_id=sale.judge.court_id)
    make_person("watcher", Role.INSPECTOR)
    case = sale.lot().case_number
    at = APPROVED + timedelta(hours=1)

    page = Visitor(app, "judge", at).read(f"/desk/cases/{case}/money")
    before = Visitor(app, "teller", at).read(
        f"/desk/cases/{case}/money?at={local(APPROVED - 60 * DAY)}"
    )

    assert PRICE.yuan in page
    assert PRICE.yuan not in before.split('id="accounts"')[1].split("</section>")[0]
    assert closed_amounts(page) == []
    for path in (f"/desk/lots/{sale.lot_no}/settlement",):
        assert closed_amounts(Visitor(app, "judge", at).read(path)) == []
    Visitor(app, "watcher", at).read(f"/desk/cases/{case}/money")
    Visitor(app, "creditor91", at).read(f"/desk/cases/{case}/money", 403)
    Visitor(app, "creditor91", at).read(f"/desk/lots/{sale.lot_no}/plan", 403)
    Visitor(app, "bidder2", at).read(f"/my/distributions/{sale.lot_no}", 404)
    assert sale.lot_no in Visitor(app, "creditor91", at).read("/my/distributions")


def test_the_table_names_an_article_on_each_line(sale: Sale, app: Flask) -> None:
    served(sale)
    judge = Visitor(app, "judge", APPROVED)
    with clock.stopped_at(APPROVED):
        answer = judge.client.get(f"/desk/lots/{sale.lot_no}/distribution.xlsx")

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.values)  # type: ignore[union-attr]

    assert rows[0][-1] == "依据"
    assert all("第" in str(row[-1]) for row in rows[1:-1])
    assert sum(round(float(str(row[7])) * 100) for row in rows[1:-1]) == PRICE.fen
    assert round(float(str(rows[-1][7])) * 100) == PRICE.fen


def test_parties_object_and_oppose_on_their_own_pages(sale: Sale, app: Flask) -> None:
    served(sale)
    own = f"/my/distributions/{sale.lot_no}"
    trader = Visitor(app, "creditor92", RECEIVED)
    bank = Visitor(app, "creditor91", RECEIVED + DAY)
    plan = next(row for row in services(sale) if row.party_name.endswith("商贸有限公司"))

    trader.send(f"{own}/receipts/{plan.id}")
    against = party_named(sale, "济南某某银行")
    refused = trader.send(
        f"{own}/objections", 422, against_party_id=against, disputed="1.00", words="不服"
    )
    trader.send(
        f"{own}/objections",
        against_party_id=against,
        disputed="50,000.00",
        words="银行主张的利息多计了三个月，应当核减。",
    )

    objection = queries.list_plan_objections(sale.lot().id)[0]
    assert "f-words-error" in refused
    page = bank.read(own)
    assert objection.no in page
    assert closed_amounts(page) == []
    bank.send(f"{own}/objections/{objection.no}/opposition", words="利息按生效判决计算，并无多计。")
    clerk = Visitor(app, "clerk", RECEIVED + 2 * DAY)
    desk = f"/desk/lots/{sale.lot_no}/plan"
    for row in services(sale, PlanNotice.OPPOSITION):
        clerk.send(
            f"{desk}/services/{row.id}", received_at=local(RECEIVED + DAY), proof="送达回证在卷"
        )
    clerk.send(f"{desk}/objections/{objection.no}/suit", suit="历下区人民法院（2026）鲁0102民初9号")
    page = clerk.read(desk)
    assert "（2026）鲁0102民初9号" in page
    assert closed_amounts(page) == []
    objection = queries.list_plan_objections(sale.lot().id)[0]
    assert objection.state is PlanObjectionState.SUED


def test_the_clerk_corrects_claims_and_the_judge_approves(sale: Sale, app: Flask) -> None:
    with_creditors(sale).paid()
    clerk = Visitor(app, "clerk", APPROVED)
    path = f"/desk/lots/{sale.lot_no}/plan"
    ids = [party_named(sale, name) for name in ("王芳", "济南某某银行", "济南某某商贸")]
    form = {
        "version": 1,
        "party_id": ids,
        "principal": ["1,500,000.00", "400,000.00", "600,000.00"],
        "interest": ["12,345.67", "0", "0"],
        "costs": ["0", "0", "0"],
        "rank": ["0", "1", "0"],
        "reason": "补计判决确定的利息。",
    }

    clerk.send(path, **form)
    clerk.send(path, 409, **form)
    Visitor(app, "judge", APPROVED).send(f"/desk/lots/{sale.lot_no}/settlement/approve")

    settlement = sale.settlement()
    assert settlement.plan_version == 2
    assert settlement.state is SettlementState.SERVED
    assert "补计判决确定的利息。" in clerk.read(path)
    page = clerk.read(path)
    assert "12,345.67" in page
    assert closed_amounts(page) == []


def test_a_default_is_ruled_used_and_topped_up_on_its_page(sale: Sale, app: Flask) -> None:
    with_creditors(sale).sold()
    at = sale.settlement().due_at + DAY
    path = f"/desk/lots/{sale.lot_no}/default"
    judge, clerk = Visitor(app, "judge", at), Visitor(app, "clerk", at)

    judge.send(path, 422, reason="")
    judge.send(path, reason="买受人逾期未付余款，经催告仍不支付。")
    clerk.send(
        f"{path}/use",
        new_price="1,300,000.00",
        case_debt="100,000.00",
        cost_party=[party_named(sale, "王芳")],
        cost=["500.00"],
        debt_party=[party_named(sale, "济南某某商贸")],
        debt=["0.00"],
    )
    judge.send(f"{path}/use/approve")
    judge.send(f"{path}/top-up", days="15")

    page = judge.read(path)
    assert closed_amounts(page) == []
    assert "第24条第1款" in page
    assert "第22条" in page
    default = queries.find_default(sale.lot().id)
    assert default is not None
    assert default.top_up is not None
    assert default.top_up.yuan in page
    assert default.top_up_order is not None
    assert sale.lot_no in judge.read(f"/desk/lots/{sale.lot_no}/settlement")
