"""The members of a panel sign its record; without every signature no notice goes out."""

import pytest

from app.kernel.errors import Conflict, Forbidden, IllegalMove, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.media.facade import get_media
from app.trail.queries import entries_of
from auction import queries
from auction.models import PanelDecision
from auction.services import panel_signing
from auction.vocabulary import LotState, SignatureWay
from tests.support.pictures import drawn
from tests.support.sales import ANNOUNCED, DRAFTED, PANEL, START, Sale


def recorded(sale: Sale) -> PanelDecision:
    sale.draft()
    sale.record()
    return newest(sale)


def newest(sale: Sale) -> PanelDecision:
    found = queries.find_decision(sale.lot().id)
    assert found is not None
    return found


def sign(sale: Sale, place: int, **changes: object) -> None:
    given: dict[str, object] = {
        "lot_no": sale.lot_no,
        "place": place,
        "digest": panel_signing.record_digest(sale.lot_no, newest(sale)),
        "actor": sale.judge,
        "at": DRAFTED,
    }
    panel_signing.sign_record(**{**given, **changes})  # type: ignore[arg-type]


def test_a_notice_waits_for_every_signature_and_names_who_has_not_signed(sale: Sale) -> None:
    recorded(sale)
    sale.write()
    sale.serve()
    sale.sign(0)

    with pytest.raises(Refusal) as refused:
        sale.announce()
    sale.sign(1)
    sale.sign(2)

    assert (refused.value.code, refused.value.params["names"]) == ("panel_unsigned", "赵静、孙涛")
    assert "第45条" in {citation.article for citation in refused.value.citations}
    assert sale.announce().state is LotState.ANNOUNCED


def test_who_signs_in_the_own_session_signs_the_digest_of_the_record_once(sale: Sale) -> None:
    decision = recorded(sale)

    sale.sign(1)
    sale.sign(1)

    (row,) = queries.list_signatures(decision.id)
    assert (row.name, row.way, row.media_id) == (PANEL[1], SignatureWay.SESSION, None)
    assert row.digest == panel_signing.record_digest(sale.lot_no, decision)
    (fact,) = [
        entry
        for entry in entries_of(f"lot:{sale.lot_no}:court", audience=Audience.COURT)
        if entry.name == "auction.panel.signed"
    ]
    assert fact.payload["digest"] == row.digest


def test_a_member_without_a_session_draws_before_a_judge(sale: Sale) -> None:
    decision = recorded(sale)

    with pytest.raises(Refusal) as refused:
        sign(sale, 2)
    sign(sale, 2, picture=drawn())

    (row,) = queries.list_signatures(decision.id)
    assert refused.value.code == "panel_signature_missing"
    assert (row.name, row.way, row.taken_by) == (PANEL[2], SignatureWay.DRAWN, sale.judge.label)
    assert row.media_id is not None
    assert get_media(row.media_id).published_at is None


def test_a_record_that_was_replaced_is_signed_anew(sale: Sale) -> None:
    shown = panel_signing.record_digest(sale.lot_no, recorded(sale))
    sale.sign(0)
    sale.record(start_price=Money(START.fen + 100_000))

    with pytest.raises(Conflict) as refused:
        sign(sale, 0, digest=shown)

    assert refused.value.code == "panel_record_changed"
    assert panel_signing.unsigned_members(newest(sale)) == list(PANEL)


def test_a_clerk_takes_no_signature_and_nobody_signs_after_the_notice(sale: Sale) -> None:
    recorded(sale)

    with pytest.raises(Forbidden):
        sign(sale, 0, actor=sale.clerk)
    for place in range(3):
        sale.sign(place)
    sale.write()
    sale.serve()
    sale.announce(ANNOUNCED)
    with pytest.raises(IllegalMove):
        sign(sale, 0)
