"""E01-E12: each ground by itself with its evidence, and what would happen without its check."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.kernel.money import Money
from registry.messages import EXCLUSIONS
from registry.rules import exclusions
from registry.rules.policy import CURRENT
from registry.rules.pool import (
    AgencyFace,
    Chances,
    Holder,
    Matter,
    PartyFace,
    Tie,
    exclusions_of,
    make_pool,
)
from registry.vocabulary import AgencyField, ExclusionCode, Standing

RE, AUCTIONS, CUSTODY = (
    AgencyField.REAL_ESTATE,
    AgencyField.AUCTION_GENERAL,
    AgencyField.AUX_CUSTODY,
)
LIXIA, QINGDAO, BEIJING = "370102", "370202", "110105"
TODAY = date(2026, 3, 2)
DEBTOR = PartyFace("debtor", "王某", "d1")
FLAT = Matter(RE, LIXIA, Money(320_000_000), TODAY, (DEBTOR,))


def agency(code: str = "A", **changes: Any) -> AgencyFace:
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
        listed_on=date(2019, 5, 1),
        record=20,
    )
    return replace(plain, **changes)


def days_ago(*days: int) -> tuple[date, ...]:
    return tuple(TODAY - timedelta(days=count) for count in days)


#: Name of the check, what is wrong with the agency or the matter, and the evidence it must give.
ALONE: list[tuple[str, str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ("left_the_list", "E01", {"left_on": TODAY}, {}, {"left_on": "2026-03-02"}),
    ("low_grade", "E02", {}, {"value": Money(5_000_000_001)}, {"required": 1, "held": 2}),
    (
        "low_grade",
        "E02",
        {"grade": 1, "appraisers": {RE: 4}},
        {"value": Money(5_000_000_001)},
        {"appraisers_required": 5, "appraisers_held": 4},
    ),
    (
        "low_grade",
        "E02",
        {"grade": 1, "standing": Standing.PROBATION},
        {"value": Money(5_000_000_001)},
        {"standing": "probation", "value_limit_fen": "5000000000"},
    ),
    (
        "paused",
        "E04",
        {"standing": Standing.PAUSED, "standing_until": TODAY},
        {},
        {"standing": "paused", "until": "2026-03-02"},
    ),
    ("paused", "E04", {"standing": Standing.STOPPED}, {}, {"standing": "stopped"}),
    (
        "delisted",
        "E05",
        {"standing": Standing.DELISTED, "standing_until": date(2031, 3, 1)},
        {},
        {"standing": "delisted", "until": "2031-03-01"},
    ),
    (
        "conflicted",
        "E06",
        {"ties": (Tie("practitioner", "", "d1"),)},
        {},
        {"related_to": "debtor", "through": "practitioner"},
    ),
    (
        "conflicted",
        "E06",
        {"ties": (Tie("legal_representative", "李明"),)},
        {"parties": (DEBTOR, PartyFace("judge", "李明"))},
        {"related_to": "judge", "through": "legal_representative"},
    ),
    (
        "conflicted",
        "E06",
        {"ties": (Tie("creditor", "某律师", "d7"),)},
        {"parties": (PartyFace("agent", "某律师", "d7"),)},
        {"related_to": "agent", "through": "creditor"},
    ),
    ("already_failed", "E07", {}, {"fallen": {"A": "D-1"}}, {"in_draw": "D-1"}),
    ("at_capacity", "E08", {"open_commissions": 12}, {}, {"open": 12, "limit": 12}),
    (
        "at_capacity",
        "E08",
        {"open_commissions": 3, "declared_capacity": 3},
        {},
        {"open": 3, "limit": 3, "limited_by": "declared"},
    ),
    (
        "at_capacity",
        "E08",
        {"open_commissions": 2, "standing": Standing.PROBATION},
        {},
        {"open": 2, "limit": 2, "limited_by": "probation"},
    ),
    (
        "at_capacity",
        "E08",
        {"open_commissions": 2, "listed_on": date(2025, 12, 1), "record": 2},
        {},
        {"open": 2, "limit": 2, "limited_by": "newcomer"},
    ),
    (
        "not_qualified",
        "E09",
        {"licence_expires_on": date(2026, 3, 1)},
        {},
        {"expired_on": "2026-03-01"},
    ),
    (
        "not_qualified",
        "E09",
        {"appraisers": {RE: 1}},
        {},
        {"appraisers_required": 2, "appraisers_held": 1},
    ),
    (
        "refused_twice",
        "E11",
        {"refused_on": days_ago(90, 3)},
        {},
        {"refusals": 2, "last_refused_on": "2026-02-27"},
    ),
    (
        "review_pending",
        "E12",
        {"review_since": date(2026, 2, 1), "review": "V-0102-2026-0007"},
        {},
        {"review": "V-0102-2026-0007", "since": "2026-02-01"},
    ),
]


@pytest.mark.parametrize(("check", "code", "changes", "matter", "evidence"), ALONE)
def test_each_check_alone_keeps_the_agency_out_with_its_evidence(
    monkeypatch: pytest.MonkeyPatch,
    check: str,
    code: str,
    changes: dict[str, Any],
    matter: dict[str, Any],
    evidence: dict[str, Any],
) -> None:
    face, asked = agency(**changes), replace(FLAT, **matter)

    (found,) = exclusions_of(face, asked, CURRENT)

    assert (str(found.code), found.evidence) == (code, evidence)
    # The same agency would hold a ticket if this one check were not asked.
    others = tuple(c for c in exclusions.CHECKS if c.__name__ != check)
    assert len(others) == len(exclusions.CHECKS) - 1
    monkeypatch.setattr(exclusions, "CHECKS", others)
    assert list(exclusions_of(face, asked, CURRENT)) == []


def test_every_code_but_three_is_a_check_of_its_own_kind_and_has_words() -> None:
    """E01 by field, E03 and E10 are judged over the whole list."""
    tried = {code for _, code, *_ in ALONE} | {"E03", "E10"}

    assert tried == {str(code) for code in ExclusionCode}
    assert set(EXCLUSIONS) == set(ExclusionCode)


CLEARED: list[dict[str, Any]] = [
    {"left_on": TODAY + timedelta(days=1)},
    {"standing": Standing.PAUSED, "standing_until": TODAY - timedelta(days=1)},
    {"standing": Standing.DELISTED, "standing_until": TODAY - timedelta(days=1)},
    {"standing": Standing.PROBATION, "open_commissions": 1},
    {
        "standing": Standing.PROBATION,
        "standing_until": TODAY - timedelta(days=1),
        "open_commissions": 11,
    },
    {"open_commissions": 2, "listed_on": date(2025, 3, 2), "record": 0},
    {"open_commissions": 2, "listed_on": date(2025, 12, 1), "record": 3},
    {"refused_on": days_ago(91, 3)},
    {"refused_on": days_ago(3)},
    {"refused_on": (TODAY + timedelta(days=1), *days_ago(1))},
    {"review_since": TODAY + timedelta(days=1), "review": "V-1"},
    {"ties": (Tie("appraised_before", "王某", "d1", date(2024, 1, 1), date(2026, 3, 1)),)},
    {"ties": (Tie("creditor", "王某", "d1", since=date(2026, 3, 3)),)},
    # The same name under another number is another person.
    {"ties": (Tie("practitioner", "王某", "d2"),)},
]


@pytest.mark.parametrize("changes", CLEARED)
def test_what_is_over_or_not_yet_or_below_the_limit_keeps_nobody_out(
    changes: dict[str, Any],
) -> None:
    assert list(exclusions_of(agency(**changes), FLAT, CURRENT)) == []


def test_a_wrong_profession_is_the_only_thing_said() -> None:
    face = agency(fields=frozenset({CUSTODY}), standing=Standing.STOPPED)

    (found,) = exclusions_of(face, FLAT, CURRENT)

    assert (str(found.code), found.evidence) == ("E01", {"required": "real_estate"})


@pytest.mark.parametrize(
    ("field", "people", "grade", "fen", "expected"),
    [
        (AUCTIONS, 1, 3, 1_000_000_000, []),
        (AUCTIONS, 0, 3, 1_000_000_000, ["E08", "E09"]),
        (AUCTIONS, 1, 3, 1_000_000_001, ["E02"]),
        (AUCTIONS, 2, 1, 10_000_000_001, ["E02"]),
        (AUCTIONS, 3, 1, 10_000_000_001, []),
        (CUSTODY, 1, 3, 90_000_000_000, []),
        (AgencyField.JEWELRY, 1, 3, 1, ["E09"]),
    ],
)
def test_auction_houses_and_helpers_have_bands_and_people_of_their_own(
    field: AgencyField, people: int, grade: int, fen: int, expected: list[str]
) -> None:
    """拍卖法 art. 12 asks for auctioneers; 资产评估法 art. 24 for two appraisers."""
    face = agency(fields=frozenset({field}), appraisers={field: people}, grade=grade)

    found = exclusions_of(face, replace(FLAT, field=field, value=Money(fen)), CURRENT)

    assert [str(ground.code) for ground in found] == expected


def test_who_is_fit_but_elsewhere_is_left_out_with_the_list_that_was_used() -> None:
    near = [agency(f"N{n}") for n in range(3)]

    pool = make_pool([*near, agency("Q", regions=(QINGDAO, BEIJING))], FLAT, CURRENT)

    far = next(s for s in pool.standees if s.agency.code == "Q")
    assert [(str(g.code), g.evidence) for g in far.exclusions] == [
        ("E03", {"scope": "city", "place": LIXIA, "listed_in": "370202、110105"})
    ]


def owned(code: str, percent: int | None = None, *, by: str = "O1", name: str = "某集团") -> Any:
    return agency(code, holders=(Holder(name, by, percent),))


HELD = [agency("A", controller_code="C"), agency("B", controller_code="C")]
SHARED: list[tuple[list[AgencyFace], list[set[str]], str]] = [
    (HELD, [{"A", "B"}], "controller"),
    ([agency("A"), agency("B", controller_code="A")], [{"A", "B"}], "controller"),
    ([owned("A"), owned("B")], [{"A", "B"}], "shareholder"),
    ([owned("A", 30), owned("B", 100)], [{"A", "B"}], "shareholder"),
    ([owned("A", 40, by=""), owned("B", 60, by="")], [{"A", "B"}], "shareholder"),
    ([owned("A", 29), owned("B", 100)], [{"A"}, {"B"}], ""),
    # Names of people repeat: without a number or a share nothing is concluded.
    ([owned("A", by=""), owned("B", by="")], [{"A"}, {"B"}], ""),
    (
        [owned("A"), agency("B", controller_code="O1"), agency("C", controller_code="B")],
        [{"A", "B", "C"}],
        "shareholder",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("faces", "groups", "through"), SHARED)
def test_agencies_under_common_control_share_one_ticket(
    faces: list[AgencyFace], groups: list[set[str]], through: str
) -> None:
    """E10, by credit code and by shareholders, over chains as well."""
    pool = make_pool(faces, FLAT, CURRENT)

    assert sorted(map(set, pool.groups.values()), key=min) == groups
    first = pool.standees[0].shared
    if through:
        others = "、".join(sorted(groups[0] - {"A"}))
        assert first is not None
        assert (str(first.code), first.evidence) == (
            "E10",
            {"shared_with": others, "through": through},
        )
    else:
        assert first is None


def test_a_link_that_is_itself_unfit_still_binds_the_others() -> None:
    link = agency("B", controller_code="O1", standing=Standing.STOPPED)
    chain = [owned("A"), link, agency("C", controller_code="B")]

    pool = make_pool([*chain, agency("D"), agency("E")], FLAT, CURRENT)

    assert pool.groups["A"] == ("A", "C")
    assert "B" not in {code for codes in pool.groups.values() for code in codes}


WEIGHTED = replace(CURRENT, mode="weighted", document=("某高院规则", "0" * 64))


def test_weights_count_in_the_weighted_mode_only_and_nobody_holds_over_a_quarter() -> None:
    faces = [agency(f"A{n}") for n in range(8)]
    scores = {face.code: 100 if n == 0 else 40 for n, face in enumerate(faces)}
    chances = Chances(scores, {"A7": 3})

    plain = make_pool(faces, FLAT, CURRENT, chances).tickets
    weighed = {t.id: t.weight for t in make_pool(faces, FLAT, WEIGHTED, chances).tickets}

    assert {ticket.weight for ticket in plain} == {1}
    assert weighed["A7"] < weighed["A1"] < weighed["A0"]
    assert max(weighed.values()) * 4 <= sum(weighed.values())


def test_another_shell_never_makes_a_shared_ticket_heavier() -> None:
    alone = [agency(f"A{n}") for n in range(6)]
    scores = dict.fromkeys([*(face.code for face in alone), "S"], 60) | {"S": 100}
    shell = agency("S", controller_code="A0")

    weights = {
        ticket.id: ticket.weight
        for ticket in make_pool([*alone, shell], FLAT, WEIGHTED, Chances(scores, {})).tickets
    }

    assert weights["A0"] == weights["A1"]
