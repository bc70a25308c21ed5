"""Ways out of a sale tried the wrong way round: in kind, by a group, by a result from elsewhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.identity.vocabulary import PersonKind
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money
from app.store import db
from auction.queries.venues import find_outside_result
from auction.services import taking_in_kind
from auction.vocabulary import LotState
from registry import facade as registry
from registry.seeds import credit_code
from registry.services.cases import add_party
from registry.vocabulary import PartyRole
from tests.integration.auction.test_grouping import agree, decide, enroll, person
from tests.integration.auction.test_grouping import ask as ask_group
from tests.integration.auction.test_in_kind import (
    DAY,
    NOT,
    RANKED,
    TAKES,
    answer,
    answer_all,
    offer_of,
    offered,
    rank,
    rule,
)
from tests.support.other_venues import PRICE, of_site, on_site, record
from tests.support.sales import DRAFTED, Sale

UNREACHABLE = "济南某某担保有限公司"


def refused(act: Callable[[], object]) -> str:
    """Return the code of the refusal that an act ends in."""
    with pytest.raises(Refusal) as found:
        act()
    db.session.rollback()
    return found.value.code


def test_where_nobody_said_yes_nobody_is_ranked(sale: Sale) -> None:
    offered(sale)
    answer(sale, "王芳", takes_it=NOT)
    until = offer_of(sale).until_at

    assert refused(lambda: rank(sale, until)) == "nobody_takes_it"

    assert offer_of(sale).ranked_at is None


def test_before_the_ranking_there_is_nobody_to_rule_to_and_nobody_to_pass_over(
    sale: Sale,
) -> None:
    offered(sale)
    answer_all(sale, "济南某某银行")

    assert refused(lambda: rule(sale, RANKED)) == "assignee_missing"
    code = refused(
        lambda: taking_in_kind.pass_on(
            lot_no=sale.lot_no, reason="逾期未补交差额", actor=sale.clerk, at=RANKED
        )
    )

    assert code == "not_found"
    assert sale.lot().state is LotState.IN_KIND_OFFERED


def test_after_the_ranking_no_answer_is_taken_any_more(sale: Sale) -> None:
    offered(sale)
    answer_all(sale, "济南某某银行")
    at = offer_of(sale).until_at - DAY
    rank(sale, at)

    assert refused(lambda: answer(sale, "王芳", at, takes_it=TAKES)) == "offer_over"


def test_who_has_no_proven_name_is_not_asked_for_the_difference(sale: Sale) -> None:
    case = registry.get_asset(sale.desk.asset_no)
    add_party(
        case_id=case.case_id,
        role=PartyRole.OTHER_CREDITOR,
        name=UNREACHABLE,
        kind=PersonKind.LEGAL,
        id_number=credit_code(93),
        claim=Money(1_000_000),
        is_secured=True,
        person_id=None,
        actor=sale.clerk,
        at=DRAFTED,
    )
    offered(sale)
    answer(sale, UNREACHABLE, takes_it=TAKES)
    until = offer_of(sale).until_at

    assert refused(lambda: rank(sale, until)) == "assignee_without_account"

    assert offer_of(sale).assignee_id is None


def test_a_partner_does_not_enroll_beside_the_leader(sale: Sale) -> None:
    sale.announced()
    lead, other = person(sale, "lead", 912), person(sale, "other", 913)
    group = ask_group(sale, lead, ("other", 40))
    agree(sale, other)
    decide(sale, group)

    with pytest.raises(Conflict, match="group_acts_for_you"):
        enroll(sale, other)


def test_a_result_has_its_proof_and_stands_as_it_was_recorded(sale: Sale) -> None:
    on_site(sale)

    assert refused(lambda: record(sale, of_site(sale), evidence=None)) == "evidence_missing"
    assert refused(lambda: record(sale, of_site(sale), filename="")) == "evidence_missing"
    assert find_outside_result(sale.lot().id) is None
    record(sale, of_site(sale))
    record(sale, of_site(sale))
    other = of_site(sale, price=Money(PRICE.fen + 1_000_000))

    with pytest.raises(Conflict, match="result_already_recorded"):
        record(sale, other, at=of_site(sale).ended_at + timedelta(days=1))

    assert sale.lot().price == PRICE
