"""The pages of agents and joint bidders, of the people named and of their court."""

from datetime import timedelta
from io import BytesIO

from flask import Flask

from app.identity.models import Person
from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.store import db
from auction.models import BiddingGroup
from auction.vocabulary import SpecialPrompt
from tests.support.appraisals import _person
from tests.support.people import sign_in
from tests.support.sales import OPENS, Sale, id_number

BEFORE = OPENS - timedelta(days=3)
PAPER = b"%PDF-1.7 signed"


def test_an_agent_asks_the_principal_agrees_and_the_judge_confirms(app: Flask, sale: Sale) -> None:
    sale.announced()
    for serial, account in enumerate(("agent", "principal", "rival"), start=940):
        _person(account, f"岚山{account}", Role.BIDDER, number=id_number(serial))
    address = f"/lots/{sale.lot_no}/group"
    desk = f"/desk/lots/{sale.lot_no}/groups"
    form = {"kind": "agent", "account": ["principal", "", "", ""], "share": ["", "", "", ""]}

    with clock.stopped_at(BEFORE):
        agent, principal, rival, judge, clerk = (
            sign_in(app, account) for account in ("agent", "principal", "rival", "judge", "clerk")
        )
        without = agent.post(address, data=form)
        asked = agent.post(address, data={**form, "mandate": (BytesIO(PAPER), "poa.pdf")})
        group = db.session.query(BiddingGroup).one()
        seen = rival.get(address).text
        early = judge.get(desk).text
        foreign = rival.post(f"{address}/{group.id}", data={"agrees": "true"})
        agreed = principal.post(f"{address}/{group.id}", data={"agrees": "true"})
        page = judge.get(desk).text
        paper = judge.get(f"{desk}/{group.id}/mandate.pdf")
        kept = [rival.get(f"{desk}/{group.id}/mandate.pdf"), clerk.get(desk), rival.get(desk)]
        silent = judge.post(f"{desk}/{group.id}", data={"confirms": "true", "reason": ""})
        decided = judge.post(
            f"{desk}/{group.id}", data={"confirms": "true", "reason": "委托手续齐全。"}
        )
        told = principal.get(f"/lots/{sale.lot_no}/enroll")
        own = agent.get(address).text
        offered = agent.get(f"/lots/{sale.lot_no}/enroll").text
        accepted = {"accepted": [prompt.value for prompt in SpecialPrompt], "has_capacity": "yes"}
        agent.post(f"/lots/{sale.lot_no}/enroll", data={**accepted, "notice_version": "1"})
        asked_to_pay = agent.get(f"/lots/{sale.lot_no}/enroll").text

    assert (without.status_code, asked.status_code) == (422, 303)
    assert "缺少签署的文件" in without.text
    assert "岚山" not in seen.replace("岚山rival", "")
    assert "岚山agent" not in early
    assert foreign.status_code == 404
    assert agreed.status_code == 303
    assert "岚山principal" in page
    assert paper.data == PAPER
    assert paper.headers["Content-Disposition"].startswith("attachment")
    assert [answer.status_code for answer in kept] == [403, 403, 403]
    assert silent.status_code == 422
    assert decided.status_code == 303
    assert "本拍品已有人代您竞买" in told.text
    assert 'name="accepted"' not in told.text
    assert "岚山principal" in offered
    assert "154,000.00" in asked_to_pay
    assert "岚山principal" in asked_to_pay
    assert "法院已确认" in own


def test_the_enrolment_says_who_may_not_bid_before_anything_is_asked(
    app: Flask, sale: Sale
) -> None:
    sale.announced()
    agency = sale.desk.agency
    insider = _person(
        "insider", "内部人", Role.BIDDER, number=id_number(945), agency_code=agency.agency_code
    )
    person = db.session.get(Person, insider.person_id)
    assert person is not None
    person.roles = [Role.BIDDER.value, Role.AGENCY.value]
    db.session.commit()

    with clock.stopped_at(BEFORE):
        page = sign_in(app, "insider").get(f"/lots/{sale.lot_no}/enroll").text

    assert "您不能参加本拍品竞买" in page
    assert "法释〔2016〕18号 第34条" in page
    assert 'name="accepted"' not in page
