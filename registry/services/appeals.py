"""Appeals of agencies against decisions on their standing, judged by somebody else."""

from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.permissions import Permission
from app.store import unit_of_work
from app.store.locks import lock_row
from registry import facts, queries
from registry.models import Agency, StandingDecision
from registry.queries import decisions
from registry.rules import standing as rules
from registry.services.papers import issue_appeal
from registry.services.standing import REASONS_MIN, end_measure, follow_decisions
from registry.vocabulary import DecisionAction, DecisionState


def appeal(*, no: str, text: str, actor: Actor, at: datetime) -> StandingDecision:
    """Appeal against a decision, within ten working days (P15); the measure goes on meanwhile."""
    if len(text.strip()) < REASONS_MIN:
        raise Refusal("reasons_missing", fields={"text": ["reasons_missing"]})
    with unit_of_work() as work:
        decision = _locked(no)
        if actor.agency_code is None or actor.agency_code != decision.agency_code:
            raise NotFound("decision", no)
        if decision.appeal_until is None:
            raise Refusal("no_appeal_here")
        if decision.appealed_at is not None:
            raise Conflict("appeal_exists")
        if local_date(at) > decision.appeal_until:
            raise Refusal("appeal_late", params={"until": decision.appeal_until.isoformat()})
        decision.state = rules.DECISION.after(decision.state, DecisionAction.APPEAL)
        decision.appealed_at, decision.appeal_text = at, text.strip()
        agency = queries.get_agency(decision.agency_code)
        work.record(
            facts.StandingAppealed(
                no=no, code=agency.code, agency_name=agency.name, act=str(decision.act)
            ),
            actor=actor,
            at=at,
        )
        return decision


def decide_appeal(
    *, no: str, outcome: DecisionAction, reasons: str, actor: Actor, at: datetime
) -> StandingDecision:
    """Uphold or overturn a decision under appeal; whoever made it may not judge it.

    A judge of the court that decided, or that stands nearest to the agency when a rule did.
    """
    if outcome not in (DecisionAction.UPHOLD, DecisionAction.OVERTURN):
        raise Refusal("invalid_input", fields={"outcome": ["invalid_input"]})
    if len(reasons.strip()) < REASONS_MIN:
        raise Refusal("reasons_missing", fields={"reasons": ["reasons_missing"]})
    if not actor.may(Permission.DECIDE_STANDING):
        raise Forbidden
    with unit_of_work() as work:
        decision = _locked(no)
        if decision.court_id is not None:
            require_court(actor, decision.court_id)
        if decision.decided_by is not None and decision.decided_by == actor.person_id:
            raise Forbidden("decided_before")
        agency = queries.get_agency(decision.agency_code)
        state = rules.DECISION.after(decision.state, outcome)
        if state is DecisionState.OVERTURNED and decision.is_running:
            end_measure(work, agency, decision, ended_by=decision.no, actor=actor, at=at)
        decision.state = state
        decision.appeal_decided_by, decision.appeal_decided_by_name = actor.person_id, actor.name
        decision.appeal_decided_at, decision.appeal_reasons = at, reasons.strip()
        decision.appeal_paper_no = issue_appeal(decision, actor=actor, at=at)
        work.record(
            facts.StandingAppealDecided(
                no=no,
                code=agency.code,
                agency_name=agency.name,
                act=str(decision.act),
                outcome=str(decision.state),
                reasons=decision.appeal_reasons,
                paper_no=decision.appeal_paper_no,
            ),
            actor=actor,
            at=at,
        )
        follow_decisions(work, agency, actor, at)
        if decision.state is DecisionState.UPHELD and not decision.is_running:
            # Its time was over while the appeal waited.
            decision.state = rules.DECISION.after(decision.state, DecisionAction.END)
        return decision


def _locked(no: str) -> StandingDecision:
    """Return a decision with its agency locked first, the order every order here keeps."""
    lock_row(Agency, code=decisions.get_decision(no).agency_code)
    return lock_row(StandingDecision, no=no)
