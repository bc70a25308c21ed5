"""The deadlines of a sale as parts of the calculator ``deadline``."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.calendar import SHANGHAI, legal_end, local_date
from app.kernel.citation import Citation
from app.lawbook.calculations import Bench
from app.lawbook.events import EventCalculator, Judge
from app.lawbook.explain import Calculation, Step, merge_citations
from app.lawbook.inputs import Inputs
from app.lawbook.periods import (
    DAY_COUNTING,
    POLICY,
    LastDay,
    Period,
    count,
    explain_end,
    parts_of,
    with_more,
)
from app.lawbook.rules import Rule
from auction.rules import articles
from auction.rules.notices import earliest_start, latest_start_of_second, notice_days
from auction.vocabulary import Round

_TRACKS = ("ONLINE", "TRADITIONAL")
_KINDS = {"MOVABLE": "movable", "IMMOVABLE": "immovable", "OTHER_RIGHT": "other"}
_STAGES = ("AUCTION", "SELL_OFF")
_ROUNDS = {1: Round.FIRST, 2: Round.SECOND, 3: Round.SELL_OFF}
_BALANCE_DAYS_MAX = 365

PERIODS = (
    Period(
        "paid_in_full_on",
        "ruling_days",
        "ruling_by",
        label="The ruling is to be made and served",
        last_day=LastDay.STAYS,
        also=("paid_on", "price_paid_on"),
    ),
    Period(
        "ruling_served_on",
        "handover_days",
        "handover_by",
        label="The property is to be handed over",
        last_day=LastDay.STAYS,
    ),
    Period(
        "conduct_objection_received_on",
        "objection_decision_days",
        "decision_by",
        label="The court decides on an objection to its acts",
        last_day=LastDay.STAYS,
    ),
    Period(
        "decision_served_on",
        "objection_review_days",
        "review_request_by",
        label="A review may be asked for",
        last_day=LastDay.MOVES,
    ),
    Period(
        "distribution_plan_received_on",
        "distribution_objection_days",
        "plan_objection_due_date",
        label="An objection to the plan of distribution",
        last_day=LastDay.MOVES,
        also=("plan_served_on", "plan_received_on"),
    ),
    Period(
        "unreachable_publicised_on",
        "notify_by_publication_days",
        "deemed_notified_on",
        label="A person who cannot be reached counts as notified",
        last_day=LastDay.PLAIN,
        also=("reason_published_on", "reason_publicised_on"),
    ),
    Period(
        "no_surplus_told_on",
        "no_surplus_answer_days",
        "continue_request_by",
        label="The applicant asks to go on without a surplus",
        last_day=LastDay.MOVES,
    ),
)


@dataclass(frozen=True, slots=True)
class _Sale:
    """Which sale a notice is for."""

    track: str
    kind: str
    round: Round

    @property
    def is_offline(self) -> bool:
        return self.track == "TRADITIONAL"

    def notice(self, on: date) -> Rule:
        """Return how many days before the sale its notice must be out."""
        if self.is_offline:
            thing = "movable" if self.kind == "movable" else "immovable"
            return lawbook.value(f"offline_notice_days_{thing}", on=on)
        return notice_days(self.round, self.kind, on=on)


def _read_sale(inputs: Inputs) -> _Sale:
    track = inputs.choice("track", _TRACKS, default="ONLINE")
    kind = _KINDS[inputs.choice("asset", list(_KINDS))]
    stage = inputs.choice("stage", _STAGES, default="AUCTION")
    round_ = _ROUNDS[inputs.integer("round", low=1, high=3, default=1)]
    return _Sale(track, kind, Round.SELL_OFF if stage == "SELL_OFF" else round_)


def notice(inputs: Inputs, _bench: Bench) -> Judge:
    """Return the first day of bidding after a notice, and judge a day planned; art. 12, 26."""
    published = inputs.day("publish_date")
    planned = inputs.day_or_none("planned_start_date")
    sale = _read_sale(inputs)
    return lambda: _notice(published, planned, sale)


def _notice(published: date, planned: date | None, sale: _Sale) -> Calculation:
    rule = sale.notice(published)
    days = int(str(rule.value))
    first = (
        published + timedelta(days=days)
        if sale.is_offline
        else earliest_start(published, sale.round, sale.kind)
    )
    result: dict[str, object] = {"earliest_start_date": first.isoformat()}
    if planned is not None:
        result["start_allowed"] = planned >= first
        if planned < first:
            result["error"] = "NOTICE_TOO_SHORT"
    step = Step(
        "The sale may open at the earliest", None, f"{published} + {days} → {first}", rule.citation
    )
    return Calculation(result, (rule.citation, DAY_COUNTING), (POLICY,), (step,))


def failed(inputs: Inputs, _bench: Bench) -> Judge:
    """Return by when the next round must follow a failed one; 法释〔2016〕18号 art. 26."""
    failed_on = inputs.day("failed_at")
    planned = inputs.day_or_none("planned_start_date")
    sale = _read_sale(inputs)
    if sale.round is Round.FIRST:
        # What follows a failed round is at least a second one.
        sale = _Sale(sale.track, sale.kind, Round.SECOND)
    return lambda: _after_failure(failed_on, planned, sale)


def _after_failure(failed_on: date, planned: date | None, sale: _Sale) -> Calculation:
    if sale.round is Round.SELL_OFF:
        return _sell_off(failed_on)
    key = "offline_reauction_within_days" if sale.is_offline else "second_within_days"
    within = lawbook.value(key, on=failed_on)
    days = lawbook.number(key, on=failed_on)
    last = (
        failed_on + timedelta(days=days) if sale.is_offline else latest_start_of_second(failed_on)
    )
    notice_rule = sale.notice(failed_on)
    ahead = int(str(notice_rule.value))
    publish = last - timedelta(days=ahead)
    result: dict[str, object] = {
        "latest_start_date": last.isoformat(),
        "latest_publish_date": publish.isoformat(),
    }
    if planned is not None:
        result["start_allowed"] = planned <= last
        if planned > last:
            result["error"] = "NEXT_ROUND_TOO_LATE"
    steps = (
        Step(
            "The next round opens at the latest",
            None,
            f"{failed_on} + {days} → {last}",
            within.citation,
        ),
        Step(
            "Its notice is out at the latest", None, f"{last} - {ahead} → {publish}",
            notice_rule.citation,
        ),
    )  # fmt: skip
    citations = merge_citations((within.citation, notice_rule.citation, DAY_COUNTING))
    return Calculation(result, citations, (POLICY,), steps)


def second_failed(inputs: Inputs, _bench: Bench) -> Judge:
    """Return what follows a second failed auction; 法明传〔2017〕455号 二, from memory."""
    failed_on = inputs.day("second_failed_at")
    return lambda: _sell_off(failed_on)


def _sell_off(failed_on: date) -> Calculation:
    asked = count(
        failed_on,
        "sell_off_inquiry_days",
        label="Creditors are asked whether they take it in kind",
        last_day=LastDay.STAYS,
    )
    published = count(
        failed_on,
        "sell_off_publish_within_days",
        label="The notice of the sell-off is out",
        last_day=LastDay.STAYS,
    )
    result: dict[str, object] = {
        "in_kind_inquiry_by": asked.on.isoformat(),
        "latest_publish_date": published.on.isoformat(),
    }
    return with_more(asked, published, result=result)


def notification(inputs: Inputs, _bench: Bench) -> Judge:
    """Return by when parties and priority holders must know of a notice; art. 16(1)."""
    planned = inputs.day("planned_publish_date")
    told = inputs.day_or_none("notified_on")
    publicised = inputs.day_or_none(
        inputs.either("unreachable_publicised_on", "reason_published_on", "reason_publicised_on")
    )
    return lambda: _notification(planned, told, publicised)


def _notification(planned: date, told: date | None, publicised: date | None) -> Calculation:
    rule = lawbook.value("notify_before_notice_days", on=planned)
    days = lawbook.number("notify_before_notice_days", on=planned)
    last = planned - timedelta(days=days)
    result: dict[str, object] = {"latest_notify_date": last.isoformat()}
    known = [told] if told is not None else []
    if publicised is not None:
        known.append(
            publicised + timedelta(days=lawbook.number("notify_by_publication_days", on=publicised))
        )
    if known:
        result["publish_allowed"] = max(known) <= last
        if max(known) > last:
            result["error"] = "NOTIFIED_TOO_LATE"
    note = f"{planned} - {days} → {last}"
    step = Step("Parties and priority holders are told at the latest", None, note, rule.citation)
    return Calculation(result, (rule.citation, DAY_COUNTING), (POLICY,), (step,))


def offline_notification(inputs: Inputs, _bench: Bench) -> Judge:
    """Return by when people must know of an offline sale: five days before; art. 11."""
    planned = inputs.day("planned_sale_date")
    inputs.choice("track", _TRACKS, default="TRADITIONAL")

    def judge() -> Calculation:
        rule = lawbook.value("offline_notify_days", on=planned)
        days = lawbook.number("offline_notify_days", on=planned)
        last = planned - timedelta(days=days)
        note = f"{planned} - {days} → {last}"
        step = Step(
            "Parties and priority holders are told at the latest", None, note, rule.citation
        )
        result = {"latest_notify_date": last.isoformat()}
        return Calculation(result, (rule.citation, DAY_COUNTING), (POLICY,), (step,))

    return judge


def end_of_sale(inputs: Inputs, _bench: Bench) -> Judge:
    """Return when deposits go back or on to the court; 18号 arts. 23, 25, 20〔21〕 art. 10."""
    ended = inputs.moment("final_end")
    track = inputs.choice("track", _TRACKS, default="ONLINE")
    outcome = inputs.choice("outcome", ("SOLD", "FAILED"), default="SOLD")
    return lambda: (
        _offline_refund(local_date(ended))
        if track == "TRADITIONAL"
        else _release(ended, has_winner=outcome == "SOLD")
    )


def _release(ended: datetime, *, has_winner: bool) -> Calculation:
    """Count hours by the clock: a holiday moves none of them."""
    due, note, basis = _after_hours(ended, "deposit_release_hours")
    result: dict[str, object] = {"release_due": due}
    steps = [Step("Deposits of the others are released", None, note, basis)]
    citations = [basis]
    if has_winner:
        due, note, basis = _after_hours(ended, "winner_deposit_transfer_hours")
        result["winner_deposit_transfer_due"] = due
        steps.append(Step("The buyer's deposit is transferred to the court", None, note, basis))
        citations.append(basis)
    return Calculation(result, tuple(citations), (), tuple(steps))


def _after_hours(start: datetime, key: str) -> tuple[str, str, Citation]:
    """Return the moment so many hours later, how it was counted, and by which article."""
    rule = lawbook.value(key, on=local_date(start))
    due = as_text(start + timedelta(hours=int(str(rule.value))))
    return due, f"{as_text(start)} + {rule.value} h → {due}", rule.citation


def offline_end(inputs: Inputs, _bench: Bench) -> Judge:
    """Return by when an offline sale pays deposits back: three days; 20〔21〕 art. 10."""
    ended_on = inputs.day("offline_sale_ended_on")
    return lambda: _offline_refund(ended_on)


def _offline_refund(ended_on: date) -> Calculation:
    found = count(
        ended_on,
        "offline_deposit_refund_days",
        label="Deposits of the others are paid back",
        last_day=LastDay.STAYS,
    )
    return found.answer(refund_due_date=found.on.isoformat())


def resumption(inputs: Inputs, _bench: Bench) -> Judge:
    """Return by when a suspended sale goes on; 18号 art. 28(4), 20〔21〕 art. 18."""
    gone = inputs.day("cause_gone_on")

    def judge() -> Calculation:
        online = count(gone, "resume_days", label="An online sale goes on", last_day=LastDay.STAYS)
        offline = count(
            gone, "offline_resume_days", label="An offline sale goes on", last_day=LastDay.STAYS
        )
        result: dict[str, object] = {
            "online_resume_by": online.on.isoformat(),
            "offline_resume_by": offline.on.isoformat(),
        }
        return with_more(online, offline, result=result)

    return judge


def balance(inputs: Inputs, _bench: Bench) -> Judge:
    """Return by when a buyer pays the rest, as the notice says; 18号 art. 25."""
    sold = inputs.day("sold_on")
    days = inputs.integer("balance_days", low=1, high=_BALANCE_DAYS_MAX)

    def judge() -> Calculation:
        end = legal_end(sold, days)
        step = Step(
            "The balance is to be paid", None, f"{sold} + {days} → {end.nominal_on}",
            articles.BALANCE,
        )  # fmt: skip
        result = {"balance_due_date": end.due_on.isoformat()}
        steps = (step, *explain_end(end, LastDay.MOVES))
        return Calculation(result, (articles.BALANCE, DAY_COUNTING), (POLICY,), steps)

    return judge


def as_text(moment: datetime) -> str:
    """Write a moment in Shanghai time, to the millisecond or finer if it is finer."""
    local = moment.astimezone(SHANGHAI)
    return local.isoformat(timespec="microseconds" if local.microsecond % 1000 else "milliseconds")


DEADLINES = EventCalculator(
    {
        **parts_of(PERIODS),
        "publish_date": notice,
        "failed_at": failed,
        "second_failed_at": second_failed,
        "planned_publish_date": notification,
        "planned_sale_date": offline_notification,
        "final_end": end_of_sale,
        "offline_sale_ended_on": offline_end,
        "cause_gone_on": resumption,
        "sold_on": balance,
    }
)
