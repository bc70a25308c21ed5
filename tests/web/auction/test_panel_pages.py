"""The record of the panel on the page: who signed, who may sign how."""

import base64

from flask import Flask

from app.kernel.clock import clock
from auction import queries
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
