"""Who may be drawn: each ground by itself, the widening of the list, and shared tickets."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import Money
from registry.rules.policy import CURRENT, digest
from registry.rules.pool import AgencyFace, Matter, PartyFace, Tie, exclusions_of, make_pool
from registry.vocabulary import AgencyField, Scope, Standing

RE = AgencyField.REAL_ESTATE
TODAY = date(2026, 3, 2)
FLAT = Matter(RE, "370102", Money(320_000_000), TODAY)


def agency(code: str = "A", **changes: Any) -> AgencyFace:
    """Make an agency of Lixia with nothing against it."""
    plain = AgencyFace(
        code=code,
        name=f"机构{code}",
        fields=frozenset({RE}),
        grade=2,
        regions=("370102",),
        standing=Standing.ELIGIBLE,
        standing_until=None,
        licence_expires_on=date(2028, 1, 1),
        appraisers={RE: 6},
    )
    return replace(plain, **changes)


def grounds(face: AgencyFace, matter: Matter = FLAT) -> list[str]:
    return [str(found.code) for found in exclusions_of(face, matter, CURRENT)]


def test_an_agency_with_nothing_against_it_is_in() -> None:
    assert grounds(agency()) == []


GROUNDS = [
    ("E01", {"fields": frozenset({AgencyField.LAND})}),
    ("E04", {"standing": Standing.PAUSED}),
    ("E04", {"standing": Standing.STOPPED}),
    ("E04", {"standing": Standing.PAUSED, "standing_until": TODAY}),
    ("E05", {"standing": Standing.DELISTED, "standing_until": date(2030, 1, 1)}),
    ("E05", {"standing": Standing.DELISTED}),
    ("E08", {"open_commissions": 12}),
    ("E08", {"open_commissions": 2, "declared_capacity": 2}),
    ("E09", {"licence_expires_on": date(2026, 3, 1)}),
    ("E09", {"appraisers": {RE: 1}}),
]


@pytest.mark.parametrize(("code", "changes"), GROUNDS)
def test_each_ground_keeps_an_agency_out(code: str, changes: dict[str, Any]) -> None:
    assert grounds(agency(**changes)) == [code]


CLEARED = [
    {"standing": Standing.PAUSED, "standing_until": date(2026, 3, 1)},
    {"standing": Standing.DELISTED, "standing_until": date(2026, 3, 1)},
    {"open_commissions": 11},
    {"licence_expires_on": TODAY},
    {"appraisers": {RE: 2}},
    {"declared_capacity": 50, "open_commissions": 11},
]


@pytest.mark.parametrize("changes", CLEARED)
def test_what_has_passed_or_stays_below_the_limit_keeps_nobody_out(
    changes: dict[str, Any],
) -> None:
    assert grounds(agency(**changes)) == []


BANDS = [
    (500_000_000, 3, 6, []),
    (500_000_001, 3, 6, ["E02"]),
    (500_000_001, 2, 6, []),
    (5_000_000_000, 2, 6, []),
    (5_000_000_001, 2, 6, ["E02"]),
    (5_000_000_001, 1, 4, ["E02"]),
    (5_000_000_001, 1, 5, []),
]


@pytest.mark.parametrize(("value", "grade", "staff", "expected"), BANDS)
def test_the_value_asks_for_a_grade(
    value: int, grade: int, staff: int, expected: list[str]
) -> None:
    """Five million yuan: any grade; fifty million: grade two; above: grade one with five."""
    matter = replace(FLAT, value=Money(value))

    assert grounds(agency(grade=grade, appraisers={RE: staff}), matter) == expected


def test_other_professions_know_no_bands() -> None:
    matter = replace(FLAT, field=AgencyField.ASSETS, value=Money(9_000_000_000))
    face = agency(
        grade=3, fields=frozenset({AgencyField.ASSETS}), appraisers={AgencyField.ASSETS: 2}
    )

    assert grounds(face, matter) == []


@pytest.mark.parametrize(
    "changes",
    [{"ties": (Tie("shareholder", "王某"),)}, {"ties": (Tie("shareholder", "", "d1"),)}],
)
def test_whoever_is_related_to_a_party_steps_back(changes: dict[str, Any]) -> None:
    """资产评估法 art. 24; the evidence names the role, never the person."""
    matter = replace(FLAT, parties=(PartyFace("debtor", "王某", "d1"),))

    (found,) = exclusions_of(agency(**changes), matter, CURRENT)

    assert (str(found.code), found.evidence) == (
        "E06",
        {"related_to": "debtor", "through": "shareholder"},
    )


def test_an_agency_is_not_drawn_for_its_own_case() -> None:
    matter = replace(FLAT, parties=(PartyFace("applicant", "机构A", "x"),))

    assert grounds(agency("A"), matter) == ["E06"]


def test_whoever_failed_in_this_case_is_not_drawn_again() -> None:
    assert grounds(agency("A"), replace(FLAT, fallen={"A": "D-1"})) == ["E07"]


def test_all_grounds_are_named_at_once() -> None:
    face = agency(standing=Standing.PAUSED, licence_expires_on=date(2020, 1, 1), grade=3)

    assert grounds(face, replace(FLAT, value=Money(900_000_000))) == ["E02", "E04", "E09"]


LIXIA, SHIZHONG, QINGDAO, BEIJING = "370102", "370103", "370202", "110105"
WIDENING = [
    ([LIXIA, LIXIA, SHIZHONG, QINGDAO, BEIJING], Scope.CITY, 3),
    ([LIXIA, LIXIA, QINGDAO, BEIJING], Scope.PROVINCE, 3),
    ([LIXIA, QINGDAO, BEIJING, BEIJING], Scope.NATION, 4),
    ([BEIJING], Scope.NATION, 1),
]


@pytest.mark.parametrize(("regions", "scope", "size"), WIDENING)
def test_the_list_widens_while_fewer_than_three_stand(
    regions: list[str], scope: Scope, size: int
) -> None:
    """P14: city, then province, then nation; always before the freeze."""
    faces = [agency(str(number), regions=(region,)) for number, region in enumerate(regions)]

    pool = make_pool(faces, FLAT, CURRENT)

    assert (pool.scope, len(pool.tickets)) == (scope, size)
    outside = [s for s in pool.standees if not s.ticket]
    assert all(str(s.exclusions[0].code) == "E03" for s in outside)


def test_an_agency_may_stand_on_the_lists_of_several_places() -> None:
    faces = [agency(str(number), regions=(QINGDAO, LIXIA)) for number in range(3)]

    assert make_pool(faces, FLAT, CURRENT).scope is Scope.CITY


def test_those_left_out_do_not_count_for_the_three() -> None:
    faces = [agency(str(n), regions=(LIXIA,)) for n in range(2)]
    faces += [agency("9", regions=(LIXIA,), standing=Standing.PAUSED)]
    faces += [agency("8", regions=(QINGDAO,))]

    assert make_pool(faces, FLAT, CURRENT).scope is Scope.PROVINCE


def test_agencies_of_one_controller_share_one_ticket() -> None:
    """E10: three shells of one owner have the chance of one agency."""
    shells = [agency(f"S{n}", controller_code="OWNER") for n in range(3)]
    others = [agency(f"A{n}") for n in range(3)]

    pool = make_pool([*shells, *others], FLAT, CURRENT)

    assert len(pool.tickets) == 4
    assert pool.groups["S0"] == ("S0", "S1", "S2")
    (shared,) = [ticket for ticket in pool.tickets if ticket.id == "S0"]
    assert all(code in shared.name for code in ("S0", "S1", "S2"))


def test_a_controller_that_is_an_agency_shares_with_those_it_controls() -> None:
    pool = make_pool([agency("A"), agency("B", controller_code="A")], FLAT, CURRENT)

    assert pool.groups == {"A": ("A", "B")}


def test_shells_count_once_when_the_list_is_widened() -> None:
    shells = [agency(f"S{n}", controller_code="OWNER") for n in range(3)]
    far = [agency("Q", regions=(QINGDAO,)), agency("R", regions=(QINGDAO,))]

    assert make_pool([*shells, *far], FLAT, CURRENT).scope is Scope.PROVINCE


FACES = st.lists(
    st.builds(
        agency,
        st.uuids().map(str),
        standing=st.sampled_from(Standing),
        grade=st.integers(1, 3),
        regions=st.sampled_from([(LIXIA,), (QINGDAO,), (BEIJING,)]),
        open_commissions=st.integers(0, 20),
        controller_code=st.sampled_from([None, "X", "Y"]),
        appraisers=st.integers(0, 8).map(lambda staff: {RE: staff}),
    ),
    max_size=12,
    unique_by=lambda face: face.code,
)


@given(FACES, st.integers(1, 10_000_000_000))
def test_r5_nobody_with_a_ground_holds_a_ticket_and_everybody_else_does(
    faces: list[AgencyFace], value: int
) -> None:
    pool = make_pool(faces, replace(FLAT, value=Money(value)), CURRENT)

    assert len(pool.standees) == len(faces)
    for standee in pool.standees:
        assert bool(standee.ticket) != bool(standee.exclusions)
    held = sorted(code for codes in pool.groups.values() for code in codes)
    assert held == sorted(s.agency.code for s in pool.standees if s.ticket)


def test_the_policy_has_one_digest() -> None:
    assert digest(CURRENT.as_dict()) == digest(dict(reversed(CURRENT.as_dict().items())))
