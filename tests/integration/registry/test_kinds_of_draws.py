"""Auction houses and auxiliary agencies are drawn as appraisers are; agreed choices stand alike."""

import hashlib
import json
from datetime import timedelta

import pytest

from app.kernel.errors import Conflict, NotFound, Refusal
from registry import facade, queries
from registry.services import draws, entropy, negotiating, policies
from registry.services.pools import preview_pool
from registry.vocabulary import AgencyField, AgencyKind, ChoiceMethod, DrawState, PolicyMode
from tests.integration.registry.test_draws import check
from tests.support.appraisals import small_pdf
from tests.support.books import (
    APPLICANT,
    DEBTOR,
    LATER,
    NINE,
    Books,
    finished_draw,
    prepared_draw,
    write_books,
)

pytestmark = pytest.mark.usefixtures("db_session")

HOUSE, HELPER = AgencyKind.AUCTION_HOUSE, AgencyKind.AUXILIARY
KINDS = [(HOUSE, AgencyField.AUCTION_GENERAL), (HELPER, AgencyField.AUX_VIEWING)]


def drawn(books: Books, kind: AgencyKind, field: AgencyField) -> str:
    draw = draws.prepare_draw(
        asset_no=books.asset.no, kind=kind, field=field, actor=books.clerk, at=NINE
    )
    draws.freeze_draw(no=draw.no, strings_until=LATER, actor=books.clerk, at=NINE)
    entropy.hand_in_string(no=draw.no, text="1", actor=APPLICANT, at=NINE)
    entropy.close_entropy(no=draw.no, actor=books.clerk, at=LATER)
    draws.perform_draw(no=draw.no, actor=books.clerk, at=LATER)
    return draw.no


@pytest.mark.parametrize(("kind", "field"), KINDS)
def test_another_kind_is_drawn_from_its_own_list(kind: AgencyKind, field: AgencyField) -> None:
    books = write_books()

    draw = queries.get_draw(drawn(books, kind, field))

    kinds = {queries.get_agency(c.agency_code).kind for c in draw.candidates if c.ticket}
    assert kinds == {kind}
    assert check(draw.transcript or "") == []
    assert json.loads(draw.transcript or "")["input"]["case_id"].endswith(f" {kind}")
    assert facade.draw_result(books.asset.no, kind).order


def test_each_kind_has_a_draw_of_its_own_beside_the_others() -> None:
    books = write_books()
    appraisal = finished_draw(books)
    house = drawn(books, *KINDS[0])

    assert facade.draw_result(books.asset.no).no == appraisal.no
    assert facade.draw_result(books.asset.no, HOUSE).no == house
    with pytest.raises(NotFound):
        facade.draw_result(books.asset.no, HELPER)
    with pytest.raises(Conflict, match="draw_exists"):
        draws.prepare_draw(
            asset_no=books.asset.no, kind=HOUSE, field=KINDS[0][1], actor=books.clerk, at=NINE
        )


@pytest.mark.parametrize("field", [None, AgencyField.REAL_ESTATE, AgencyField.AUX_VIEWING])
def test_an_auction_house_is_drawn_for_a_field_of_its_own_only(field: AgencyField | None) -> None:
    books = write_books()

    with pytest.raises(Refusal, match="bad_field"):
        draws.prepare_draw(
            asset_no=books.asset.no, kind=HOUSE, field=field, actor=books.clerk, at=NINE
        )


def test_a_fall_of_an_auction_house_leaves_the_appraisers_in_order() -> None:
    books = write_books()
    finished_draw(books)
    drawn(books, *KINDS[0])
    house = facade.draw_result(books.asset.no, HOUSE).order[0]

    draws.mark_fallen(
        asset_no=books.asset.no,
        agency_code=house.code,
        reason="拒绝接受委托",
        kind=HOUSE,
        actor=books.clerk,
        at=LATER,
    )

    assert facade.draw_result(books.asset.no, HOUSE).fallen == (house.code,)
    assert facade.draw_result(books.asset.no).fallen == ()


def test_a_list_is_not_frozen_before_the_parties_were_asked() -> None:
    books = write_books()
    draw = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE)

    with pytest.raises(Refusal, match="negotiation_first") as refused:
        draws.freeze_draw(no=draw.no, strings_until=LATER, actor=books.clerk, at=NINE)

    assert str(refused.value.citations[0]) == "法释〔2018〕15号 第16条"


def test_after_a_window_without_agreement_the_list_is_frozen() -> None:
    books = write_books()
    draw = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE)
    until = NINE + timedelta(days=1)
    negotiating.open_negotiation(no=draw.no, until=until, actor=books.clerk, at=NINE)
    negotiating.end_negotiation(no=draw.no, at=LATER)

    frozen = draws.freeze_draw(
        no=draw.no, strings_until=LATER + timedelta(days=1), actor=books.clerk, at=LATER
    )

    assert frozen.state is DrawState.FROZEN


def test_a_second_round_does_not_ask_the_parties_again() -> None:
    books = write_books()
    first = prepared_draw(books)
    draws.void_draw(no=first.no, reason="录入有误", actor=books.judge, at=NINE)

    second = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE)

    assert second.negotiation_waiver == first.negotiation_waiver
    frozen = draws.freeze_draw(no=second.no, strings_until=LATER, actor=books.clerk, at=NINE)
    assert frozen.round == 2


def test_an_agreed_choice_is_answered_as_a_drawn_one() -> None:
    books = write_books()
    draw = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE)
    negotiating.open_negotiation(no=draw.no, until=LATER, actor=books.clerk, at=NINE)
    pool = _fit(books)[:3]
    for party in (APPLICANT, DEBTOR):
        negotiating.propose(no=draw.no, codes=pool, actor=party, at=NINE)

    result = facade.draw_result(books.asset.no)

    assert [agency.code for agency in result.order] == pool
    assert result.method is ChoiceMethod.AGREEMENT
    assert result.next_agency == result.order[0]
    draws.mark_fallen(
        asset_no=books.asset.no, agency_code=pool[0], reason="拒绝", actor=books.clerk, at=LATER
    )
    assert facade.draw_result(books.asset.no).next_agency == result.order[1]


def _fit(books: Books) -> list[str]:
    return [s.agency.code for s in preview_pool(books.asset, NINE).standees if s.ticket]


def test_tickets_of_a_weighted_list_keep_their_weight_from_the_freeze_to_the_transcript() -> None:
    books = write_books()
    document = small_pdf("关于按考核结果确定摇号权重的规定")
    digest = hashlib.sha256(document).hexdigest()
    policies.adopt_policy(
        mode=PolicyMode.WEIGHTED,
        reasons="全省统一部署，按年度考核结果确定权重。",
        document_name="鲁高法〔2026〕1号",
        document=document,
        document_sha256=digest,
        actor=books.judge,
        at=NINE,
    )

    draw = finished_draw(books)

    weights = {candidate.weight for candidate in draw.candidates if candidate.ticket}
    assert min(weights) > 1
    sealed = json.loads(draw.transcript or "")
    assert {ticket["w"] for ticket in sealed["input"]["candidates"]} == weights
    assert sealed["policy"]["mode"] == "weighted"
    assert digest in json.dumps(sealed["policy"])
    assert check(draw.transcript or "") == []
