"""What is refused before a lot is public, with the article, and on the record."""

from datetime import timedelta

import pytest

from app.kernel.errors import Conflict, Forbidden, IllegalMove, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.trail.queries import timeline
from auction.services import drafting, panel
from auction.vocabulary import LotState, PriorityNature, ServiceWay, SpecialPrompt, Venue
from registry import facade as registry
from tests.support.appraisals import _person
from tests.support.sales import (
    ANNOUNCED,
    CLOSES,
    DEPOSIT,
    DRAFTED,
    OPENS,
    SERVED,
    START,
    Sale,
)


def articles(refusal: Refusal) -> set[str]:
    """Return the articles of a refusal."""
    return {citation.article for citation in refusal.citations}


def names_of_facts(sale: Sale) -> list[str]:
    """Return what is on the record of the case."""
    entries = timeline(sale.lot().case_number, audience=Audience.COURT, limit=1000)
    return [entry.name for entry in entries]


def test_a_start_price_one_fen_below_seventy_percent_is_refused(sale: Sale) -> None:
    sale.draft()

    with pytest.raises(Refusal) as refused:
        sale.decide(start_price=Money(START.fen - 1))

    assert refused.value.code == "start_price_below_minimum"
    assert "第10条" in articles(refused.value)
    assert sale.lot().state is LotState.DRAFT
    assert "auction.panel.refused" in names_of_facts(sale)


@pytest.mark.parametrize("fen", [START.fen * 5 // 100 - 1, START.fen * 20 // 100 + 1])
def test_a_deposit_outside_five_to_twenty_percent_is_refused(sale: Sale, fen: int) -> None:
    sale.draft()

    with pytest.raises(Refusal) as refused:
        sale.decide(deposit=Money(fen))

    assert refused.value.fields == {"deposit": "deposit_out_of_bounds"}
    assert "第17条第1款" in articles(refused.value)


def test_every_fault_of_a_decision_is_named_at_once(sale: Sale) -> None:
    sale.draft()

    with pytest.raises(Refusal) as refused:
        sale.decide(start_price=Money(1), deposit=Money(9), priority=None, minutes="", votes=[])

    assert set(refused.value.fields) == {"start_price", "deposit", "priority", "minutes", "members"}


@pytest.mark.parametrize(
    ("votes", "code"),
    [
        ([True], "panel_too_small"),
        ([True, True], "panel_too_small"),
        ([True, True, True, True], "panel_too_small"),
        ([True, False, False], "panel_without_majority"),
    ],
)
def test_a_decision_needs_three_judges_who_mostly_agree(
    sale: Sale, votes: list[bool], code: str
) -> None:
    sale.draft()

    with pytest.raises(Refusal) as refused:
        sale.decide(votes=[panel.PanelVote(f"法官{n}", vote) for n, vote in enumerate(votes)])

    assert refused.value.fields["members"] == code


def test_a_lot_is_not_announced_without_the_panel(sale: Sale) -> None:
    sale.draft()
    sale.write()
    sale.serve()

    with pytest.raises(Refusal) as refused:
        sale.announce()

    assert "第27条" in articles(refused.value)
    assert sale.lot().announced_at is None


def test_a_notice_published_a_day_too_late_for_its_opening_is_refused(sale: Sale) -> None:
    sale.ready()

    with pytest.raises(Refusal) as refused:
        sale.announce(OPENS - timedelta(days=29))

    assert refused.value.code == "notice_too_short"
    assert "第12条第1款" in articles(refused.value)
    assert "auction.lot.announcement_refused" in names_of_facts(sale)


def test_a_notice_of_thirty_days_to_the_day_is_published(sale: Sale) -> None:
    sale.ready()

    assert sale.announce(OPENS - timedelta(days=30)).state is LotState.ANNOUNCED


def test_a_notice_two_days_after_the_parties_were_told_is_refused(sale: Sale) -> None:
    sale.ready()

    with pytest.raises(Refusal) as refused:
        sale.announce(SERVED + timedelta(days=2))

    assert refused.value.code == "notified_too_late"
    assert "第16条第1款" in articles(refused.value)


def test_a_party_who_was_not_told_stops_the_notice(sale: Sale) -> None:
    sale.draft()
    sale.decide()
    sale.write()
    parties = registry.parties_of(sale.lot().case_number)
    sale.serve_one(SERVED, party_id=parties[0].id)

    with pytest.raises(Refusal) as refused:
        sale.announce()

    assert refused.value.code == "parties_not_notified"
    assert parties[1].name in str(refused.value.params["missing"])


def test_a_priority_purchaser_who_was_not_told_stops_the_notice(sale: Sale) -> None:
    sale.draft()
    sale.decide_priority(1)
    sale.write()
    sale.serve()

    with pytest.raises(Refusal) as refused:
        sale.announce()

    assert "共有人1" in str(refused.value.params["missing"])


def test_bidding_of_a_second_less_than_a_day_is_refused(sale: Sale) -> None:
    sale.ready()
    sale.write(closes_at=CLOSES - timedelta(seconds=1))

    with pytest.raises(Refusal) as refused:
        sale.announce()

    assert refused.value.code == "bidding_period_too_short"
    assert "第20条第2款" in articles(refused.value)


def test_each_missing_item_and_prompt_is_listed(sale: Sale) -> None:
    sale.ready()
    lot = sale.lot()
    drafting.edit_notice(
        lot_no=lot.no,
        items={},
        prompts={},
        disclaimer="",
        opens_at=OPENS,
        closes_at=CLOSES,
        balance_days=10,
        actor=sale.clerk,
        at=DRAFTED,
        media=[],
    )

    with pytest.raises(Refusal) as refused:
        sale.announce()

    assert {prompt.value for prompt in SpecialPrompt} <= set(refused.value.fields)
    assert {"taxes", "media", "court_contact", "property"} <= set(refused.value.fields)
    assert {"第12条第2款", "第13条", "第14条"} <= articles(refused.value)


def test_a_report_past_its_validity_stops_draft_and_notice(sale: Sale) -> None:
    sale.ready()

    with pytest.raises(Refusal) as refused:
        sale.announce(ANNOUNCED + timedelta(days=400))

    assert refused.value.code == "reference_price_expired"
    assert "第27条" in articles(refused.value)


def test_an_asset_without_a_reference_price_is_not_drafted(sale: Sale) -> None:
    from datetime import date

    from registry.services import cases
    from registry.vocabulary import AssetNature
    from tests.support.books import FINDINGS

    case = registry.get_case(registry.get_asset(sale.desk.asset_no).case_number)
    other = cases.register_asset(
        case_id=case.id,
        nature=AssetNature.VEHICLE,
        title="轿车",
        address="济南",
        region_code="370102",
        estimated_value=Money(1),
        seized_on=date(2026, 2, 20),
        found=FINDINGS,
        actor=sale.clerk,
        at=DRAFTED,
    )

    with pytest.raises(Refusal) as refused:
        drafting.draft_lot(asset_no=other.no, actor=sale.clerk, at=DRAFTED)

    assert refused.value.code == "no_reference_price"


def test_the_same_asset_is_drafted_once(sale: Sale) -> None:
    first = sale.draft()

    second = drafting.draft_lot(asset_no=sale.desk.asset_no, actor=sale.clerk, at=DRAFTED)

    assert second.no == first.no


def test_a_stale_form_changes_nothing(sale: Sale) -> None:
    sale.draft()
    version = sale.lot().version
    drafting.choose_venue(
        lot_no=sale.lot_no,
        venue=Venue.EXTERNAL,
        reason="当事人选择",
        version=version,
        actor=sale.clerk,
        at=DRAFTED,
    )

    with pytest.raises(Conflict) as refused:
        drafting.choose_venue(
            lot_no=sale.lot_no,
            venue=Venue.INTERNAL,
            reason="又改",
            version=version,
            actor=sale.clerk,
            at=DRAFTED,
        )

    assert refused.value.code == "stale_form"
    assert sale.lot().venue is Venue.EXTERNAL


def test_a_clerk_of_another_court_may_not_touch_the_lot(sale: Sale) -> None:
    sale.draft()
    stranger = _person("other_clerk", "外院书记员", Role.CLERK, court_id=sale.clerk.court_id + 1)

    with pytest.raises(Forbidden):
        drafting.choose_venue(
            lot_no=sale.lot_no, venue=Venue.INTERNAL, reason="越权", actor=stranger, at=DRAFTED
        )


def test_an_announced_lot_is_no_longer_edited(sale: Sale) -> None:
    sale.announced()

    with pytest.raises(IllegalMove):
        sale.write()
    with pytest.raises(IllegalMove):
        sale.decide(deposit=DEPOSIT)


def test_a_service_without_proof_or_in_the_future_is_refused(sale: Sale) -> None:
    sale.draft()

    for served_at, proof in ((SERVED, " "), (SERVED + timedelta(seconds=1), "回证")):
        with pytest.raises(Refusal):
            drafting.serve_notice(
                lot_no=sale.lot_no,
                name="某人",
                way=ServiceWay.DELIVERED,
                proof=proof,
                served_at=served_at,
                actor=sale.clerk,
                at=SERVED,
            )


def test_priority_is_confirmed_only_as_the_panel_decided(sale: Sale) -> None:
    sale.announced()
    _person("coowner", "共有人某", Role.BIDDER)

    with pytest.raises(Refusal) as refused:
        panel.confirm_priority(
            lot_no=sale.lot_no,
            account="coowner",
            rank=1,
            nature=PriorityNature.CO_OWNER,
            actor=sale.judge,
            at=ANNOUNCED,
        )

    assert refused.value.code == "priority_not_decided"


def test_a_notice_that_evades_gets_a_warning_with_its_article(sale: Sale) -> None:
    from auction.services.announcing import preflight

    sale.ready()
    sale.write(title_and_occupation="占有不明", taxes="一切税费由买受人承担")

    amber = [line for line in preflight(sale.lot(), at=ANNOUNCED) if line.key == "words"]

    assert {line.faults[0] for line in amber} == {"evasive_phrase", "tax_phrase"}
