"""What the law asks of a report before anybody reads it."""

from datetime import date
from typing import Any

import pytest

from app.kernel.money import Money
from appraisal.rules.report import OWN_CHECKS, Signer, judge_report, last_valid_day
from appraisal.vocabulary import ReportFault, ValuationMethod
from tests.support.appraisals import make_draft

TODAY = date(2026, 3, 4)


def faults_of(**changes: Any) -> set[ReportFault]:
    return {fault.fault for fault in judge_report(make_draft(**changes), on=TODAY)}


def test_a_report_signed_by_two_with_two_methods_for_a_year_has_no_fault() -> None:
    assert faults_of() == set()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"signers": (Signer("甲", "1"),)}, ReportFault.SIGNERS_TOO_FEW),
        ({"signers": (Signer("甲", "1"), Signer("乙", "1"))}, ReportFault.SIGNER_TWICE),
        ({"is_sealed": False}, ReportFault.SEAL_MISSING),
        ({"confirmed": ()}, ReportFault.DEFECTS_UNCHECKED),
        ({"confirmed": OWN_CHECKS[1:]}, ReportFault.DEFECTS_UNCHECKED),
        ({"value": Money.ZERO}, ReportFault.NO_VALUE),
        ({"methods": ()}, ReportFault.NO_METHOD),
        ({"methods": (ValuationMethod.COST,)}, ReportFault.SINGLE_METHOD_UNEXPLAINED),
        ({"valuation_on": date(2026, 3, 5)}, ReportFault.VALUATION_IN_FUTURE),
        ({"reported_on": date(2026, 3, 5)}, ReportFault.REPORT_IN_FUTURE),
        ({"valid_until": date(2027, 3, 5)}, ReportFault.VALIDITY_TOO_LONG),
        ({"valid_until": TODAY}, ReportFault.VALIDITY_OVER),
    ],
)
def test_each_fault_of_a_report_is_named(changes: dict[str, Any], fault: ReportFault) -> None:
    assert fault in faults_of(**changes)


def test_one_method_is_enough_when_it_is_explained() -> None:
    assert faults_of(methods=(ValuationMethod.COST,), method_note="无可比实例") == set()


def test_a_year_that_starts_on_a_leap_day_ends_on_the_last_of_february() -> None:
    assert last_valid_day(date(2028, 2, 29), months=12) == date(2029, 2, 28)
