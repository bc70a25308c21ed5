"""Judge whether a report has what the law asks of it, before anybody reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app import lawbook
from app.kernel.citation import Citation
from app.kernel.money import Money
from appraisal.vocabulary import ReportFault, ReviewCheck, ValuationMethod

SIGNED_BY = Citation("资产评估法", "第27、28条")
FIVE_CHECKS = Citation("法释〔2018〕15号", "第20条")
METHODS = Citation("资产评估法", "第26条")
#: What an agency can find out by itself before the court does (法释〔2018〕15号 art. 20).
OWN_CHECKS = (
    ReviewCheck.BASIC_FACTS,
    ReviewCheck.SCOPE,
    ReviewCheck.AGENCY_SEAL,
    ReviewCheck.SIGNERS,
)
SIGNERS_MIN = 2
METHODS_MIN = 2


@dataclass(frozen=True, slots=True)
class Signer:
    """A professional who signs the report, and the number of the license."""

    name: str
    license_no: str


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """What the agency states in the form beside the file."""

    value: Money
    signers: Sequence[Signer]
    methods: Sequence[ValuationMethod]
    method_note: str
    valuation_on: date
    reported_on: date
    valid_until: date
    #: The PDF carries the agency's seal and the signatures.
    is_sealed: bool = False
    #: The defects of art. 20 that the agency looked for itself.
    confirmed: Sequence[ReviewCheck] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one field, with the article it breaks."""

    field: str
    fault: ReportFault
    citation: Citation | None = None


def last_valid_day(reported_on: date, *, months: int) -> date:
    """Return the last day of a validity of so many months that starts on the report's day."""
    index = reported_on.year * 12 + reported_on.month - 1 + months
    year, month = divmod(index, 12)
    for last in (reported_on.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError("a month has at least 28 days")


def judge_report(draft: ReportDraft, *, on: date) -> list[Fault]:
    """Return every fault of a report on the day it is handed in; none means it may be read.

    At least two professionals sign and the agency seals (资产评估法 arts. 27, 28); the agency has
    looked for the defects that send a report back (法释〔2018〕15号 art. 20); at least two methods
    unless the standards allow one, which must be said (资产评估法 art. 26); valid for at most a
    year (法释〔2018〕15号 art. 27).
    """
    faults: list[Fault] = []
    licenses = [signer.license_no for signer in draft.signers]
    if len(draft.signers) < SIGNERS_MIN:
        faults.append(Fault("signers", ReportFault.SIGNERS_TOO_FEW, SIGNED_BY))
    elif len(set(licenses)) < len(licenses):
        faults.append(Fault("signers", ReportFault.SIGNER_TWICE, SIGNED_BY))
    if not draft.is_sealed:
        faults.append(Fault("seal", ReportFault.SEAL_MISSING, SIGNED_BY))
    if set(OWN_CHECKS) - set(draft.confirmed):
        faults.append(Fault("confirmed", ReportFault.DEFECTS_UNCHECKED, FIVE_CHECKS))
    if not draft.value:
        faults.append(Fault("value", ReportFault.NO_VALUE))
    if not draft.methods:
        faults.append(Fault("methods", ReportFault.NO_METHOD, METHODS))
    elif len(set(draft.methods)) < METHODS_MIN and not draft.method_note.strip():
        faults.append(Fault("method_note", ReportFault.SINGLE_METHOD_UNEXPLAINED, METHODS))
    if draft.valuation_on > on:
        faults.append(Fault("valuation_on", ReportFault.VALUATION_IN_FUTURE))
    if draft.reported_on > on:
        faults.append(Fault("reported_on", ReportFault.REPORT_IN_FUTURE))
    faults += _judge_validity(draft, on=on)
    return faults


def _judge_validity(draft: ReportDraft, *, on: date) -> list[Fault]:
    rule = lawbook.value("validity_months_max", on=on)
    months = lawbook.number("validity_months_max", on=on)
    if draft.valid_until > last_valid_day(draft.reported_on, months=months):
        return [Fault("valid_until", ReportFault.VALIDITY_TOO_LONG, rule.citation)]
    if draft.valid_until <= on:
        return [Fault("valid_until", ReportFault.VALIDITY_OVER, rule.citation)]
    return []
