"""Unsold: creditors take it in kind, by rank, with what they lack made up; or nobody does."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.ledger import facade as ledger
from app.ledger.facade import Payer
from app.store import db
from app.trail.queries import entries_of, timeline
from app.trail.reader import run_readers
from appraisal.readers import READERS as OF_APPRAISAL
from auction import queries
from auction.checks import QUERIES, breaches_of
from auction.models import InKindOffer
from auction.services import giving_back, offering, taking_in_kind
from auction.services.planning import creditors_of
from auction.vocabulary import LotState, OfferEnding, Round
from registry import facade as registry
from tests.integration.auction.test_rounds import SELL_OFF_CLOSES, SELL_OFF_OPENS, sell_off
from tests.support.sales import CLOSES, SECOND_DRAFTED, START, Sale
from tests.support.shares import party_named, with_creditors

CHECKER = Path(__file__).resolve().parents[3] / "static" / "verify" / "mingchui_verify.py"
DAY = timedelta(days=1)
ASKED = CLOSES + DAY
ANSWERED = ASKED + 2 * DAY
RANKED = CLOSES + 12 * DAY
TAKES, NOT = True, False


def articles(refusal: Refusal) -> set[str]:
    return {citation.article for citation in refusal.citations}


def offered(sale: Sale) -> Sale:
    """Walk until the creditors were asked after the first round: applicant, bank, trader."""

    def work() -> None:
        with_creditors(sale).failed()
        offering.ask_creditors(lot_no=sale.lot_no, actor=sale.clerk, at=ASKED)

    return sale.walk("offered", work)


def answer(
    sale: Sale, name: str, at: datetime = ANSWERED, *, takes_it: bool, figure: str = ""
) -> None:
    """Record a creditor's paper."""
    taking_in_kind.answer_offer(
        lot_no=sale.lot_no,
        takes_it=takes_it,
        party_id=party_named(sale, name),
        figure=figure,
        actor=sale.clerk,
        at=at,
    )


def answer_all(sale: Sale, *takers: str) -> None:
    for name in ("王芳", "济南某某银行", "济南某某商贸"):
        answer(sale, name, takes_it=name in takers)


def rank(sale: Sale, at: datetime = RANKED, days: int | None = None) -> InKindOffer:
    return taking_in_kind.choose_assignee(lot_no=sale.lot_no, days=days, actor=sale.clerk, at=at)


def offer_of(sale: Sale) -> InKindOffer:
    found = queries.find_last_offer(sale.lot().id)
    assert found is not None
    return found


def pay(sale: Sale, name: str, order_no: str, at: datetime) -> None:
    """Let a creditor pay an order through the bank in its own name."""
    person = next(
        party
        for party in registry.parties_of(sale.lot().case_number)
        if party.name.startswith(name)
    )
    order = ledger.get_order(order_no)
    sale.bidders[name] = (sale.clerk, _payer(person.person_id))
    sale.pay_no(name, order.no, at)
    run_readers(OF_APPRAISAL)


def _payer(person_id: int | None) -> Payer:
    from app.identity import facade as identity
    from app.kernel.actors import SYSTEM

    assert person_id is not None
    who = identity.real_name(
        person_id, purpose="test", reference="test", actor=SYSTEM, at=RANKED, case_number="test"
    )
    return Payer(who.name, who.id_number)


def rule(sale: Sale, at: datetime, *, is_unrestricted: bool = True) -> None:
    taking_in_kind.rule_in_kind(
        lot_no=sale.lot_no, is_unrestricted=is_unrestricted, actor=sale.judge, at=at
    )


def test_a_debtor_takes_nothing_in_kind(sale: Sale) -> None:
    offered(sale)
    debtor = next(
        party for party in registry.parties_of(sale.lot().case_number) if party.role == "debtor"
    )

    with pytest.raises(Refusal) as refused:
        taking_in_kind.answer_offer(
            lot_no=sale.lot_no, takes_it=TAKES, party_id=debtor.id, actor=sale.clerk, at=ANSWERED
        )

    assert refused.value.code == "not_a_creditor"
    assert "第16条" in articles(refused.value)


def test_creditors_who_all_refuse_end_the_days_early(sale: Sale) -> None:
    offered(sale)

    answer_all(sale)

    assert sale.lot().state is LotState.UNSOLD
    assert offer_of(sale).ending is OfferEnding.NOBODY
    assert sale.follow(SECOND_DRAFTED + 3 * DAY).round is Round.SECOND


def test_an_answer_may_be_changed_until_the_days_are_over(sale: Sale) -> None:
    offered(sale)
    until = offer_of(sale).until_at
    answer(sale, "王芳", takes_it=NOT)
    answer(sale, "王芳", until - timedelta(seconds=1), takes_it=TAKES)

    with pytest.raises(Refusal) as refused:
        answer(sale, "王芳", until, takes_it=NOT)

    answers = queries.list_answers(offer_of(sale).id)
    assert refused.value.code == "offer_over"
    assert [row.takes_it for row in answers] == [TAKES]


def test_the_court_ranks_only_once_everybody_could_answer(sale: Sale) -> None:
    offered(sale)
    answer(sale, "王芳", takes_it=TAKES)
    until = offer_of(sale).until_at

    with pytest.raises(Refusal) as early:
        rank(sale, until - timedelta(seconds=1))
    sale.tick(until)
    ranked = rank(sale, until)

    assert early.value.code == "offer_still_open"
    assert sale.lot().state is LotState.IN_KIND_OFFERED
    assert ranked.assignee_id == party_named(sale, "王芳")


def test_the_secured_creditor_goes_before_the_trader(sale: Sale) -> None:
    offered(sale)
    answer_all(sale, "济南某某商贸", "济南某某银行")

    ranked = rank(sale)

    claims = {claim.party_id: claim for claim in creditors_of(sale.lot().case_number)}
    bank = party_named(sale, "济南某某银行")
    assert ranked.assignee_id == bank
    assert ranked.drawn == []
    assert ranked.entitled is not None
    assert ranked.entitled <= claims[bank].amount
    assert ranked.top_up == Money(START.fen - ranked.entitled.fen)
    order = ledger.find_order(taking_in_kind.in_kind_reference(ranked, bank))
    assert order is not None
    assert order.amount == ranked.top_up


def test_equal_creditors_draw_lots_and_the_draw_is_on_the_record(sale: Sale) -> None:
    offered(sale)
    creditors = {
        claim.party_id for claim in creditors_of(sale.lot().case_number) if not claim.is_secured
    }
    answer_all(sale, "济南某某商贸", "王芳")

    ranked = rank(sale)

    entries = entries_of(f"lot:{sale.lot_no}:court", audience=Audience.PARTIES)
    chosen = next(row for row in entries if row.name == "auction.in_kind.assignee_chosen")
    drawn = [set(group) for group in ranked.drawn]
    assert drawn in ([creditors], [])
    assert chosen.payload["drawn"] == ranked.drawn
    if drawn:
        assert ranked.assignee_id == ranked.drawn[0][0]


def test_anybody_draws_the_lots_again_and_no_name_is_in_them(sale: Sale, tmp_path: Path) -> None:
    offered(sale)
    told = entries_of(f"lot:{sale.lot_no}", audience=Audience.PUBLIC)
    bound = next(row for row in told if row.name == "auction.lot.offered_in_kind")
    answer(sale, "济南某某银行", takes_it=False)
    answer(sale, "济南某某商贸", takes_it=True, figure="趵突泉 1898")
    answer(sale, "王芳", takes_it=True, figure=" 42 ")

    ranked = rank(sale)

    (transcript,) = ranked.transcripts
    text = json.dumps(transcript, ensure_ascii=False)
    assert "王芳" not in text
    assert sorted(transcript["input"]["party"].values()) == ["42", "趵突泉 1898"]
    assert [int(party) for party in transcript["result"]["order"]] == ranked.drawn[0]
    assert check_lots(tmp_path, text, bound.payload["commitment"]) == 0
    assert check_lots(tmp_path, text, "0" * 64) == 1
    assert check_lots(tmp_path, text.replace("1898", "1899"), "") == 1


def check_lots(folder: Path, transcript: str, commitment: str) -> int:
    """Run the verifier that stands alone; return how it ended."""
    file = folder / "lots.json"
    file.write_text(transcript, encoding="utf-8")
    options = ["--commit", commitment] if commitment else []
    return subprocess.run(
        [sys.executable, str(CHECKER), "draw", str(file), *options],
        capture_output=True,
        check=False,
        cwd=folder,
    ).returncode


def test_without_the_difference_no_ruling_is_made(sale: Sale) -> None:
    offered(sale)
    answer_all(sale, "济南某某银行")
    rank(sale)

    with pytest.raises(Refusal) as refused:
        rule(sale, RANKED + DAY)

    assert refused.value.code == "in_kind_top_up_missing"
    assert "第16条第2款" in articles(refused.value)
    assert sale.lot().state is LotState.IN_KIND_OFFERED


def test_a_creditor_tops_up_and_the_property_is_ruled_to_it(sale: Sale) -> None:
    offered(sale)
    answer_all(sale, "济南某某银行")
    ranked = rank(sale)
    assert ranked.top_up_order is not None
    pay(sale, "济南某某银行", ranked.top_up_order, RANKED + DAY)

    with pytest.raises(Refusal) as limited:
        rule(sale, RANKED + 2 * DAY, is_unrestricted=False)
    with pytest.raises(Refusal) as fee_open:
        rule(sale, RANKED + 2 * DAY)
    fee_no = fee_order(sale)
    pay(sale, "济南某某银行", fee_no, RANKED + 2 * DAY)
    rule(sale, RANKED + 3 * DAY)
    rule(sale, RANKED + 3 * DAY)
    sale.tick(RANKED + 3 * DAY)

    assert limited.value.code == "purchase_proof_missing"
    assert fee_open.value.code == "in_kind_fee_open"
    assert sale.lot().state is LotState.IN_KIND
    assert offer_of(sale).ending is OfferEnding.TAKEN
    act = queries.list_acts(sale.lot().id)[0]
    assert papers.find(papers.PaperKind.IN_KIND_RULING, f"{sale.lot_no}/{act.id}") is not None
    public = [entry.name for entry in entries_of(f"lot:{sale.lot_no}", audience=Audience.PUBLIC)]
    assert public[-1] == "auction.lot.taken_in_kind"
    assert [breach.detail for name in QUERIES for breach in breaches_of(name)] == []


def fee_order(sale: Sale) -> str:
    """Return the order by which the assignee pays the rest of the appraisal fee."""
    db.session.expire_all()
    order = ledger.find_order(f"{sale.lot().appraisal_no}/balance")
    assert order is not None
    return order.no


def test_an_assignee_who_does_not_top_up_makes_room_for_the_next(sale: Sale) -> None:
    offered(sale)
    answer_all(sale, "济南某某银行", "济南某某商贸")
    ranked = rank(sale, days=5)
    due = ranked.top_up_due_at
    assert due is not None

    with pytest.raises(Refusal) as early:
        taking_in_kind.pass_on(
            lot_no=sale.lot_no, reason="逾期未补交差额", actor=sale.clerk,
            at=due - timedelta(seconds=1),
        )  # fmt: skip
    taking_in_kind.pass_on(lot_no=sale.lot_no, reason="逾期未补交差额", actor=sale.clerk, at=due)
    second = offer_of(sale)
    second_due = second.top_up_due_at
    assert second_due is not None
    turn = second.assignee_id
    taking_in_kind.pass_on(
        lot_no=sale.lot_no, reason="逾期未补交差额", actor=sale.clerk, at=second_due
    )

    assert early.value.code == "top_up_not_overdue"
    assert turn == party_named(sale, "济南某某商贸")
    assert offer_of(sale).ending is OfferEnding.FELL_THROUGH
    assert sale.lot().state is LotState.UNSOLD


def test_a_creditor_takes_it_unasked_and_answers_for_itself_alone(sale: Sale) -> None:
    with_creditors(sale).failed()
    bank = _actor(sale, "济南某某银行")
    trader = party_named(sale, "济南某某商贸")

    with pytest.raises(Forbidden):
        taking_in_kind.answer_offer(
            lot_no=sale.lot_no, takes_it=TAKES, party_id=trader, actor=bank, at=ASKED
        )
    taking_in_kind.answer_offer(lot_no=sale.lot_no, takes_it=TAKES, actor=bank, at=ASKED)

    assert sale.lot().state is LotState.IN_KIND_OFFERED
    names = [entry.name for entry in timeline(sale.lot().case_number, audience=Audience.PARTIES)]
    assert "auction.in_kind.answered" in names


def _actor(sale: Sale, name: str) -> Actor:
    from app.identity import facade as identity

    party = party_named(sale, name)
    person = next(
        row.person_id for row in registry.parties_of(sale.lot().case_number) if row.id == party
    )
    found = identity.find_person("creditor91")
    assert found is not None
    assert found.id == person
    return identity.actor_named("creditor91")


def test_a_no_without_being_asked_opens_nothing(sale: Sale) -> None:
    with_creditors(sale).failed()

    with pytest.raises(NotFound):
        answer(sale, "王芳", ASKED, takes_it=NOT)

    assert sale.lot().state is LotState.UNSOLD


def test_after_a_failed_sell_off_it_is_managed_or_given_back_once_asked(sale: Sale) -> None:
    sell_off(sale)
    sale.tick(SELL_OFF_OPENS)
    sale.tick(SELL_OFF_CLOSES + timedelta(seconds=2))
    at = SELL_OFF_CLOSES + DAY
    given = {"lot_no": sale.lot_no, "reason": "变卖不成，无人接受抵债", "actor": sale.judge}

    with pytest.raises(Refusal) as unasked:
        giving_back.return_lot(**given, at=at)
    offer = offering.ask_creditors(lot_no=sale.lot_no, actor=sale.clerk, at=at)
    sale.tick(offer.until_at)
    giving_back.return_lot(**given, at=offer.until_at)
    sale.tick(offer.until_at)

    assert unasked.value.code == "creditors_not_asked"
    assert "第24条" in articles(unasked.value)
    assert sale.lot().state is LotState.RETURNED
    act = queries.list_acts(sale.lot().id)[0]
    assert act.paper_no is not None


def test_a_creditor_manages_what_nobody_bought(sale: Sale) -> None:
    sell_off(sale)
    sale.tick(SELL_OFF_OPENS)
    sale.tick(SELL_OFF_CLOSES + timedelta(seconds=2))
    offer = offering.ask_creditors(lot_no=sale.lot_no, actor=sale.clerk, at=SELL_OFF_CLOSES + DAY)
    sale.tick(offer.until_at)

    giving_back.manage_lot(
        lot_no=sale.lot_no,
        party_id=party_named(sale, "王芳"),
        reason="申请执行人同意管理",
        actor=sale.judge,
        at=offer.until_at,
    )

    assert sale.lot().state is LotState.MANAGED


def test_nothing_is_given_back_while_a_round_still_follows(sale: Sale) -> None:
    offered(sale)
    answer_all(sale)

    with pytest.raises(Refusal) as refused:
        giving_back.return_lot(
            lot_no=sale.lot_no, reason="无人接受抵债", actor=sale.judge, at=RANKED
        )

    assert refused.value.code == "sell_off_not_failed"
    assert sale.lot().state is LotState.UNSOLD
