"""The deadlines of the appraisal as parts of the calculator ``deadline`` (法释〔2018〕15号)."""

from dataclasses import replace
from datetime import date, timedelta

from app import lawbook
from app.kernel.calendar import legal_end, months_after
from app.lawbook.calculations import Bench
from app.lawbook.events import EventCalculator, Judge
from app.lawbook.explain import Calculation, Step
from app.lawbook.inputs import Inputs
from app.lawbook.periods import (
    DAY_COUNTING,
    POLICY,
    Counted,
    LastDay,
    Period,
    count,
    explain_end,
    parts_of,
    with_more,
)
from appraisal.rules.periods import report_end

_SUSPENDED_MAX = 3_650
_DAYS_MAX = 365
_PLATFORMS_MAX = 100

PERIODS = (
    Period(
        "seized_on",
        "appraisal_start_within_days",
        "start_by",
        label="The reference price is to be started",
        last_day=LastDay.STAYS,
    ),
    Period(
        "price_fixed_on",
        "disposal_within_days",
        "disposal_start_by",
        label="The disposal is to be started",
        last_day=LastDay.STAYS,
    ),
    Period(
        "report_overdue_on",
        "materials_return_days",
        "materials_back_by",
        label="A late agency gives the materials back",
        last_day=LastDay.MOVES,
    ),
    Period(
        "correction_asked_on",
        "correction_days",
        "correction_due_date",
        label="The report is to be corrected",
        last_day=LastDay.MOVES,
    ),
    Period(
        "report_handed_in_on",
        "report_service_days",
        "serve_by",
        label="The report is to be served",
        last_day=LastDay.MOVES,
        also=("report_filed_on",),
    ),
    Period(
        "publicised_on",
        "service_by_publication_days",
        "deemed_received_on",
        label="A report made public counts as received",
        last_day=LastDay.PLAIN,
    ),
    Period(
        "technical_objection_received_on",
        "objection_forward_days",
        "forward_by",
        label="The court passes the objection on to the agency",
        last_day=LastDay.MOVES,
    ),
    Period(
        "agency_received_objection_on",
        "objection_answer_days",
        "answer_by",
        label="The agency answers the objection",
        last_day=LastDay.MOVES,
    ),
)


def report(inputs: Inputs, _bench: Bench) -> Judge:
    """Count the days of a report, and judge the extensions asked for; art. 19(1), (2).

    ``extension_asked_on`` is the day on which the last of the extensions was asked for.
    """
    received = inputs.day("commission_received")
    suspended = inputs.integer("suspended_days", low=0, high=_SUSPENDED_MAX, default=0)
    extensions = inputs.integers("extensions_days", low=1, high=_DAYS_MAX)
    asked_name = inputs.either("extension_asked_on", "extension_requested_on")
    asked = inputs.day_or_none(asked_name)
    if asked is not None and asked < received:
        inputs.fault(asked_name, "before_the_event")
    return lambda: _report(received, suspended, extensions, asked)


def _report(
    received: date, suspended: int, extensions: list[int], asked: date | None
) -> Calculation:
    most = lawbook.number("report_extensions_max", on=received)
    longest = lawbook.number("report_extension_days", on=received)
    lawful = [days for days in extensions[:most] if days <= longest]
    result: dict[str, object] = {}
    is_late = False
    late_steps: tuple[Step, ...] = ()
    if asked is not None:
        earlier = lawful[:-1] if len(lawful) == len(extensions) else lawful
        latest, late_steps = _latest_request(received, suspended, earlier)
        is_late = asked > latest
        if is_late and len(lawful) == len(extensions):
            lawful = earlier
        result["latest_request_date"] = latest.isoformat()
    found = _report_period(received, suspended, lawful)
    result = {"due_date": found.on.isoformat(), **result}
    if len(extensions) >= most:
        result["third_extension_allowed"] = most > 2
        result["sixteen_day_extension_allowed"] = longest > 15
    error = _extension_fault(extensions, most=most, longest=longest, is_late=is_late)
    if error or asked is not None:
        result["extension_allowed"] = error is None
    if error:
        result["error"] = error
    return Calculation(result, found.citations, (POLICY,), (*late_steps, *found.steps))


def _report_period(received: date, suspended: int, extensions: list[int]) -> Counted:
    """Return the period of a report and how its last day came about."""
    end = report_end(received, suspended_days=suspended, extension_days=extensions)
    days = lawbook.value("report_days", on=received)
    more = lawbook.value("report_extension_days", on=received)
    steps = [Step("The report is due", None, f"{received} + {days.value}", days.citation)]
    if suspended:
        steps.append(Step("Days of suspension do not count", None, f"+ {suspended}", days.citation))
    steps += [Step("Extension granted", None, f"+ {days}", more.citation) for days in extensions]
    steps.append(Step("Summed up to", None, end.nominal_on.isoformat(), DAY_COUNTING))
    citations = (days.citation, more.citation, DAY_COUNTING)
    return Counted(end.due_on, (*steps, *explain_end(end, LastDay.MOVES)), citations)


def _latest_request(
    received: date, suspended: int, earlier: list[int]
) -> tuple[date, tuple[Step, ...]]:
    """Return the last day on which another extension may be asked for; art. 19(2)."""
    rule = lawbook.value("report_extension_ask_days", on=received)
    due = report_end(received, suspended_days=suspended, extension_days=earlier).due_on
    ahead = lawbook.number("report_extension_ask_days", on=received)
    latest = due - timedelta(days=ahead)
    step = Step(
        "An extension is asked for before", None, f"{due} - {ahead} → {latest}", rule.citation
    )
    return latest, (step,)


def _extension_fault(
    extensions: list[int], *, most: int, longest: int, is_late: bool
) -> str | None:
    """Name what an extension breaks; art. 19(2)."""
    if len(extensions) > most:
        return "TOO_MANY_EXTENSIONS"
    if any(days > longest for days in extensions):
        return "EXTENSION_TOO_LONG"
    return "EXTENSION_ASKED_TOO_LATE" if is_late else None


def objection(inputs: Inputs, _bench: Bench) -> Judge:
    """Count the five days to object, each person's from the own receipt; arts. 22, 23."""
    name = inputs.either("report_received_on", "received_on")
    if inputs.is_object(name):
        received = inputs.days_by_name(name)
        filed = inputs.days_by_name("objection_filed_on")
        if not received:
            inputs.fault(name, "required")
        for person in filed.keys() - received.keys():
            inputs.fault(f"objection_filed_on.{person}", "not_a_choice")
        return lambda: _objections(received, filed)
    one = inputs.day(name)
    filed_on = inputs.day_or_none("objection_filed_on")
    return lambda: _objection(one, filed_on)


def _window(received: date) -> Counted:
    return count(received, "objection_days", label="The last day to object", last_day=LastDay.MOVES)


def _named(name: str, found: Counted) -> Counted:
    """Say in every step whose days are counted."""
    steps = tuple(replace(step, note=f"{name} {step.note}") for step in found.steps)
    return replace(found, steps=steps)


def _objection(received: date, filed: date | None) -> Calculation:
    found = _window(received)
    result: dict[str, object] = {"objection_due_date": found.on.isoformat()}
    if filed is not None:
        result["objection_allowed"] = filed <= found.on
        if filed > found.on:
            result["error"] = "OBJECTION_TOO_LATE"
    return found.answer(**result)


def _objections(received: dict[str, date], filed: dict[str, date]) -> Calculation:
    """Judge each person apart: nobody's end shortens another's."""
    found = {name: _named(name, _window(day)) for name, day in received.items()}
    last = max(one.on for one in found.values())
    result: dict[str, object] = {
        "objection_due_dates": {name: one.on.isoformat() for name, one in found.items()},
        "window_closes_on": last.isoformat(),
    }
    if filed:
        result["objections_allowed"] = {name: day <= found[name].on for name, day in filed.items()}
    first, *others = found.values()
    return with_more(first, *others, result=result)


def validity(inputs: Inputs, _bench: Bench) -> Judge:
    """Judge a first notice, and the sale after it, by the report's validity; arts. 19(4), 27."""
    valid_until = inputs.day("valid_until")
    notice = inputs.day(inputs.either("first_notice_planned", "first_notice_on"))
    sale_name = inputs.either("sale_planned", "sale_on")
    sale = inputs.day_or_none(sale_name)
    source = inputs.choice("price_source", ("AGENCY", "NETWORK"), default="AGENCY")
    if sale is not None and sale < notice:
        inputs.fault(sale_name, "before_the_event")
    return lambda: _validity(valid_until, notice, sale, source)


def _validity(valid_until: date, notice: date, sale: date | None, source: str) -> Calculation:
    months = lawbook.number("sale_after_expiry_months", on=notice)
    rule = lawbook.value("sale_after_expiry_months", on=notice)
    latest = months_after(valid_until, months)
    steps = [Step("The price holds until", None, valid_until.isoformat(), rule.citation)]
    if notice > valid_until:
        key = "reissue_days" if source == "AGENCY" else "network_reissue_days"
        again = lawbook.value(key, on=notice)
        result: dict[str, object] = {
            "publish_allowed": False,
            "error": "REFERENCE_PRICE_EXPIRED",
            "reissue_days": lawbook.number(key, on=notice),
        }
        steps.append(Step("The same agency issues it again", None, "", again.citation))
        return Calculation(result, (again.citation, rule.citation), (POLICY,), tuple(steps))
    result = {"publish_allowed": True}
    steps.append(
        Step("After a notice in time the sale may follow until", None, f"{latest}", rule.citation)
    )
    if sale is not None:
        result |= {"sale_allowed": sale <= latest, "latest_sale_date": latest.isoformat()}
        if sale > latest:
            result["error"] = "REFERENCE_PRICE_EXPIRED"
    return Calculation(result, (rule.citation,), (POLICY,), tuple(steps))


def reissue(inputs: Inputs, _bench: Bench) -> Judge:
    """Count the days to issue an expired result again; arts. 11(4), 19(4)."""
    asked = inputs.day("reissue_asked_on")
    source = inputs.choice("price_source", ("AGENCY", "NETWORK"), default="AGENCY")
    key = "reissue_days" if source == "AGENCY" else "network_reissue_days"

    def judge() -> Calculation:
        found = count(asked, key, label="The result is issued again", last_day=LastDay.MOVES)
        return found.answer(reissue_due_date=found.on.isoformat())

    return judge


def network(inputs: Inputs, _bench: Bench) -> Judge:
    """Count the days of a network inquiry; art. 11: three more only if every platform is late."""
    received = inputs.day("inquiry_received_on")
    answered = inputs.integer_or_none("answered", low=0, high=_PLATFORMS_MAX)
    asked = inputs.flag("extension_asked")
    return lambda: _network(received, answered, asked=asked)


def _network(received: date, answered: int | None, *, asked: bool) -> Calculation:
    found = count(
        received, "network_report_days", label="The platforms report", last_day=LastDay.MOVES
    )
    result: dict[str, object] = {"due_date": found.on.isoformat()}
    if answered is None:
        return found.answer(**result)
    may_extend = answered == 0 and asked
    result["extension_allowed"] = may_extend
    rule = lawbook.value("network_extension_days", on=received)
    if may_extend:
        more = lawbook.number("network_extension_days", on=received)
        days = lawbook.number("network_report_days", on=received)
        end = legal_end(received, days + more)
        step = Step("Every platform is late: extended once", None, f"+ {more}", rule.citation)
        result["extended_due_date"] = end.due_on.isoformat()
        steps = (*found.steps, step, *explain_end(end, LastDay.MOVES))
        return Calculation(result, found.citations, (POLICY,), steps)
    if answered == 0:
        result["next_step"] = "COMMISSIONED_APPRAISAL"
        step = Step("No report and no request: an appraisal follows", None, "", rule.citation)
    else:
        step = Step("Some have reported: the others get no more time", None, "", rule.citation)
    return Calculation(result, found.citations, (POLICY,), (*found.steps, step))


DEADLINES = EventCalculator(
    {
        **parts_of(PERIODS),
        "commission_received": report,
        "report_received_on": objection,
        "received_on": objection,
        "valid_until": validity,
        "reissue_asked_on": reissue,
        "inquiry_received_on": network,
    }
)
