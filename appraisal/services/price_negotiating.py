"""The parties agree on a price: a window, one sealed figure each, the court's look (art. 4)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.documents import facade as papers
from app.identity import vault
from app.kernel.actors import SYSTEM, Actor
from app.kernel.calendar import end_of_day, local_date
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.store import Work, db, unit_of_work
from appraisal import queries
from appraisal.facts.inquiries import FigureHandedIn, FiguresAgree, NegotiationOpened
from appraisal.models import Assignment
from appraisal.models.inquiry import PriceFigure, PriceNegotiation
from appraisal.queries.inquiries import find_price_negotiation, get_price_negotiation
from appraisal.rules.routes import ARTICLES, VALIDITY, is_lawful_validity, longest_validity
from appraisal.services.attempts import (
    NOTE_MIN,
    attempt_of,
    begin_attempt,
    contact_of,
    end_attempt,
    get_own,
    issue_to_parties,
)
from appraisal.services.moving import move
from appraisal.services.price_fixing import fix_price_at
from appraisal.vocabulary import AssignmentAction, AssignmentState, PriceRoute
from appraisal.vocabulary.inquiries import AttemptOutcome, RouteBasis, RouteFault
from registry import facade as registry
from registry.vocabulary import PartyRole

BY_AGREEMENT = ARTICLES[PriceRoute.NEGOTIATED]
_SEAL = "price_figure"
#: Art. 4 leaves the period to the court; two months at most is our policy, a week the proposal.
WINDOW_MAX = timedelta(days=60)
WINDOW_PROPOSED = timedelta(days=7)
_SIDES = (PartyRole.APPLICANT, PartyRole.DEBTOR)
ROLE_WORDS = {
    PartyRole.APPLICANT: "申请执行人",
    PartyRole.DEBTOR: "被执行人",
    PartyRole.OTHER_CREDITOR: "其他债权人",
    PartyRole.INTERESTED: "利害关系人",
}
#: What ends a running negotiation early: a side says no, or is gone.
_REFUSALS = frozenset({RouteFault.PARTY_REFUSED, RouteFault.PARTY_UNREACHABLE})


@dataclass(frozen=True)
class Figure:
    """What a party handed in: the price and, if it named one, how long it holds."""

    value: Money
    valid_until: date | None

    def sealed(self, context: str) -> bytes:
        """Return it so that nobody but the platform reads it before its time."""
        until = self.valid_until.isoformat() if self.valid_until else ""
        return vault.seal(_SEAL, json.dumps([str(self.value), until]), context)


def awaited_parties(assignment: Assignment) -> list[registry.PartyView]:
    """Return the applicants and debtors, who must all agree."""
    return [p for p in registry.parties_of(assignment.case_number) if p.role in _SIDES]


def open_price_negotiation(
    no: str, *, last_day: date, actor: Actor, at: datetime
) -> PriceNegotiation:
    """Ask every applicant and debtor for the figure they agree on, by a last day (art. 4)."""
    get_own(no, actor)
    ends_at = end_of_day(last_day)
    if not at < ends_at <= at + WINDOW_MAX:
        raise Refusal("bad_last_day", fields={"last_day": ["bad_last_day"]})
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        awaited = awaited_parties(assignment)
        _require_both_sides(awaited)
        attempt = begin_attempt(
            work,
            assignment,
            PriceRoute.NEGOTIATED,
            basis=RouteBasis.IN_ORDER,
            note="",
            actor=actor,
            at=at,
        )
        move(assignment, AssignmentAction.NEGOTIATE, actor=actor, at=at)
        assignment.route = PriceRoute.NEGOTIATED
        paper = issue_to_parties(
            papers.PaperKind.NEGOTIATION_NOTICE,
            assignment,
            reference=f"{no}/{attempt.turn}",
            data={
                "appraisal_no": no,
                "asset_title": assignment.asset_title,
                "asset_address": registry.get_asset(assignment.asset_no).address,
                "parties": [f"{party.name}（{ROLE_WORDS[party.role]}）" for party in awaited],
                "due_on": last_day,
                "contact": contact_of(assignment),
            },
            actor=actor,
            at=at,
        )
        negotiation = PriceNegotiation(
            attempt_id=attempt.id,
            assignment_id=assignment.id,
            last_day=last_day,
            ends_at=ends_at,
            people=sorted({party.person_id for party in awaited if party.person_id}),
            paper_no=paper.no,
            opened_at=at,
        )
        db.session.add(negotiation)
        work.record(
            NegotiationOpened(
                **assignment.head,
                last_day=last_day.isoformat(),
                ends_at=stamp(ends_at),
                awaited=[party.key for party in awaited],
                paper_no=paper.no,
            ),
            actor=actor,
            at=at,
        )
    return negotiation


def _require_both_sides(awaited: Sequence[registry.PartyView]) -> None:
    """Every applicant and debtor must be reachable here, and no account on both sides."""
    people = [{p.person_id for p in awaited if p.role is role} for role in _SIDES]
    if not all(people) or None in people[0] | people[1]:
        raise Refusal("price_side_unreachable", citations=(BY_AGREEMENT,))
    if people[0] & people[1]:
        raise Refusal("account_on_both_sides")


def own_parties(assignment: Assignment, actor: Actor) -> list[registry.PartyView]:
    """Return the awaited parties a person acts for; empty for everybody else."""
    if actor.person_id is None:
        return []
    return [p for p in awaited_parties(assignment) if p.person_id == actor.person_id]


def hand_in_figure(
    no: str, *, value: Money, valid_until: date | None, actor: Actor, at: datetime
) -> Assignment:
    """Take a party's figure, sealed; it may be replaced until all are in or the window ends.

    The last figure opens all of them: the same in each is an agreement, anything else is none.
    """
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        parties = own_parties(assignment, actor)
        if not parties:
            raise Forbidden("not_a_price_party")
        negotiation = get_price_negotiation(assignment)
        figure = Figure(value, valid_until)
        if _is_repeated(no, negotiation, parties, figure):
            return assignment
        if assignment.state is not AssignmentState.NEGOTIATING or not negotiation.takes_figures(at):
            raise Conflict("figures_over", citations=(BY_AGREEMENT,))
        _check(figure, at)
        for party in parties:
            _keep(no, negotiation, party, figure, at)
            work.record(FigureHandedIn(**assignment.head, giver=party.key), actor=actor, at=at)
        db.session.flush()
        db.session.refresh(negotiation)
        awaited = {party.id for party in awaited_parties(assignment)}
        if awaited <= {one.party_id for one in negotiation.figures}:
            _open_figures(work, assignment, negotiation, at=at)
    return assignment


def _check(figure: Figure, at: datetime) -> None:
    if not figure.value:
        raise Refusal("no_value", fields={"value": ["no_value"]})
    until = figure.valid_until
    if until is not None and not is_lawful_validity(until, on=local_date(at)):
        raise Refusal(
            "price_validity", citations=(VALIDITY,), fields={"valid_until": ["price_validity"]}
        )


def _is_repeated(
    no: str,
    negotiation: PriceNegotiation,
    parties: Sequence[registry.PartyView],
    figure: Figure,
) -> bool:
    """Say whether the same figure came again, as when a form is sent twice."""
    given = figures_of(no, negotiation)
    return all(given.get(party.id) == figure for party in parties)


def figures_of(no: str, negotiation: PriceNegotiation) -> dict[int, Figure]:
    """Open the figures by party; a page shows a reader its own alone while the window is open."""
    opened = {}
    for row in negotiation.figures:
        text = vault.unseal(_SEAL, row.figure_sealed, f"{no}/{row.party_id}")
        value, until = json.loads(text)
        opened[row.party_id] = Figure(
            Money.parse(value), date.fromisoformat(until) if until else None
        )
    return opened


def _keep(
    no: str,
    negotiation: PriceNegotiation,
    party: registry.PartyView,
    figure: Figure,
    at: datetime,
) -> None:
    """Write a party's figure down in place of its earlier one."""
    sealed = figure.sealed(f"{no}/{party.id}")
    earlier = next((f for f in negotiation.figures if f.party_id == party.id), None)
    if earlier is not None:
        earlier.figure_sealed, earlier.handed_in_at = sealed, at
        return
    db.session.add(
        PriceFigure(
            negotiation_id=negotiation.id,
            party_id=party.id,
            party_key=party.key,
            person_id=party.person_id,
            figure_sealed=sealed,
            handed_in_at=at,
        )
    )


def _open_figures(
    work: Work, assignment: Assignment, negotiation: PriceNegotiation, *, at: datetime
) -> None:
    """Take no more figures, open those that came, and say what came of them."""
    given = figures_of(assignment.no, negotiation)
    for row in negotiation.figures:
        row.value, row.valid_until = given[row.party_id].value, given[row.party_id].valid_until
    negotiation.closed_at = at
    fault = _fault_of(assignment, given)
    if fault is not None:
        attempt = attempt_of(negotiation.attempt_id)
        end_attempt(work, assignment, attempt, fault=fault, at=at)
        return
    figures = list(given.values())
    untils = {figure.valid_until for figure in figures}
    # Without one word on it from all of them the price holds as long as the law lets it.
    until = untils.pop() if len(untils) == 1 else None
    negotiation.agreed_value = figures[0].value
    negotiation.agreed_valid_until = until or longest_validity(local_date(at))
    work.record(
        FiguresAgree(
            **assignment.head,
            value=str(negotiation.agreed_value),
            valid_until=negotiation.agreed_valid_until.isoformat(),
        ),
        actor=SYSTEM,
        at=at,
    )


def _fault_of(assignment: Assignment, given: dict[int, Figure]) -> RouteFault | None:
    """Say why the figures are no agreement: one party's alone is none, however often it comes."""
    awaited = {party.id for party in awaited_parties(assignment)}
    if not given:
        return RouteFault.NO_FIGURE
    if not awaited <= set(given):
        return RouteFault.ONE_SIDE_ONLY
    if len({given[party_id].value for party_id in awaited}) > 1:
        return RouteFault.FIGURES_DIFFER
    return None


def end_price_negotiation(no: str, *, at: datetime) -> bool:
    """Close a window that is over; False while it runs or when it was closed already."""
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        negotiation = find_price_negotiation(assignment.id)
        if negotiation is None or negotiation.closed_at is not None or at < negotiation.ends_at:
            return False
        if assignment.state is not AssignmentState.NEGOTIATING:
            return False
        _open_figures(work, assignment, negotiation, at=at)
    return True


def break_off_negotiation(
    no: str, *, fault: RouteFault, note: str, actor: Actor, at: datetime
) -> Assignment:
    """End a negotiation before its time because a side refuses or cannot be reached (art. 4)."""
    get_own(no, actor)
    if fault not in _REFUSALS:
        raise Refusal("fault_of_another_route", fields={"fault": ["fault_of_another_route"]})
    _require_note(note)
    with unit_of_work() as work:
        assignment, negotiation = _running(no)
        if negotiation.closed_at is not None:
            raise Conflict("figures_over", citations=(BY_AGREEMENT,))
        attempt = attempt_of(negotiation.attempt_id)
        end_attempt(work, assignment, attempt, fault=fault, note=note, actor=actor, at=at)
    return assignment


def _running(no: str) -> tuple[Assignment, PriceNegotiation]:
    assignment = queries.get_assignment_for_update(no)
    negotiation = get_price_negotiation(assignment)
    is_running = attempt_of(negotiation.attempt_id).outcome is AttemptOutcome.RUNNING
    if assignment.state is not AssignmentState.NEGOTIATING or not is_running:
        raise Conflict("figures_over", citations=(BY_AGREEMENT,))
    return assignment, negotiation


def _require_note(note: str) -> None:
    if len(note.strip()) < NOTE_MIN:
        raise Refusal("reason_needed", fields={"note": ["reason_needed"]})


def confirm_agreement(no: str, *, note: str, actor: Actor, at: datetime) -> Assignment:
    """Make the agreed figure the reference price: the court found nobody's rights harmed (art. 4).

    Nobody may object to it afterwards (art. 24), so it stands from this moment.
    """
    get_own(no, actor)
    _require_note(note)
    with unit_of_work() as work:
        assignment, negotiation = _running(no)
        value, until = negotiation.agreed_value, negotiation.agreed_valid_until
        if value is None or until is None:
            raise Conflict("no_agreement", citations=(BY_AGREEMENT,))
        attempt = attempt_of(negotiation.attempt_id)
        attempt.outcome, attempt.note, attempt.ended_at = AttemptOutcome.PRICED, note.strip(), at
        negotiation.confirmed_at = at
        fix_price_at(
            work,
            assignment,
            value=value,
            valid_until=until,
            sha256="",
            findings=[
                [ROLE_WORDS[party.role], f"{party.name}：{value.yuan}元"]
                for party in awaited_parties(assignment)
            ]
            + [["本院审查", note.strip()]],
            citations=[BY_AGREEMENT, VALIDITY],
            actor=actor,
            at=at,
        )
    return assignment


def reject_agreement(no: str, *, note: str, actor: Actor, at: datetime) -> Assignment:
    """Refuse an agreed figure that harms the lawful rights of others (art. 4)."""
    get_own(no, actor)
    _require_note(note)
    with unit_of_work() as work:
        assignment, negotiation = _running(no)
        if negotiation.agreed_value is None:
            raise Conflict("no_agreement", citations=(BY_AGREEMENT,))
        attempt = attempt_of(negotiation.attempt_id)
        end_attempt(
            work,
            assignment,
            attempt,
            fault=RouteFault.HARMS_OTHERS,
            note=note,
            actor=actor,
            at=at,
        )
    return assignment
