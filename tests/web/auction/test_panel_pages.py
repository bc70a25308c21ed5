"""The record of the panel on the page: who signed, who may sign how."""

import base64

from flask import Flask

from app.kernel.clock import clock
from auction import queries
from auction.services.panel import PanelVote
from auction.services.panel_signing import record_digest, unsigned_members
from tests.support.people import sign_in
from tests.support.pictures import drawn
from tests.support.sales import DRAFTED, Sale
from tests.support.web import Client


def at_desk(app: Flask, account: str) -> Client:
    with clock.stopped_at(DRAFTED):
        return sign_in(app, account)


def test_members_sign_on_the_page_each_in_a_lawful_way(sale: Sale, app: Flask) -> None:
    sale.draft()
    sale.record()
    decision = queries.find_decision(sale.lot().id)
    assert decision is not None
    digest = record_digest(sale.lot_no, decision)
    path = f"/desk/lots/{sale.lot_no}/panel"
    judge, second = at_desk(app, "judge"), at_desk(app, "judge2")
    picture = "data:image/png;base64," + base64.b64encode(drawn()).decode()

    with clock.stopped_at(DRAFTED):
        page = judge.get(path)
        form = {"place": "2", "digest": digest}
        nothing = judge.post(f"{path}/signatures", data=form)
        taken = judge.post(f"{path}/signatures", data={**form, "signature": picture})
        own = second.post(f"{path}/signatures", data={"place": "1", "digest": digest})
        stale = judge.post(f"{path}/signatures", data={"place": "0", "digest": "0" * 64})
        after = judge.get(path)
        english = judge.get(path, headers={"Accept-Language": "en"})

    assert page.text.count("尚未签名") == 3
    assert (nothing.status_code, taken.status_code, own.status_code) == (422, 303, 303)
    assert "没有签名笔迹" in nothing.text
    assert stale.status_code == 409
    assert "P69" in after.text
    assert "Not signed yet" in english.text
    assert unsigned_members(decision) == ["李明"]


def test_a_clerk_does_not_reach_the_signatures(sale: Sale, app: Flask) -> None:
    sale.draft()
    sale.record()
    clerk = at_desk(app, "clerk")

    with clock.stopped_at(DRAFTED):
        answer = clerk.post(
            f"/desk/lots/{sale.lot_no}/panel/signatures", data={"place": "0", "digest": "0" * 64}
        )

    assert answer.status_code == 403


def test_a_missing_signature_is_a_task_of_the_member_until_it_is_given_or_replaced(
    sale: Sale, app: Flask
) -> None:
    sale.draft()
    sale.record()
    judge, second, clerk = (at_desk(app, account) for account in ("judge", "judge2", "clerk"))
    task, agenda = "签署合议庭笔录", "/desk/agenda?show=decide"

    def desks() -> list[bool]:
        with clock.stopped_at(DRAFTED):
            return [task in one.get("/desk").text for one in (judge, second, clerk)]

    at_first = desks()
    sale.sign(1)
    signed_by_one = desks()
    with clock.stopped_at(DRAFTED):
        page, missing = judge.get(agenda).text, second.get("/desk").text
    sale.sign(0)
    sale.sign(2)
    signed_by_all = desks()
    with clock.stopped_at(DRAFTED):
        settled = judge.get(agenda).text
    sale.record()
    replaced = desks()

    assert at_first == [True, True, False]
    assert signed_by_one == [True, False, False]
    assert "合议庭笔录待签名：李明、孙涛" in page
    assert "李明、孙涛" not in missing
    assert signed_by_all == [False, False, False]
    assert "合议庭笔录待签名" not in settled
    assert replaced == [True, True, False]


def test_whoever_recorded_without_sitting_is_reminded_to_let_the_panel_sign(
    sale: Sale, app: Flask
) -> None:
    sale.draft()
    votes = [PanelVote(name, is_for=True) for name in ("王法官", "赵静", "孙涛")]
    sale.record(votes=votes)

    with clock.stopped_at(DRAFTED):
        desk = at_desk(app, "judge").get("/desk").text
        other = at_desk(app, "judge2").get("/desk").text

    assert "请合议庭成员签名" in desk
    assert "尚缺：王法官、赵静、孙涛" in desk
    assert "请合议庭成员签名" not in other
    assert "签署合议庭笔录" in other
