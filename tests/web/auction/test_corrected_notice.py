"""After a correction everybody is told again; a bidder reads it before bidding, or leaves."""

from datetime import timedelta
from typing import Any

from flask import Flask

from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState
from app.store import db
from app.trail.models import TrailEntry
from app.trail.reader import run_readers
from auction import queries
from auction.checks import QUERIES, breaches_of
from auction.models import Enrollment, NoticeReading
from auction.readers import READERS
from auction.services import panel
from auction.vocabulary import EnrollmentState, PriorityNature
from registry import facade as registry
from registry.models import Party
from tests.support.appraisals import _person
from tests.support.corrections import CORRECTED, DAY, LATER, correct
from tests.support.people import sign_in
from tests.support.sales import OPENS, START, Sale, id_number

NEW = "另发现屋面渗漏。"
DEFECT: dict[str, Any] = {
    "items": {"known_defects": NEW},
    "opens_at": LATER,
    "closes_at": LATER + DAY,
}
PHONE: dict[str, Any] = {"items": {"court_contact": "执行局，电话 0531-00000103。"}}
READ = CORRECTED + DAY


def entries(sale: Sale, name: str) -> list[Any]:
    """Return what the trail says under a name, whoever may read it."""
    rows = db.session.query(TrailEntry).filter(
        TrailEntry.name == name, TrailEntry.stream.like(f"lot:{sale.lot_no}%")
    )
    return [row.payload for row in rows]


def enrollment_of(sale: Sale, account: str) -> Enrollment:
    paddle = sale.paddle(account)
    return db.session.query(Enrollment).filter_by(paddle=paddle).one()


def test_a_bidder_reads_old_and_new_words_and_confirms_before_bidding(
    sale: Sale, app: Flask
) -> None:
    sale.announced()
    sale.join("bidder1", CORRECTED - DAY)
    first = queries.find_notice(sale.lot().id, 1)
    assert first is not None
    old = first.items["known_defects"]
    correct(sale, **DEFECT)
    address = f"/lots/{sale.lot_no}"
    with clock.stopped_at(READ):
        bidder = sign_in(app, "bidder1")
        desk, page = bidder.get("/desk").text, bidder.get(address).text
        visitor = sign_in(app, "judge").get(address).text
    sale.tick(LATER)

    refused = sale.bid("bidder1", START.fen, LATER + timedelta(minutes=1))
    with clock.stopped_at(LATER + timedelta(minutes=2)):
        hall = bidder.get(f"{address}/hall").text
        stale = bidder.post(f"{address}/corrections/read", data={"notice_version": "1"})
        read = bidder.post(f"{address}/corrections/read", data={"notice_version": "2"})
        again = bidder.post(f"{address}/corrections/read", data={"notice_version": "2"})
        after = bidder.get(address).text
        late = bidder.post(f"{address}/corrections/leave")
    accepted = sale.bid("bidder1", START.fen, LATER + timedelta(minutes=3))

    assert "公告已更正" in desk
    unread = page.partition('id="unread"')[2].partition("</form>")[0]
    assert old in unread
    assert NEW in unread
    assert "退出并取回保证金" in page
    assert 'id="unread"' not in visitor
    assert NEW in visitor.partition('id="corrections"')[2].partition("</section>")[0]
    assert refused["outcome"] == "notice_unread"
    assert "公告已更正" in hall
    assert (stale.status_code, read.status_code, again.status_code) == (409, 303, 303)
    assert 'id="unread"' not in after
    assert late.status_code == 409
    assert "竞价已经开始或者结束" in late.text
    assert accepted["outcome"] == "accepted"
    assert entries(sale, "auction.notice.read") == [{"lot": sale.lot_no, "notice_version": 2}]


def test_who_leaves_after_a_change_that_counts_has_the_deposit_back_at_once(
    sale: Sale, app: Flask
) -> None:
    sale.announced()
    sale.join("bidder1", CORRECTED - DAY)
    correct(sale, **DEFECT)
    row = enrollment_of(sale, "bidder1")
    reference = row.deposit_reference or ""
    held = ledger.deposit_state(reference)
    address = f"/lots/{sale.lot_no}"

    with clock.stopped_at(READ):
        bidder = sign_in(app, "bidder1")
        left = bidder.post(f"{address}/corrections/leave")
        mine = bidder.get("/desk/enrollments").text
        again = bidder.post(f"{address}/corrections/leave")
        enroll = bidder.get(f"{address}/enroll").text
    run_readers(READERS)
    db.session.expire_all()
    refund = ledger.find_refund(reference)
    sale.tick(LATER)
    refused = sale.bid("bidder1", START.fen, LATER + timedelta(minutes=1))

    assert held is HoldState.HELD
    assert (left.status_code, again.status_code) == (303, 409)
    assert ledger.deposit_state(reference) is HoldState.RELEASED
    assert refund is not None
    assert refund.due_at == READ + DAY
    assert row.state is EnrollmentState.LEFT
    assert "开拍前已退出" in mine
    assert "开拍前已退出" in enroll
    assert refused["outcome"] == "not_enrolled"
    assert len(entries(sale, "auction.enrollment.left")) == 1
    assert not entries(sale, "auction.deposit.released")
    assert [breach.detail for name in QUERIES for breach in breaches_of(name)] == []


def test_who_has_not_paid_yet_leaves_too_and_the_order_is_void(sale: Sale, app: Flask) -> None:
    sale.announced()
    reference = sale.enroll("bidder1", CORRECTED - DAY).deposit_reference or ""
    opened = ledger.find_order(reference)
    correct(sale, **DEFECT)

    with clock.stopped_at(READ):
        left = sign_in(app, "bidder1").post(f"/lots/{sale.lot_no}/corrections/leave")
    db.session.expire_all()
    row = db.session.query(Enrollment).filter_by(deposit_reference=reference).one()

    assert left.status_code == 303
    assert opened is not None
    assert ledger.find_order(reference) is None
    assert row.state is EnrollmentState.LEFT


def test_a_new_telephone_is_read_too_but_lets_nobody_leave(sale: Sale, app: Flask) -> None:
    sale.announced()
    sale.join("bidder1", CORRECTED - DAY)
    correct(sale, **PHONE)
    base = f"/api/v1/lots/{sale.lot_no}/enrollments/mine"

    with clock.stopped_at(READ):
        bidder = sign_in(app, "bidder1")
        page = bidder.get(f"/lots/{sale.lot_no}").text
        kept = bidder.post(f"{base}/leaving", headers={"Idempotency-Key": "l1"})
        read = bidder.post(
            f"{base}/notice", json={"notice_version": 2}, headers={"Idempotency-Key": "r1"}
        )
        notice = bidder.get(f"/api/v1/lots/{sale.lot_no}").get_json()["notice"]
    sale.tick(OPENS)

    assert 'id="unread"' in page
    assert "退出并取回保证金" not in page
    assert (kept.status_code, kept.get_json()["code"]) == (409, "leaving_without_change")
    assert (read.status_code, read.get_json()["notice_version"]) == (200, 2)
    (change,) = notice["corrections"][0]["changes"]
    assert change["key"] == "court_contact"
    assert change["after"] == PHONE["items"]["court_contact"]
    assert sale.bid("bidder1", START.fen, OPENS + timedelta(minutes=1))["outcome"] == "accepted"


def test_who_confirmed_a_change_does_not_leave_for_it(sale: Sale, app: Flask) -> None:
    sale.announced()
    sale.join("bidder1", CORRECTED - DAY)
    correct(sale, **DEFECT)

    with clock.stopped_at(READ):
        bidder = sign_in(app, "bidder1")
        bidder.post(f"/lots/{sale.lot_no}/corrections/read", data={"notice_version": "2"})
        kept = bidder.post(f"/lots/{sale.lot_no}/corrections/leave")

    assert kept.status_code == 409
    assert enrollment_of(sale, "bidder1").state is EnrollmentState.QUALIFIED


def test_the_clerk_tells_everybody_again_and_sees_who_has_read(sale: Sale, app: Flask) -> None:
    sale.draft()
    sale.decide(priority=[panel.PriorityClaim("共有人甲", PriorityNature.CO_OWNER, 1)])
    sale.write()
    sale.serve()
    sale.serve_one(CORRECTED - 10 * DAY, name="共有人甲")
    sale.announce()
    party = _with_account("debtor_reads")
    _person("holder", "共有人甲", Role.BIDDER, number=id_number(960))
    given = {"account": "holder", "rank": 1, "nature": PriorityNature.CO_OWNER}
    panel.confirm_priority(lot_no=sale.lot_no, **given, actor=sale.judge, at=CORRECTED - DAY)
    path, address = f"/desk/lots/{sale.lot_no}", f"/lots/{sale.lot_no}"
    form = {"name": "共有人甲", "way": "delivered", "proof": "短信送达截图"}

    with clock.stopped_at(CORRECTED - DAY):
        clerk = sign_in(app, "clerk")
        early = clerk.post(f"{path}/services", data={**form, "served_at": "2026-03-22T10:00"})
    correct(sale, **DEFECT)
    with clock.stopped_at(READ):
        before = clerk.get("/desk").text, clerk.get(path).text
        readers = [sign_in(app, account) for account in ("debtor_reads", "holder")]
        desks = [reader.get("/desk").text for reader in readers]
        answers = [
            reader.post(f"{address}/corrections/read", data={"notice_version": "2"})
            for reader in readers
        ]
        for one in registry.parties_of(sale.lot().case_number):
            clerk.post(
                f"{path}/services",
                data={**form, "party_id": str(one.id), "served_at": "2026-03-26T09:00"},
            )
        half = clerk.get("/desk").text
        told = clerk.post(f"{path}/services", data={**form, "served_at": "2026-03-26T09:00"})
        after = clerk.get("/desk").text, clerk.get(path).text

    assert early.status_code == 409
    assert "告知公告更正" in before[0]
    assert before[1].count("尚未告知更正") == 3
    assert all("公告已更正" in desk for desk in desks)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert "尚未告知：共有人甲" in half
    assert told.status_code == 303
    assert "告知公告更正" not in after[0]
    assert "尚未告知更正" not in after[1]
    assert "在本平台阅读" in after[1]
    assert "1/1" in after[1]
    assert "竞买人人数在竞价结束前保密" in after[1]
    assert [fact["party"] for fact in entries(sale, "auction.notice.read_by_party")] == [party]
    assert db.session.query(NoticeReading).count() == 2


def _with_account(account: str) -> str:
    """Give the debtor an account and return the debtor's name."""
    party = db.session.query(Party).filter_by(role="debtor").first()
    assert party is not None
    person = _person(account, party.name, Role.PARTY, number=id_number(961))
    party.person_id = person.person_id
    db.session.commit()
    return party.name


def test_a_party_who_bids_reads_as_a_bidder_alone(sale: Sale, app: Flask) -> None:
    sale.announced()
    sale.join("bidder1", CORRECTED - DAY)
    party = db.session.query(Party).filter_by(role="debtor").first()
    assert party is not None
    party.person_id = sale.bidders["bidder1"][0].person_id
    db.session.commit()
    correct(sale, **PHONE)

    with clock.stopped_at(READ):
        bidder = sign_in(app, "bidder1")
        read = bidder.post(f"/lots/{sale.lot_no}/corrections/read", data={"notice_version": "2"})
        stranger = _person("nobody", "路人", Role.BIDDER, number=id_number(962))
        other = sign_in(app, stranger.account).post(
            f"/lots/{sale.lot_no}/corrections/read", data={"notice_version": "2"}
        )

    assert read.status_code == 303
    assert other.status_code == 404
    assert not entries(sale, "auction.notice.read_by_party")
    assert db.session.query(NoticeReading).count() == 0
