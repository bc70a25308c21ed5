"""The bounds of what a panel may decide: start price, its cut, the step, the deposit."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app import lawbook
from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from app.kernel.money import MAX_FEN, Money
from app.lawbook.explain import merge_citations
from auction.rules import articles
from auction.vocabulary import Round

_YUAN = 100


@dataclass(frozen=True, slots=True)
class RuleFault:
    """One point in which a decision breaks the law: the field, a stable code, the article."""

    field: str
    code: str
    citations: tuple[Citation, ...]
    #: Figures and days for the sentence that is shown; amounts as Money.
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)


def refuse(faults: Sequence[RuleFault]) -> None:
    """Raise one refusal that names every fault, or return if there is none."""
    if not faults:
        return
    raise Refusal(
        faults[0].code,
        citations=merge_citations(*(fault.citations for fault in faults)),
        params=faults[0].params,
        fields={fault.field: fault.code for fault in reversed(faults)},
    )


def first_minimum(reference: Money, *, on: date) -> Money:
    """Return the least start price of a first auction, rounded up to the fen.

    法释〔2016〕18号 art. 10(2): no less than 70 % of the appraised or market value.
    """
    return reference.at_least(lawbook.ratio("first_start_min_ratio", on=on))


class Track(StrEnum):
    """By which rules a lot is sold: online, on site, on site as a ship with a secret reserve."""

    ONLINE = "online"
    ON_SITE = "on_site"
    SHIP = "ship"

    @property
    def is_online(self) -> bool:
        """Say whether 法释〔2016〕18号 rules the sale itself."""
        return self is Track.ONLINE


def second_minimum(previous_start: Money, *, on: date) -> Money:
    """Return the least start price of a second auction, rounded up to the fen.

    法释〔2016〕18号 art. 26(1): a cut of at most 20 % of the start price before.
    """
    return previous_start.at_least(lawbook.ratio("second_start_min_ratio", on=on))


def later_minimum(previous_start: Money, *, on: date, track: Track) -> Money:
    """Return the least start price of a later auction; on site 法释〔2020〕21号 art. 5."""
    if track.is_online:
        return second_minimum(previous_start, on=on)
    return previous_start.at_least(lawbook.ratio("offline_next_reserve_min_ratio", on=on))


def sell_off_price(second_start: Money, *, on: date) -> Money:
    """Return the price of a sell-off: the start price of the auction before it.

    455号 四 after a second one; 法释〔2020〕21号 art. 25 after a third one on site.
    """
    return second_start.share(lawbook.ratio("sell_off_price_ratio", on=on))


def offline_reserves(appraisal: Money, *, on: date) -> tuple[Money, Money, Money]:
    """Return the first reserve of the traditional track and the least of the two rounds after.

    法释〔2020〕21号 art. 5: the first reserve is the appraisal, each cut at most 20 %; the
    third round is for immovables (art. 25).
    """
    first = appraisal.share(lawbook.ratio("offline_first_reserve_ratio", on=on))
    keep = lawbook.ratio("offline_next_reserve_min_ratio", on=on)
    second = first.at_least(keep)
    return first, second, second.at_least(keep)


@dataclass(frozen=True, slots=True)
class DepositBounds:
    """The least and the most a deposit may be, to the fen and in whole yuan inside them."""

    minimum: Money
    maximum: Money | None

    def hold(self, deposit: Money) -> bool:
        """Say whether a deposit lies inside."""
        return self.minimum <= deposit and (self.maximum is None or deposit <= self.maximum)

    @property
    def minimum_whole_yuan(self) -> Money:
        """The least deposit in whole yuan: up."""
        return Money(-(-self.minimum.fen // _YUAN) * _YUAN)

    @property
    def maximum_whole_yuan(self) -> Money | None:
        """The most a deposit in whole yuan may be: down."""
        if self.maximum is None:
            return None
        return Money(self.maximum.fen // _YUAN * _YUAN)


def deposit_bounds(start_price: Money, *, on: date) -> DepositBounds:
    """Return the bounds of the deposit; minima round up, maxima down (D6).

    法释〔2016〕18号 art. 17(1): between 5 % and 20 % of the start price.
    """
    return DepositBounds(
        start_price.at_least(lawbook.ratio("deposit_min_ratio", on=on)),
        start_price.at_most(lawbook.ratio("deposit_max_ratio", on=on)),
    )


def offline_deposit_bounds(appraisal: Money, *, on: date) -> DepositBounds:
    """Return the bounds of the traditional track: 5 % of the appraisal, no ceiling.

    法释〔2020〕21号 art. 10.
    """
    least = appraisal.at_least(lawbook.ratio("offline_deposit_min_ratio", on=on))
    return DepositBounds(least, None)


def payable_deposit(deposit: Money, *, applicant_claim: Money | None) -> Money:
    """Return what a bidder has to pay in; an applicant creditor sets the claim off.

    法释〔2016〕18号 art. 17(2): the applicant is exempt; a claim below the deposit leaves the
    difference to pay. Pass no claim for any other bidder.
    """
    if applicant_claim is None:
        return deposit
    return Money(max(0, deposit.fen - applicant_claim.fen))


def entry_after_set_off(
    entry: Money, deposit: Money, *, applicant_claim: Money | None
) -> tuple[Money, Money]:
    """Return what is paid in to take part, and what the applicant's claim stands for in it.

    法释〔2016〕18号 art. 17(2) lets the deposit off and nothing else: of a price that a sell-off
    wants prepaid, the part beyond the named deposit is paid by the applicant too (P78).
    """
    set_off = deposit - payable_deposit(deposit, applicant_claim=applicant_claim)
    return entry - set_off, set_off


@dataclass(frozen=True, slots=True)
class PriorityFinding:
    """What the panel found on one claim to priority: confirmed or not, and the rank."""

    holder: str
    is_confirmed: bool
    rank: int | None


@dataclass(frozen=True, slots=True)
class PanelDecision:
    """The five matters that only a panel decides (法释〔2016〕18号 art. 27)."""

    round: Round
    start_price: Money
    bid_step: Money
    deposit: Money
    #: One finding for each claim known; an empty tuple is a decision, none at all is not.
    priority: tuple[PriorityFinding, ...] | None


def judge_panel_decision(
    decision: PanelDecision,
    *,
    reference: Money,
    previous_start: Money | None,
    on: date,
    track: Track = Track.ONLINE,
) -> tuple[RuleFault, ...]:
    """Return every point in which a panel's decision breaks the law; none means it stands.

    ``reference`` is the reference price, ``previous_start`` the start price of the round before.
    The reserve of a ship is judged where it is sealed; what is published is where bids begin.
    """
    faults: list[RuleFault] = []
    if track is Track.ON_SITE:
        faults += _judge_reserve(decision, reference, previous_start, on=on)
    elif track.is_online:
        faults += _judge_start(decision, reference, previous_start, on=on)
    faults += _judge_step(decision)
    if track.is_online:
        faults += _judge_deposit(decision, on=on)
    else:
        faults += _judge_offline_deposit(decision, reference, on=on)
    return (*faults, *_judge_priority(decision))


def _judge_reserve(
    decision: PanelDecision, reference: Money, previous: Money | None, *, on: date
) -> list[RuleFault]:
    """Judge the reserve of an auction on site; 法释〔2020〕21号 art. 5: first the appraisal."""
    name, citations = "start_price", (articles.OFFLINE_RESERVE,)
    if decision.round is Round.FIRST:
        reserve = offline_reserves(reference, on=on)[0]
        if decision.start_price == reserve:
            return []
        params = {"reserve": reserve, "given": decision.start_price}
        return [RuleFault(name, "reserve_is_appraisal", citations, params)]
    if previous is None:
        return [RuleFault(name, "previous_round_missing", citations)]
    least = later_minimum(previous, on=on, track=Track.ON_SITE)
    if decision.start_price >= least:
        return []
    params = {"minimum": least, "given": decision.start_price}
    return [RuleFault(name, "start_price_below_minimum", citations, params)]


def _judge_offline_deposit(
    decision: PanelDecision, reference: Money, *, on: date
) -> list[RuleFault]:
    """Judge the deposit against 5 % of the appraisal; 法释〔2020〕21号 art. 10."""
    bounds = offline_deposit_bounds(reference, on=on)
    if bounds.hold(decision.deposit):
        return []
    params = {"minimum": bounds.minimum, "given": decision.deposit}
    citations = (articles.OFFLINE_DEPOSIT,)
    return [RuleFault("deposit", "deposit_below_offline_minimum", citations, params)]


def ship_reserve_minimum(appraisal: Money, previous: Money | None, *, on: date) -> Money:
    """Return the least secret reserve of a ship: of the appraisal, later of the reserve before.

    法释〔2015〕6号: at first 80 % of the appraisal, each later cut at most 20 %.
    """
    if previous is None:
        return appraisal.at_least(lawbook.ratio("ship_first_reserve_min_ratio", on=on))
    return previous.at_least(lawbook.ratio("ship_next_reserve_min_ratio", on=on))


def _judge_start(
    decision: PanelDecision, reference: Money, previous_start: Money | None, *, on: date
) -> list[RuleFault]:
    """Judge the start price against the floor of its round."""
    name = "start_price"
    if decision.round is Round.FIRST:
        least, citation = first_minimum(reference, on=on), articles.START_PRICE
    elif previous_start is None:
        return [RuleFault(name, "previous_round_missing", (articles.SECOND_ROUND,))]
    elif decision.round is Round.SECOND:
        least, citation = second_minimum(previous_start, on=on), articles.SECOND_ROUND
    else:
        price = sell_off_price(previous_start, on=on)
        if decision.start_price == price:
            return []
        rule = lawbook.value("sell_off_price_ratio", on=on)
        return [RuleFault(name, "sell_off_price_differs", (rule.citation,), {"price": price})]
    if decision.start_price >= least and decision.start_price:
        return []
    params = {"minimum": least, "given": decision.start_price}
    return [RuleFault(name, "start_price_below_minimum", (citation,), params)]


def _judge_step(decision: PanelDecision) -> list[RuleFault]:
    """Judge the step: there must be one, and a first raise must be possible at all."""
    if decision.bid_step and decision.start_price.fen + decision.bid_step.fen <= MAX_FEN:
        return []
    return [RuleFault("bid_step", "bid_step_missing", (articles.PANEL_DECISION,))]


def _judge_deposit(decision: PanelDecision, *, on: date) -> list[RuleFault]:
    """Judge the deposit against 5 % to 20 % of the start price."""
    bounds = deposit_bounds(decision.start_price, on=on)
    if bounds.hold(decision.deposit):
        return []
    params = {"minimum": bounds.minimum, "maximum": bounds.maximum, "given": decision.deposit}
    return [RuleFault("deposit", "deposit_out_of_bounds", (articles.DEPOSIT_RATIO,), params)]


def _judge_priority(decision: PanelDecision) -> list[RuleFault]:
    """Judge qualification and order: every confirmed holder has a rank, nobody else has."""
    citations = (articles.PRIORITY_CODE, articles.PANEL_DECISION)
    if decision.priority is None:
        return [RuleFault("priority", "priority_not_decided", citations)]
    for finding in decision.priority:
        has_rank = finding.rank is not None and finding.rank >= 1
        if has_rank is not finding.is_confirmed:
            params = {"holder": finding.holder}
            return [RuleFault("priority", "priority_rank_missing", citations, params)]
    return []
