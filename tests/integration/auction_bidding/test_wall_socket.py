"""The wall over the socket, in both ways of running."""

from uuid import uuid4

from app.store import db
from registry.facade import list_courts
from tests.integration.auction_bidding.conftest import Served
from tests.support.live import Program
from tests.support.stage import START
from tests.support.walls import COURT, make_court, make_judge


def test_a_judge_follows_the_wall_of_the_own_court(served: Served) -> None:
    stage = served.stage("AAAA")
    name = f"judge-{uuid4().hex[:6]}"
    with served.app.app_context():
        if not any(court.code == COURT for court in list_courts()):
            make_court()
        make_judge(name)
        db.session.remove()
    program = Program(served.url, name)
    judge = served.keep(program.connect())

    other = judge.call("watch_wall", {"court": "../x"})
    followed = judge.call("watch_wall", {"court": COURT})
    read = program.get("/api/v1/wall").json()
    served.bidder(stage, "AAAA").bid(stage.lot_no, str(START), str(uuid4()))
    frame = judge.next_frame("wall")
    while stage.lot_no not in [news["lot"] for news in frame.get("lots", [])]:
        frame = judge.next_frame("wall")
    left = judge.call("unwatch_wall", {"court": COURT})
    program.close()

    assert other["code"] == "not_found"
    assert followed["ok"] is True
    assert stage.lot_no in [tile["lot"] for tile in read["lots"]]
    (news,) = [one for one in frame["lots"] if one["lot"] == stage.lot_no]
    assert news["facts"][0]["paddle"] == "AAAA"
    assert frame["number"] > followed["number"]
    assert left["ok"] is True


def test_a_visitor_does_not_follow_a_wall(served: Served) -> None:
    assert served.visitor().call("watch_wall", {"court": COURT})["code"] == "forbidden"
