"""The pure judgement of applications: staff, lines, papers, digest."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Refusal
from registry.rules.application_states import APPLICATION
from registry.rules.applications import (
    check_papers,
    check_particulars,
    check_staff,
    content_digest,
    read_regions,
    read_shareholders,
    staff_after,
)
from registry.seeds import credit_code
from registry.vocabulary import AgencyField, AgencyKind
from registry.vocabulary.applications import (
    ApplicationAction,
    ApplicationPaper,
    ApplicationState,
    Purpose,
)

FINAL = (ApplicationState.ACCEPTED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN)


@pytest.mark.parametrize("state", FINAL)
@pytest.mark.parametrize("action", ApplicationAction)
def test_what_is_decided_stays_decided(state: ApplicationState, action: ApplicationAction) -> None:
    with pytest.raises(Refusal):
        APPLICATION.after(state, action)


def test_only_a_handed_in_application_is_decided() -> None:
    for action in (ApplicationAction.ACCEPT, ApplicationAction.REFUSE, ApplicationAction.RETURN):
        assert APPLICATION.sources(action) == {ApplicationState.SUBMITTED}


def test_a_first_name_fills_a_place_the_list_only_counted() -> None:
    assert staff_after({"land": 4}, {}, ["land"]) == {"land": 4}
    assert staff_after({"land": 4}, {"land": 4}, ["land"]) == {"land": 5}
    assert staff_after({}, {}, ["land", "land", "assets"]) == {"assets": 1, "land": 2}


@given(
    st.dictionaries(st.sampled_from(["land", "assets"]), st.integers(0, 9)),
    st.dictionaries(st.sampled_from(["land", "assets"]), st.integers(0, 9)),
    st.lists(st.sampled_from(["land", "assets"]), max_size=9),
)
def test_joining_people_never_make_an_agency_smaller(
    held: dict[str, int], named: dict[str, int], joining: list[str]
) -> None:
    after = staff_after(held, named, joining)

    assert all(after[field] >= count for field, count in held.items())
    for field in after:
        assert after[field] <= max(held.get(field, 0), named.get(field, 0)) + joining.count(field)


@pytest.mark.parametrize(
    ("kind", "fields", "least"),
    [
        (AgencyKind.APPRAISAL, ["land"], 2),
        (AgencyKind.AUCTION_HOUSE, ["auction_general"], 1),
        (AgencyKind.AUXILIARY, ["aux_custody"], 1),
    ],
)
def test_each_kind_has_its_least_number_of_people(
    kind: AgencyKind, fields: list[str], least: int
) -> None:
    check_staff(kind, fields, {fields[0]: least})

    with pytest.raises(Refusal) as refused:
        check_staff(kind, fields, {fields[0]: least - 1})
    assert refused.value.params == {"least": least, "fields": fields}


def test_regions_are_read_with_any_separator_and_kept_once() -> None:
    assert read_regions(" 370100，370200、370100\n110105 ") == ["370100", "370200", "110105"]


def test_shareholders_carry_a_code_only_when_they_are_organizations() -> None:
    code = credit_code(80)

    assert read_shareholders(f"王 某\n\n某 公司 {code}") == [
        {"name": "王 某", "code": None},
        {"name": "某 公司", "code": code},
    ]


def test_a_renewal_with_new_people_needs_their_certificates() -> None:
    licence = [{"kind": str(ApplicationPaper.QUALIFICATION)}]
    check_papers(Purpose.RENEWAL, licence, joining=0)

    with pytest.raises(Refusal) as refused:
        check_papers(Purpose.RENEWAL, licence, joining=1)

    assert refused.value.params["missing"] == ["staff"]


def test_a_licence_is_good_on_its_last_day() -> None:
    typed = {"grade": 1, "licence_no": " 鲁 1 号 ", "licence_expires_on": date(2026, 3, 2)}

    kept = check_particulars(
        Purpose.RENEWAL, AgencyKind.APPRAISAL, typed, own_code="", today=date(2026, 3, 2)
    )

    assert kept == {"grade": 1, "licence_no": "鲁 1 号", "licence_expires_on": "2026-03-02"}


def test_a_renewal_cannot_slip_another_name_onto_the_list() -> None:
    typed = {
        "grade": 1,
        "licence_no": "鲁1号",
        "licence_expires_on": date(2027, 1, 1),
        "name": "另一家",
        "fields": [AgencyField.LAND],
    }

    kept = check_particulars(
        Purpose.RENEWAL, AgencyKind.APPRAISAL, typed, own_code="", today=date(2026, 3, 2)
    )

    assert set(kept) == {"grade", "licence_no", "licence_expires_on"}


def test_the_digest_changes_with_every_part_of_the_content() -> None:
    content = {"no": "R-1", "version": 1, "given": {"name": "甲"}, "people": [], "papers": []}
    digests = {content_digest(content)}
    for changed in (
        {"version": 2},
        {"given": {"name": "乙"}},
        {"people": [{"name": "丙"}]},
        {"papers": [{"sha256": "0"}]},
    ):
        digests.add(content_digest({**content, **changed}))

    assert len(digests) == 5
