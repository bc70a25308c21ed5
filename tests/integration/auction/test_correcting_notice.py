"""A published notice is corrected by a new version, which may restart its days; the rest stands."""

from datetime import timedelta
from typing import Any

import pytest

from app.kernel.clock import clock
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import Audience
from app.ledger import facade as ledger
from app.trail.queries import entries_of
from app.trail.reader import run_readers
from auction import queries
from auction.readers import READERS
from auction.services.correcting_notice import CorrectedNotice, correct_notice
from auction.services.notice_reading import confirm_notice
from auction.vocabulary import LotState, SpecialPrompt
from tests.support.corrections import CORRECTED, LATER, correct
from tests.support.sales import ANNOUNCED, CLOSES, OPENS, STEP, Sale

DAY = timedelta(days=1)


def facts(sale: Sale, name: str) -> list[Any]:
    streams = (
        (f"lot:{sale.lot_no}", Audience.PUBLIC),
        (f"lot:{sale.lot_no}:court", Audience.COURT),
    )
    return [
        entry.payload
        for stream, audience in streams
        for entry in entries_of(stream, audience=audience)
        if entry.name == name
    ]


def test_a_new_telephone_is_a_new_version_and_moves_nothing(sale: Sale) -> None:
    sale.announced()
    first = queries.find_notice(sale.lot().id, 1)
    assert first is not None
    before = first.digest

    correct(sale, items={"court_contact": "执行局 李法官，电话 0531-00000103。"})

    lot = sale.lot()
    versions = queries.list_notices(lot.id)
    (fact,) = facts(sale, "auction.notice.corrected")
    assert [one.version for one in versions] == [1, 2]
    assert versions[0].digest == before
    assert versions[1].digest == fact["digest"] != before
    assert "00000103" in versions[1].items["court_contact"]
    assert (fact["is_restarted"], fact["reason"]) == (False, "承办人联系方式变更")
    assert (lot.state, lot.notice_version, lot.opens_at) == (LotState.ANNOUNCED, 2, OPENS)


def test_a_new_defect_counts_the_days_of_notice_anew(sale: Sale) -> None:
    sale.announced()
    change = {"items": {"known_defects": "另发现屋面渗漏。"}}

    with pytest.raises(Refusal) as refused:
        correct(sale, **change)
    with pytest.raises(Refusal):
        correct(sale, **change, opens_at=LATER - DAY, closes_at=LATER)
    correct(sale, **change, opens_at=LATER, closes_at=LATER + DAY)

    lot = sale.lot()
    assert refused.value.code == "correction_restarts"
    assert "第12条第1款" in {one.article for one in refused.value.citations}
    assert len(facts(sale, "auction.notice.correction_refused")) == 2
    assert (lot.opens_at, lot.closes_at, lot.notice_version) == (LATER, LATER + DAY, 2)
    assert facts(sale, "auction.notice.corrected")[0]["is_restarted"] is True


@pytest.mark.parametrize(
    "change",
    [
        {"prompts": {**dict.fromkeys(SpecialPrompt, "另行提示")}},
        {"balance_days": 20},
        {"taxes": [{"tax": "deed", "bearer": "buyer", "basis": "契税法第1条"}]},
        {"title": "另一标题"},
        {"disclaimer": "不担保品质。"},
        {"media": []},
    ],
)
def test_every_other_change_restarts_or_is_refused(sale: Sale, change: dict[str, Any]) -> None:
    sale.announced()

    with pytest.raises(Refusal) as refused:
        correct(sale, **change)

    expected = "correction_incomplete" if "media" in change else "correction_restarts"
    assert refused.value.code == expected
    assert sale.lot().notice_version == 1


def test_nothing_changed_and_an_item_taken_out_are_refused(sale: Sale) -> None:
    sale.announced()

    with pytest.raises(Refusal) as same:
        correct(sale)
    with pytest.raises(Refusal) as emptied:
        correct(sale, items={"court_contact": " "})

    assert same.value.code == "correction_changes_nothing"
    assert emptied.value.fields == {"court_contact": "item_missing"}


@pytest.mark.parametrize("at", [OPENS, OPENS + DAY / 2])
def test_once_bidding_has_begun_the_lawful_acts_are_named(sale: Sale, at: Any) -> None:
    sale.announced()

    with pytest.raises(Refusal) as refused:
        correct(sale, at, items={"court_contact": "电话 0531-00000103。"})

    assert refused.value.code == "correction_not_open"
    assert {"第28条", "第31条"} <= {one.article for one in refused.value.citations}
    assert sale.lot().notice_version == 1


def test_of_two_clerks_the_second_is_refused(sale: Sale) -> None:
    sale.announced()
    opened = sale.lot().version

    correct(sale, items={"viewing": "周五可看样。"}, version=opened)
    with pytest.raises(Conflict) as refused:
        correct(sale, items={"viewing": "周一可看样。"}, version=opened)

    assert refused.value.code == "stale_form"
    assert queries.list_notices(sale.lot().id)[-1].items["viewing"] == "周五可看样。"


def test_deposits_come_in_until_the_end_of_the_corrected_notice(sale: Sale) -> None:
    sale.announced()
    enrollment = sale.enroll("bidder1", ANNOUNCED + DAY)
    assert enrollment.deposit_reference is not None

    correct(
        sale,
        items={"known_defects": "另发现屋面渗漏。"},
        opens_at=LATER,
        closes_at=LATER + DAY,
    )
    with clock.stopped_at(CORRECTED):
        run_readers(READERS)

    order = ledger.find_order(enrollment.deposit_reference)
    assert order is not None
    assert order.due_at is not None
    assert order.due_at > CLOSES
    sale.pay("bidder1", enrollment.deposit_reference, LATER)
    sale.tick(LATER)
    assert sale.paddle("bidder1")
    confirm_notice(lot_no=sale.lot_no, notice_version=2, actor=sale.bidders["bidder1"][0], at=LATER)
    receipt = sale.bid("bidder1", 154_000_000 + STEP.fen, LATER + timedelta(hours=1))
    assert receipt["outcome"] == "accepted"


def test_a_draft_is_edited_and_not_corrected(sale: Sale) -> None:
    sale.ready()
    given = CorrectedNotice("标题", {}, {}, "", OPENS, CLOSES, 10)

    with pytest.raises(Refusal) as refused:
        correct_notice(
            lot_no=sale.lot_no, given=given, reason="公告尚未发布", actor=sale.clerk, at=ANNOUNCED
        )

    assert refused.value.code == "correction_not_open"
    assert queries.list_notices(sale.lot().id) == []
