"""Decide on an agency's standing: by a judge, by a rule, or after the Supreme Court's list."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.kernel.actors import SYSTEM, Actor
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.permissions import Permission
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from app.store.numbering import next_number
from registry import facts, queries
from registry.models import Agency, Court, StandingDecision
from registry.queries import decisions
from registry.rules import standing as rules
from registry.services.papers import issue_decision
from registry.vocabulary import DecisionAction, DecisionState, Standing, StandingAct, StandingGround

#: Shorter reasons explain nothing to whoever reads them on the agency's page.
REASONS_MIN = 10
_BY_RULE = "该机构承办委托的记录达到平台规则规定的观察标准，自即日起列入观察期。统计数据见下表。"
_EARLIER = "名单启用前的记录"
_REMOVED = "最高人民法院公布的名单数据显示该机构已被除名，本平台据此登记，除名期间不得委托。"


def decide_standing(
    *,
    code: str,
    act: StandingAct,
    ground: StandingGround,
    reasons: str,
    months: int | None = None,
    hearing: rules.Hearing | None = None,
    seen: str | None = None,
    actor: Actor,
    at: datetime,
) -> StandingDecision:
    """Pause, stop, put on probation or let back in: a judge's decision with its paper.

    ``seen`` is the newest decision the judge looked at; another one in between is refused, so
    that two judges at once do not decide past each other. 法释〔2011〕21号 art. 8.
    """
    court_id = _deciding_court(actor)
    reasons = _checked(act, ground, reasons, hearing, at)
    today = local_date(at)
    try:
        until_on = rules.last_day_of(act, months, today)
    except ValueError:
        raise Refusal("bad_months", fields={"months": ["bad_months"]}) from None
    with unit_of_work() as work:
        agency = lock_row(Agency, code=code)
        if seen is not None and seen != decisions.latest_no(code):
            raise Conflict("standing_moved")
        _check_act(agency, act, actor)
        decision = StandingDecision(
            no=next_number("S", queries.get_court(court_id).code, at),
            agency_code=code,
            court_id=court_id,
            act=act,
            ground=ground,
            reasons=reasons,
            numbers={},
            hearing_notified_at=hearing.notified_at if hearing else None,
            hearing_held_at=hearing.held_at if hearing else None,
            hearing_statement=hearing.statement.strip() if hearing else "",
            from_on=today,
            until_on=until_on,
            decided_by=actor.person_id,
            decided_by_name=actor.name,
            decided_at=at,
            state=DecisionState.IN_FORCE,
            appeal_until=rules.appeal_until(act, today),
        )
        return _enter(work, agency, decision, actor, at)


def place_on_probation_by_rule(
    *,
    code: str,
    numbers: Mapping[str, Any],
    ground: StandingGround = StandingGround.TAIL_TEST,
    at: datetime,
) -> StandingDecision | None:
    """Put an agency on probation because its figures say so (fairness 2.4, 2.6); appealable.

    None when a measure already works against it: statistics add nothing to a decision.
    """
    today = local_date(at)
    with unit_of_work() as work:
        agency = lock_row(Agency, code=code)
        if agency.standing is not Standing.ELIGIBLE or decisions.in_force(code):
            return None
        court = home_court(agency)
        decision = StandingDecision(
            no=next_number("S", court.code if court else "00", at),
            agency_code=code,
            court_id=court.id if court else None,
            act=StandingAct.PROBATION,
            ground=ground,
            reasons=_BY_RULE,
            numbers={name: _printed(value) for name, value in numbers.items()},
            from_on=today,
            until_on=rules.last_day_of(StandingAct.PROBATION, None, today),
            decided_at=at,
            state=DecisionState.IN_FORCE,
            appeal_until=rules.appeal_until(StandingAct.PROBATION, today),
        )
        return _enter(work, agency, decision, SYSTEM, at)


def delist_from_national_list(
    *, code: str, until: date | None = None, source: str, actor: Actor, at: datetime
) -> StandingDecision:
    """Enter a removal that the Supreme Court's data shows; five years unless the data say when.

    法释〔2018〕15号 art. 15: no court of this platform removes, and no appeal lies here. Importing
    the same data again returns the decision that already stands.
    """
    if len(source.strip()) < 2:
        raise Refusal("source_missing", fields={"source": ["source_missing"]})
    today = local_date(at)
    until_on = until or rules.removed_until(today)
    with unit_of_work() as work:
        agency = lock_row(Agency, code=code)
        for earlier in decisions.in_force(code):
            if earlier.act is StandingAct.DELIST:
                return earlier
        court = queries.get_court(actor.court_id) if actor.court_id else home_court(agency)
        decision = StandingDecision(
            no=next_number("S", court.code if court else "00", at),
            agency_code=code,
            court_id=court.id if court else None,
            act=StandingAct.DELIST,
            ground=StandingGround.NATIONAL_LIST,
            reasons=_REMOVED,
            numbers={},
            source=source.strip(),
            from_on=today,
            until_on=until_on,
            decided_at=at,
            state=DecisionState.IN_FORCE,
        )
        # When the years are over only the national list itself brings the agency back.
        agency.left_on = agency.left_on or today
        return _enter(work, agency, decision, actor, at)


def enter_earlier_measure(
    *, code: str, standing: Standing, until: date | None, reason: str, actor: Actor, at: datetime
) -> Agency:
    """Enter a measure taken elsewhere before the platform kept the list: for seeds and transfers.

    It has no hearing and no paper here, and no appeal; what stood before is ended by it.
    """
    today = local_date(at)
    with unit_of_work() as work:
        agency = lock_row(Agency, code=code)
        for running in decisions.in_force(code):
            end_measure(work, agency, running, ended_by="", actor=actor, at=at)
        act = next((act for act, found in rules.STANDING_OF.items() if found is standing), None)
        if act is not None:
            is_removal = act is StandingAct.DELIST
            decision = StandingDecision(
                no=next_number("S", "00", at),
                agency_code=code,
                act=act,
                ground=StandingGround.NATIONAL_LIST if is_removal else StandingGround.OTHER,
                reasons=reason,
                numbers={},
                source=_EARLIER if is_removal else "",
                from_on=today,
                until_on=until or rules.longest_day_of(act, today),
                decided_at=at,
                state=DecisionState.IN_FORCE,
            )
            db.session.add(decision)
            db.session.flush()
            work.record(_decided(decision, agency), actor=actor, at=at)
        follow_decisions(work, agency, actor, at)
        return agency


def end_due_decisions(now: datetime) -> int:
    """End the measures whose last day is over; return how many. Safe to run twice."""
    ended = 0
    for no in decisions.list_due_numbers(local_date(now)):
        with unit_of_work() as work:
            agency = lock_row(Agency, code=decisions.get_decision(no).agency_code)
            decision = decisions.get_decision(no)
            if decision.ended_at is not None:
                continue
            end_measure(work, agency, decision, ended_by="", actor=SYSTEM, at=now)
            follow_decisions(work, agency, SYSTEM, now)
            ended += 1
    return ended


def home_court(agency: Agency) -> Court | None:
    """Return the court whose place is nearest to the agency's home in the code of places."""

    def shared(court: Court) -> int:
        digits = zip(court.region_code, agency.regions[0], strict=False)
        return next((n for n, (ours, theirs) in enumerate(digits) if ours != theirs), 6)

    return max(queries.list_courts(), key=lambda court: (shared(court), -court.id), default=None)


def end_measure(
    work: Work,
    agency: Agency,
    decision: StandingDecision,
    *,
    ended_by: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Let a measure work no more; an appeal against it may still wait to be decided."""
    decision.ended_at, decision.ended_by_no = at, ended_by
    if DecisionAction.END in rules.DECISION.allowed(decision.state):
        decision.state = rules.DECISION.after(decision.state, DecisionAction.END)
    work.record(
        facts.StandingEnded(
            no=decision.no,
            code=agency.code,
            agency_name=agency.name,
            act=str(decision.act),
            ended_by=ended_by,
        ),
        actor=actor,
        at=at,
    )


def follow_decisions(work: Work, agency: Agency, actor: Actor, at: datetime) -> None:
    """Set the standing that follows from the measures that still work."""
    db.session.flush()
    running = {decision.act: decision for decision in decisions.in_force(agency.code)}
    act = rules.strictest(list(running))
    before = (agency.standing, agency.standing_until, agency.standing_reason)
    if act is None:
        agency.standing, agency.standing_until = Standing.ELIGIBLE, None
        agency.standing_reason = ""
    else:
        agency.standing, agency.standing_until = rules.STANDING_OF[act], running[act].until_on
        agency.standing_reason = running[act].reasons
    if before == (agency.standing, agency.standing_until, agency.standing_reason):
        return
    until = agency.standing_until
    work.record(
        facts.AgencyStandingChanged(
            code=agency.code,
            agency_name=agency.name,
            standing=str(agency.standing),
            until=until.isoformat() if until else None,
            reason=agency.standing_reason,
        ),
        actor=actor,
        at=at,
    )


def _deciding_court(actor: Actor) -> int:
    if actor.court_id is None or not actor.may(Permission.DECIDE_STANDING):
        raise Forbidden("other_court")
    return actor.court_id


def _checked(
    act: StandingAct,
    ground: StandingGround,
    reasons: str,
    hearing: rules.Hearing | None,
    at: datetime,
) -> str:
    """Check what a judge wrote before anything is locked; return the reasons, trimmed."""
    if act not in rules.GROUNDS_OF:
        raise Refusal("removal_not_here", citations=(_removal(),))
    if ground not in rules.GROUNDS_OF[act]:
        raise Refusal("wrong_ground", fields={"ground": ["wrong_ground"]})
    if len(reasons.strip()) < REASONS_MIN:
        raise Refusal("reasons_missing", fields={"reasons": ["reasons_missing"]})
    if act is not StandingAct.RESTORE and (fault := rules.hearing_fault(hearing, at)):
        raise Refusal(fault, fields={_FIELD_OF_FAULT[fault]: [fault]})
    return reasons.strip()


def _removal() -> Any:
    return rules.CITATIONS[StandingGround.NATIONAL_LIST]


_FIELD_OF_FAULT = {
    "hearing_missing": "hearing_held_at",
    "hearing_not_held": "hearing_held_at",
    "hearing_too_soon": "hearing_notified_at",
    "statement_missing": "hearing_statement",
}


def _check_act(agency: Agency, act: StandingAct, actor: Actor) -> None:
    running = decisions.in_force(agency.code)
    acts = {decision.act for decision in running}
    if agency.standing is Standing.DELISTED or StandingAct.DELIST in acts:
        raise Conflict("agency_removed", citations=(_removal(),))
    if act is StandingAct.RESTORE:
        if agency.standing is Standing.ELIGIBLE:
            raise Conflict("nothing_to_restore")
        if any(decision.court_id not in (None, actor.court_id) for decision in running):
            raise Forbidden("other_court")
        return
    if act in acts:
        raise Conflict("measure_exists")
    strictest = rules.strictest(list(acts))
    if strictest and rules.STRICTNESS.index(strictest) > rules.STRICTNESS.index(act):
        raise Conflict("stricter_in_force")


def _enter(
    work: Work, agency: Agency, decision: StandingDecision, actor: Actor, at: datetime
) -> StandingDecision:
    """Write a decision, end what it replaces, issue its paper and tell of it."""
    is_restoring = decision.act is StandingAct.RESTORE
    if is_restoring:
        for running in decisions.in_force(agency.code):
            end_measure(work, agency, running, ended_by=decision.no, actor=actor, at=at)
        decision.state, decision.ended_at = DecisionState.ENDED, at
    db.session.add(decision)
    db.session.flush()
    decision.paper_no = issue_decision(decision, actor=actor, at=at)
    work.record(_decided(decision, agency), actor=actor, at=at)
    follow_decisions(work, agency, actor, at)
    return decision


def _decided(decision: StandingDecision, agency: Agency) -> facts.StandingDecided:
    return facts.StandingDecided(
        no=decision.no,
        code=agency.code,
        agency_name=agency.name,
        act=str(decision.act),
        ground=str(decision.ground),
        basis=str(rules.CITATIONS[decision.ground]),
        since=decision.from_on.isoformat(),
        until=decision.until_on.isoformat() if decision.until_on else None,
        reasons=decision.reasons,
        numbers=dict(decision.numbers),
        paper_no=decision.paper_no,
    )


def _printed(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
