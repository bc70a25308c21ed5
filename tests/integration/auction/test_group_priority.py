"""Whose priority counts where one bids for another, or several together (P79)."""

import pytest

from app.store import db
from auction.services import panel
from auction.vocabulary import PriorityNature
from tests.integration.auction.test_grouping import (
    BEFORE,
    HOUR,
    agree,
    ask,
    decide,
    enroll,
    person,
)
from tests.support.sales import SERVED, Sale


def confirm_priority(sale: Sale, account: str) -> None:
    panel.confirm_priority(
        lot_no=sale.lot_no,
        account=account,
        rank=1,
        nature=PriorityNature.CO_OWNER,
        actor=sale.judge,
        at=BEFORE + HOUR,
    )


def with_priority(sale: Sale) -> None:
    """Announce a lot with one holder of priority, whose account nobody has confirmed yet."""
    sale.draft()
    sale.decide_priority(1)
    sale.write()
    sale.serve()
    sale.serve_one(SERVED, name="共有人1")
    sale.announce()


def test_priority_confirmed_later_reaches_the_agent_who_bids_for_the_holder(sale: Sale) -> None:
    with_priority(sale)
    agent, principal = person(sale, "agent", 937), person(sale, "principal", 938)
    group = ask(sale, agent, ("principal", 100))
    agree(sale, principal)
    decide(sale, group)
    enrollment = enroll(sale, agent)

    confirm_priority(sale, "principal")

    db.session.refresh(enrollment)
    assert enrollment.priority_rank == 1


def test_priority_of_the_agent_is_none_of_the_principals(sale: Sale) -> None:
    with_priority(sale)
    agent, principal = person(sale, "agent", 939), person(sale, "principal", 940)
    group = ask(sale, agent, ("principal", 100))
    agree(sale, principal)
    decide(sale, group)
    enrollment = enroll(sale, agent)

    confirm_priority(sale, "agent")

    db.session.refresh(enrollment)
    assert enrollment.priority_rank is None


@pytest.mark.parametrize("holder", ["lead", "partner"])
@pytest.mark.parametrize("is_first", [True, False])
def test_joint_buyers_have_no_priority_whichever_came_first(
    sale: Sale, holder: str, *, is_first: bool
) -> None:
    with_priority(sale)
    lead, partner = person(sale, "lead", 941), person(sale, "partner", 942)
    group = ask(sale, lead, ("partner", 40))
    agree(sale, partner)
    decide(sale, group)

    if is_first:
        confirm_priority(sale, holder)
    enrollment = enroll(sale, lead, BEFORE + 2 * HOUR)
    if not is_first:
        confirm_priority(sale, holder)

    db.session.refresh(enrollment)
    assert enrollment.priority_rank is None


def test_a_group_not_confirmed_leaves_each_the_own_priority(sale: Sale) -> None:
    with_priority(sale)
    agent, principal = person(sale, "agent", 943), person(sale, "principal", 944)
    group = ask(sale, agent, ("principal", 100))
    agree(sale, principal)
    decide(sale, group, confirms=False)
    enrollment = enroll(sale, principal)

    confirm_priority(sale, "principal")

    db.session.refresh(enrollment)
    assert enrollment.priority_rank == 1
