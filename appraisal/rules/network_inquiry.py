"""The price found by inquiry on the net, and who is paid (法释〔2018〕15号 arts. 11-13, 31)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.kernel.money import Money
from app.lawbook.calculations import Bench
from app.lawbook.explain import Calculation, Step, merge_citations, merge_policies
from app.lawbook.inputs import Inputs
from appraisal.rules.fees import FeeOutcome
from appraisal.rules.inquiries import (
    AVERAGE,
    IN_TIME,
    INQUIRY_FEE,
    average_price,
    share_inquiry_fee,
)

_PLATFORMS_MAX = 100
_SOLD = frozenset({FeeOutcome.SOLD, FeeOutcome.IN_KIND})


class ObjectionStanding(StrEnum):
    """What became of an objection to one platform's report."""

    PENDING = "PENDING"
    REJECTED = "REJECTED"
    CORRECTED = "CORRECTED"
    UPHELD = "UPHELD"


#: An objection that leaves the report, or its correction, in the average (art. 13).
_SETTLED = frozenset({ObjectionStanding.REJECTED, ObjectionStanding.CORRECTED})


@dataclass(frozen=True, slots=True)
class PlatformReport:
    """The price one platform reported in time, and what was objected to it."""

    platform: str
    price: Money
    objection: ObjectionStanding | None = None

    @property
    def counts(self) -> bool:
        """Say whether the report enters the average; art. 13."""
        return self.objection is None or self.objection in _SETTLED


@dataclass(frozen=True, slots=True)
class InquiryFacts:
    """All that the price and the fee of one inquiry depend on.

    Reports stand in the order of receipt; those that came too late are none.
    """

    reports: Sequence[PlatformReport]
    outcome: FeeOutcome | None = None
    disposal_price: Money | None = None
    fee: Money | None = None
    extension_asked: bool = False
    late: Sequence[str] = field(default=())


def judge_inquiry(facts: InquiryFacts) -> Calculation:
    """Return the reference price, or what follows without one, and who is paid."""
    price = average_price(facts.reports)
    if price is None:
        return _without_price(facts)
    counted = [report for report in facts.reports if report.counts]
    steps = [_report_step(report) for report in facts.reports]
    steps += [Step("No report in time", None, name, IN_TIME) for name in facts.late]
    steps.append(Step("Average of the reports", price.fen, f"÷ {len(counted)}", AVERAGE))
    found = Calculation({"reference_price_fen": price.fen}, (AVERAGE,), ("P1",), tuple(steps))
    if facts.outcome is None:
        return found
    paid = _payees(facts)
    return Calculation(
        {**found.result, **paid.result},
        merge_citations(found.citations, paid.citations),
        merge_policies(found.policies, paid.policies),
        (*found.steps, *paid.steps),
    )


def _report_step(report: PlatformReport) -> Step:
    if not report.counts:
        return Step("Objected to, not counted", report.price.fen, report.platform, AVERAGE)
    if report.objection is ObjectionStanding.CORRECTED:
        return Step("Report after correction", report.price.fen, report.platform, AVERAGE)
    if report.objection is ObjectionStanding.REJECTED:
        return Step(
            "Report, the objection was rejected", report.price.fen, report.platform, AVERAGE
        )
    return Step("Report of a platform", report.price.fen, report.platform, AVERAGE)


def _without_price(facts: InquiryFacts) -> Calculation:
    """Say what follows when no report counts: three more days once, or an appraisal; art. 11."""
    may_extend = facts.extension_asked and not facts.reports
    step = (
        Step("Every platform is late: extended once", None, "", IN_TIME)
        if may_extend
        else Step("No report counts: an appraisal follows", None, "", IN_TIME)
    )
    following = "EXTENSION" if may_extend else "COMMISSIONED_APPRAISAL"
    result: dict[str, object] = {"reference_price_fen": None, "next_step": following}
    if facts.outcome is not None:
        result["payee"] = {}
    return Calculation(result, (IN_TIME, AVERAGE), (), (step,))


def _payees(facts: InquiryFacts) -> Calculation:
    """Name who is paid, and what; nobody, if nothing was sold or the case was withdrawn."""
    if facts.outcome not in _SOLD:
        step = Step("Nothing was sold: no platform is paid", 0, "", INQUIRY_FEE)
        return Calculation({"payee": {}}, (INQUIRY_FEE,), (), (step,))
    if facts.disposal_price is None or facts.fee is None:
        raise ValueError("a disposal has a price, and the inquiry a fee")
    shares = share_inquiry_fee(facts.reports, facts.disposal_price, facts.fee)
    steps = tuple(
        Step("Closest to the deal price", share.fen, name, INQUIRY_FEE)
        for name, share in shares.items()
    )
    policies = ("P23",) if len({share.fen for share in shares.values()}) > 1 else ()
    if facts.outcome is FeeOutcome.IN_KIND:
        policies = ("P3", *policies)
    payee = {name: share.fen for name, share in shares.items()}
    return Calculation({"payee": payee}, (INQUIRY_FEE,), policies, steps)


def network_inquiry(inputs: Inputs, _bench: Bench) -> Calculation:
    """Judge an inquiry: reports in the order of receipt, objections, price and fee."""
    prices = inputs.amounts_or_none("results_fen")
    corrected = inputs.amounts("corrected_fen")
    objections = _read_objections(inputs, corrected)
    order = inputs.texts("received_order")
    if not inputs.has("results_fen"):
        inputs.fault("results_fen", "required")
    if len(prices) > _PLATFORMS_MAX:
        inputs.fault("results_fen", "too_many")
    _require_known(inputs, prices, objections=objections, corrected=corrected, order=order)
    outcome, price, fee = _read_result(inputs)
    extension_asked = inputs.flag("extension_asked")
    inputs.done()
    ranks = {name: place for place, name in enumerate(order)}
    names = sorted(prices, key=lambda name: ranks.get(name, len(ranks)))
    reports = [
        PlatformReport(name, corrected.get(name, found), objections.get(name))
        for name in names
        if (found := prices[name]) is not None
    ]
    late = [name for name, found in prices.items() if found is None]
    return judge_inquiry(InquiryFacts(reports, outcome, price, fee, extension_asked, late))


def _read_objections(
    inputs: Inputs, corrected: Mapping[str, Money]
) -> dict[str, ObjectionStanding]:
    """Read what was objected to; a corrected price says that an objection led to it."""
    found = dict.fromkeys(corrected, ObjectionStanding.CORRECTED)
    found |= dict.fromkeys(inputs.texts("objected"), ObjectionStanding.PENDING)
    words = inputs.choices("objections", list(ObjectionStanding))
    return found | {name: ObjectionStanding(word) for name, word in words.items()}


def _require_known(
    inputs: Inputs,
    prices: Mapping[str, Money | None],
    *,
    objections: Mapping[str, ObjectionStanding],
    corrected: Mapping[str, Money],
    order: Sequence[str],
) -> None:
    """Note every platform that has reported nothing and yet is spoken of."""
    known = {name for name, price in prices.items() if price is not None}
    for field_name, names in (
        ("objections", objections),
        ("corrected_fen", corrected),
        ("received_order", order),
    ):
        if set(names) - known:
            inputs.fault(field_name, "unknown_platform")
    if len(set(order)) != len(order):
        inputs.fault("received_order", "named_twice")


def _read_result(inputs: Inputs) -> tuple[FeeOutcome | None, Money | None, Money | None]:
    """Read how the sale went and the fee to share.

    A price alone is that of a sale; a fee without a price is that of a sale that failed.
    """
    words = [word for word in FeeOutcome if word is not FeeOutcome.REAPPOINTED]
    price = inputs.fen_or_none("disposal_price_fen")
    fee = inputs.fen_or_none("inquiry_fee_fen")
    outcome = None
    if inputs.has("outcome"):
        outcome = FeeOutcome(inputs.choice("outcome", words))
    elif price is not None:
        outcome = FeeOutcome.SOLD
    elif fee is not None:
        outcome = FeeOutcome.FAILED
    if outcome in _SOLD and price is None:
        inputs.fault("disposal_price_fen", "required")
    if outcome in _SOLD and fee is None:
        inputs.fault("inquiry_fee_fen", "required")
    return outcome, price, fee
