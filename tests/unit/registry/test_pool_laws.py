"""Whatever the list looks like: nobody unfit holds a ticket, and one owner holds one."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import Money
from registry.messages import EVIDENCE
from registry.rules.control import control_groups
from registry.rules.policy import CURRENT, Policy
from registry.rules.pool import AgencyFace, Chances, Holder, Matter, PartyFace, Tie, make_pool
from registry.vocabulary import AgencyField, ExclusionCode, Standing

RE, AUCTIONS, CUSTODY = (
    AgencyField.REAL_ESTATE,
    AgencyField.AUCTION_GENERAL,
    AgencyField.AUX_CUSTODY,
)
LIXIA, QINGDAO, BEIJING = "370102", "370202", "110105"
TODAY = date(2026, 3, 2)
FLAT = Matter(RE, LIXIA, Money(320_000_000), TODAY, (PartyFace("debtor", "王某", "d1"),))
WEIGHTED = replace(CURRENT, mode="weighted", document=("某高院规则", "0" * 64))


def agency(code: str, **changes: Any) -> AgencyFace:
    """Make an agency of Lixia with nothing against it."""
    plain = AgencyFace(
        code=code,
        name=f"机构{code}",
        fields=frozenset({RE}),
        grade=2,
        regions=(LIXIA,),
        standing=Standing.ELIGIBLE,
        standing_until=None,
        licence_expires_on=date(2028, 1, 1),
        appraisers={RE: 6},
    )
    return replace(plain, **changes)


OPTIONAL_DAY = st.none() | st.dates(date(2025, 6, 1), date(2027, 1, 1))
FACES = st.lists(
    st.builds(
        agency,
        st.uuids().map(str),
        fields=st.sampled_from([frozenset({RE}), frozenset({RE, AUCTIONS}), frozenset({CUSTODY})]),
        standing=st.sampled_from(Standing),
        standing_until=OPTIONAL_DAY,
        grade=st.integers(1, 3),
        regions=st.sampled_from([(LIXIA,), (QINGDAO,), (BEIJING,), (QINGDAO, LIXIA)]),
        open_commissions=st.integers(0, 20),
        declared_capacity=st.none() | st.integers(0, 9),
        controller_code=st.sampled_from([None, "X", "Y"]),
        holders=st.sampled_from([(), (Holder("甲", "X"),), (Holder("乙", "", 60),)]),
        ties=st.sampled_from(
            [(), (Tie("creditor", "", "d1"),), (Tie("controller", "王某"),), (Tie("staff", "赵"),)]
        ),
        appraisers=st.integers(0, 8).map(lambda staff: {RE: staff, AUCTIONS: staff}),
        licence_expires_on=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
        listed_on=st.dates(date(2024, 1, 1), TODAY),
        left_on=OPTIONAL_DAY,
        refused_on=st.lists(st.dates(date(2025, 10, 1), TODAY), max_size=3).map(tuple),
        review_since=OPTIONAL_DAY,
        record=st.integers(0, 5),
    ),
    max_size=12,
    unique_by=lambda face: face.code,
)


def is_unfit(face: AgencyFace, matter: Matter) -> bool:
    """Say once more, in other words than the checks, whether somebody may not be drawn."""
    over = face.standing_until is not None and face.standing_until < matter.on
    barred = {Standing.PAUSED, Standing.STOPPED, Standing.DELISTED}
    people = face.appraisers.get(matter.field, 0)
    return (
        matter.field not in face.fields
        or (face.left_on is not None and face.left_on <= matter.on)
        or (face.standing in barred and not over)
        or face.licence_expires_on < matter.on
        or people < CURRENT.people_for(matter.field)
        or face.open_commissions >= 2 * people
        or (face.declared_capacity is not None and face.open_commissions >= face.declared_capacity)
        or (face.standing is Standing.PROBATION and not over and face.open_commissions >= 2)
        or sum(matter.on - timedelta(days=90) <= day <= matter.on for day in face.refused_on) >= 2
        or (face.review_since is not None and face.review_since <= matter.on)
        or face.code in matter.fallen
        or any(tie.digest == "d1" or tie.name == "王某" for tie in face.ties)
    )


@given(
    FACES,
    st.integers(1, 10_000_000_000),
    st.sampled_from([RE, AUCTIONS]),
    st.sampled_from([CURRENT, WEIGHTED]),
)
def test_nobody_unfit_ever_holds_a_ticket_and_every_ground_has_code_and_evidence(
    faces: list[AgencyFace], value: int, field: AgencyField, policy: Policy
) -> None:
    matter = replace(FLAT, field=field, value=Money(value))
    chances = Chances({face.code: 50 for face in faces}, {})

    pool = make_pool(faces, matter, policy, chances)

    assert len(pool.standees) == len(faces)
    for standee in pool.standees:
        assert bool(standee.ticket) != bool(standee.exclusions)
        assert not (standee.ticket and is_unfit(standee.agency, matter))
        for ground in standee.exclusions:
            assert ground.code in ExclusionCode
            assert ground.code is not ExclusionCode.SHARED_TICKET
            assert ground.evidence
            assert set(ground.evidence) <= set(EVIDENCE)
    held = sorted(code for codes in pool.groups.values() for code in codes)
    assert held == sorted(s.agency.code for s in pool.standees if s.ticket)
    assert {ticket.id for ticket in pool.tickets} == set(pool.groups)


@given(FACES)
def test_one_controller_never_holds_two_tickets(faces: list[AgencyFace]) -> None:
    pool = make_pool(faces, FLAT, CURRENT)
    group_of = control_groups(faces, CURRENT)

    owners = [group_of[codes[0]] for codes in pool.groups.values()]
    assert len(owners) == len(set(owners))
    for codes in pool.groups.values():
        assert len({group_of[code] for code in codes}) == 1
    by_controller: dict[str, set[str]] = {}
    for face in faces:
        if face.controller_code:
            by_controller.setdefault(face.controller_code, set()).add(group_of[face.code])
    assert all(len(groups) == 1 for groups in by_controller.values())
