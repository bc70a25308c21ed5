"""Groups behind a paddle tried the wrong way round: once decided, barred since, enrolled since."""

import pytest
from sqlalchemy import select, update

from app.identity.models import Person
from app.kernel.permissions import Role
from app.store import db, unit_of_work
from auction.models import Enrollment
from auction.services.grouping import Partner, find_member, standing_of
from auction.vocabulary import EnrollmentState, GroupStanding
from tests.integration.auction.test_grouping import agree, ask, decide, enroll, person, refused
from tests.support import stage
from tests.support.appraisals import _person
from tests.support.sales import Sale, id_number


def bar(account: str) -> None:
    """Let somebody be employed by the platform from now on: art. 34 keeps them out."""
    with unit_of_work():
        db.session.execute(
            update(Person).where(Person.account == account).values(roles=[Role.OPERATOR.value])
        )


def test_after_one_said_no_nobody_is_bound_by_a_late_yes(sale: Sale) -> None:
    sale.announced()
    lead, other = person(sale, "lead", 950), person(sale, "other", 951)
    third = person(sale, "third", 952)
    group = ask(sale, lead, ("other", 30), partners=[Partner("other", 30), Partner("third", 30)])
    agree(sale, other, agrees=False)

    assert refused(lambda: agree(sale, third)).code == "group_decided"

    assert find_member(sale.lot(), third) is None
    assert enroll(sale, third).state is EnrollmentState.APPLIED
    assert standing_of(db.session.merge(group)) is GroupStanding.DECLINED


def test_a_confirmed_group_is_not_left_by_a_late_no(sale: Sale) -> None:
    sale.announced()
    lead, other = person(sale, "lead", 953), person(sale, "other", 954)
    group = ask(sale, lead, ("other", 40))
    agree(sale, other)
    decide(sale, group)

    assert refused(lambda: agree(sale, other, agrees=False)).code == "group_decided"

    assert find_member(sale.lot(), other) is not None
    assert standing_of(db.session.merge(group)) is GroupStanding.CONFIRMED


def test_who_has_an_enrollment_of_its_own_is_not_confirmed_in_a_group(sale: Sale) -> None:
    sale.announced()
    lead, other = person(sale, "lead", 955), person(sale, "other", 956)
    group = ask(sale, lead, ("other", 40))
    agree(sale, other)
    # No act leads here, each holds the lot; the row stands for one that would.
    stage.enroll(sale.lot(), other, None, state=EnrollmentState.APPLIED)

    assert refused(lambda: decide(sale, group)).code == "in_another_group"
    assert standing_of(db.session.merge(group)) is GroupStanding.AGREED
    decide(sale, group, confirms=False)


@pytest.mark.parametrize("role", [Role.JUDGE, Role.OPERATOR])
def test_who_may_not_bid_does_not_act_for_others(sale: Sale, role: Role) -> None:
    sale.announced()
    person(sale, "principal", 957)
    court = sale.clerk.court_id if role is Role.JUDGE else None
    insider = _person("insider", "内部人", role, number=id_number(958), court_id=court)

    assert refused(lambda: ask(sale, insider, ("principal", 100))).code == "barred"

    assert find_member(sale.lot(), insider) is None


def test_who_is_barred_after_agreeing_is_not_confirmed(sale: Sale) -> None:
    sale.announced()
    lead, other = person(sale, "lead", 959), person(sale, "other", 960)
    group = ask(sale, lead, ("other", 40))
    agree(sale, other)
    bar("other")

    assert refused(lambda: decide(sale, group)).code == "barred"

    assert standing_of(db.session.merge(group)) is GroupStanding.AGREED
    decide(sale, group, confirms=False)


def test_who_is_barred_after_the_confirmation_keeps_the_group_out(sale: Sale) -> None:
    sale.announced()
    lead, other = person(sale, "lead", 961), person(sale, "other", 962)
    group = ask(sale, lead, ("other", 40))
    agree(sale, other)
    decide(sale, group)
    bar("other")

    assert refused(lambda: enroll(sale, lead)).code == "barred"

    assert db.session.scalar(select(Enrollment.id).filter_by(lot_id=sale.lot().id)) is None


def test_who_asks_and_who_agrees_is_bound_by_a_name(sale: Sale) -> None:
    sale.announced()
    lead, other = person(sale, "lead", 963), person(sale, "other", 964)
    nameless = _person("nameless", "无名", Role.BIDDER)

    assert refused(lambda: ask(sale, nameless, ("other", 40))).code == "real_name_missing"
    ask(sale, lead, ("nameless", 40))
    assert find_member(sale.lot(), lead) is not None
    assert refused(lambda: agree(sale, nameless)).code == "real_name_missing"

    assert find_member(sale.lot(), nameless) is None
    assert find_member(sale.lot(), other) is None
