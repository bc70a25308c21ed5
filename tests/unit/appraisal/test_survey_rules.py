"""What a record of a site survey needs (法释〔2018〕15号 art. 18)."""

from dataclasses import replace

import pytest

from appraisal.rules.surveys import Attendee, judge_survey
from appraisal.vocabulary import Capacity, Presence, SurveyFault

APPRAISER = Attendee("孟令泉", Capacity.APPRAISER, Presence.SIGNED)
DEBTOR = Attendee("李强", Capacity.DEBTOR, Presence.SIGNED)
WITNESS = Attendee("社区工作人员", Capacity.WITNESS, Presence.SIGNED)


def test_an_appraiser_and_the_parties_who_signed_are_enough() -> None:
    assert judge_survey([APPRAISER, DEBTOR]) is None


def test_a_survey_without_an_appraiser_on_the_spot_is_none() -> None:
    away = replace(APPRAISER, presence=Presence.ABSENT)

    assert judge_survey([away, DEBTOR, WITNESS]) is SurveyFault.NOBODY_PRESENT


@pytest.mark.parametrize("capacity", [Capacity.APPLICANT, Capacity.DEBTOR, Capacity.OTHER_PARTY])
def test_a_party_who_stays_away_needs_a_witness(capacity: Capacity) -> None:
    away = Attendee("某人", capacity, Presence.ABSENT)

    assert judge_survey([APPRAISER, away]) is SurveyFault.WITNESS_NEEDED
    assert judge_survey([APPRAISER, away, WITNESS]) is None


def test_a_witness_who_was_not_there_witnesses_nothing() -> None:
    away = replace(DEBTOR, presence=Presence.ABSENT)
    absent = replace(WITNESS, presence=Presence.ABSENT)

    assert judge_survey([APPRAISER, away, absent]) is SurveyFault.WITNESS_NEEDED


def test_whoever_did_not_sign_is_on_record_with_the_reason() -> None:
    refused = replace(DEBTOR, presence=Presence.REFUSED_TO_SIGN)

    assert judge_survey([APPRAISER, refused]) is SurveyFault.SIGNATURE_MISSING
    assert judge_survey([APPRAISER, replace(refused, note="拒绝签名")]) is None
