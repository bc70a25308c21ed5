"""The parties name three agencies and their order before anything is drawn (art. 16)."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.documents import facade as papers
from app.identity import vault
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import Audience, stamp
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from registry import facts, queries
from registry.models import Draw, DrawCandidate, Negotiation, Party, Proposal
from registry.rules import policy
from registry.rules.agreement import AGREED_COUNT, agreed_order, check_list
from registry.rules.draw_states import DRAW
from registry.rules.pool import Pool
from registry.services.agreement_record import WAIVER_GROUNDS, agreement_values
from registry.services.pools import preview_pool
from registry.vocabulary import (
    ChoiceMethod,
    DrawAction,
    DrawState,
    NegotiationOutcome,
    PartyRole,
    WaiverGround,
)

_LIST = "agency_proposal"
#: Art. 16 leaves the period to the court; a month at most is our policy.
WINDOW_MAX = timedelta(days=30)
#: What the form proposes: our policy too.
WINDOW_PROPOSED = timedelta(days=5)
NOTE_MIN = 4
#: Grounds that take a running window from the parties: one is gone, or they asked for it.
_WHILE_OPEN = frozenset(
    {WaiverGround.PARTY_MISSING, WaiverGround.PARTY_DECLINED, WaiverGround.DRAW_REQUESTED}
)
_SIDES = (PartyRole.APPLICANT, PartyRole.DEBTOR)


def awaited_parties(draw: Draw) -> list[Party]:
    """Return the applicants and debtors who can be reached here: those with an account."""
    parties = queries.list_parties(draw.asset.case_id)
    return [party for party in parties if party.role in _SIDES and party.person_id]


def open_negotiation(*, no: str, until: datetime, actor: Actor, at: datetime) -> Negotiation:
    """Ask the parties for three agencies and their order by a moment; once for each draw.

    Refused where a side is missing (法释〔2018〕15号 art. 16: then the agencies are drawn) and
    where the list does not hold three to choose from.
    """
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        state = DRAW.after(draw.state, DrawAction.OPEN_NEGOTIATION)
        if queries.find_negotiation(draw.id):
            raise Conflict("negotiation_held", citations=(policy.THREE_IN_ORDER,))
        if not at < until <= at + WINDOW_MAX:
            raise Refusal("bad_negotiation_until", fields={"until": ["bad_negotiation_until"]})
        awaited = awaited_parties(draw)
        _check_sides(awaited)
        if len(_standing(pool_before(draw, at))) < AGREED_COUNT:
            raise Refusal("pool_below_three", citations=(policy.THREE_IN_ORDER,))
        negotiation = Negotiation(
            draw_id=draw.id, outcome=NegotiationOutcome.OPEN, opened_at=at, until=until
        )
        db.session.add(negotiation)
        draw.state, draw.negotiation_until = state, until
        db.session.flush()
        work.record(
            facts.NegotiationOpened(
                no=draw.no,
                case_number=draw.asset.case.number,
                asset_no=draw.asset.no,
                until=stamp(until),
                awaited=[party.key for party in awaited],
            ),
            actor=actor,
            at=at,
        )
        return negotiation


def _check_sides(awaited: Sequence[Party]) -> None:
    """Both sides must be reachable, and no account may stand on both of them."""
    people = [{p.person_id for p in awaited if p.role is role} for role in _SIDES]
    if not all(people):
        raise Refusal("side_unreachable", citations=(policy.THREE_IN_ORDER,))
    if people[0] & people[1]:
        raise Refusal("account_on_both_sides")


def pool_before(draw: Draw, at: datetime) -> Pool:
    """Return the pool the parties may choose from at a moment."""
    return preview_pool(draw.asset, at, kind=draw.kind, field=draw.field)


def _standing(pool: Pool) -> dict[str, str]:
    """Return the agencies that may be named now, by code."""
    return {standee.agency.code: standee.agency.name for standee in pool.standees if standee.ticket}


def find_proposer(draw: Draw, actor: Actor) -> list[Party]:
    """Return the awaited parties a person acts for; empty for everybody else."""
    if actor.person_id is None:
        return []
    return [party for party in awaited_parties(draw) if party.person_id == actor.person_id]


def propose(*, no: str, codes: Sequence[str], actor: Actor, at: datetime) -> Draw:
    """Take a party's three agencies in order; it may be replaced until the window ends.

    The list is sealed for everybody else. When every awaited party has named the same three in
    the same order the choice is made; another order is no agreement.
    """
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        parties = find_proposer(draw, actor)
        if not parties:
            raise Forbidden("not_a_negotiator")
        negotiation = queries.find_negotiation(draw.id)
        if negotiation and _is_repeated(negotiation, parties, codes):
            return draw
        if (
            negotiation is None
            or draw.state is not DrawState.NEGOTIATING
            or not negotiation.takes_lists(at)
        ):
            raise Conflict("negotiation_over", citations=(policy.THREE_IN_ORDER,))
        pool = pool_before(draw, at)
        named = check_list(codes, _standing(pool))
        for party in parties:
            _keep(negotiation, draw, party, named, at)
            work.record(
                facts.ProposalHandedIn(
                    no=draw.no, case_number=draw.asset.case.number, giver=party.key
                ),
                actor=actor,
                at=at,
            )
        db.session.flush()
        db.session.refresh(negotiation)
        _settle(work, draw, negotiation, pool, actor, at)
        return draw


def _is_repeated(negotiation: Negotiation, parties: Sequence[Party], codes: Sequence[str]) -> bool:
    """Say whether the same list came again, as when a form is sent twice."""
    lists = lists_of(negotiation)
    return all(lists.get(party.key) == tuple(codes) for party in parties)


def lists_of(negotiation: Negotiation) -> dict[str, tuple[str, ...]]:
    """Open the lists by party; a page shows a reader its own alone while the window is open."""
    no = negotiation.draw.no
    return {
        proposal.party_key: tuple(
            json.loads(vault.unseal(_LIST, proposal.codes_sealed, f"{no}/{proposal.party_key}"))
        )
        for proposal in negotiation.proposals
    }


def _keep(
    negotiation: Negotiation, draw: Draw, party: Party, named: Sequence[str], at: datetime
) -> None:
    """Write a party's list down in place of its earlier one."""
    sealed = vault.seal(_LIST, json.dumps(list(named)), f"{draw.no}/{party.key}")
    earlier = next((p for p in negotiation.proposals if p.party_id == party.id), None)
    if earlier is not None:
        earlier.codes_sealed, earlier.handed_in_at = sealed, at
        return
    assert party.person_id is not None
    db.session.add(
        Proposal(
            negotiation_id=negotiation.id,
            party_id=party.id,
            party_key=party.key,
            person_id=party.person_id,
            codes_sealed=sealed,
            handed_in_at=at,
        )
    )


def _settle(
    work: Work, draw: Draw, negotiation: Negotiation, pool: Pool, actor: Actor, at: datetime
) -> bool:
    """Make the choice if all awaited parties agree; tell them if all are in and do not."""
    awaited = {party.key for party in awaited_parties(draw)}
    lists = lists_of(negotiation)
    order = agreed_order(awaited, lists)
    if order is not None and all(code in _standing(pool) for code in order):
        _agree(work, draw, negotiation, pool, order, actor, at)
        return True
    if awaited <= set(lists):
        differ = facts.ProposalsDiffer(no=draw.no, case_number=draw.asset.case.number)
        work.record(differ, actor=SYSTEM, at=at)
    return False


def _agree(
    work: Work,
    draw: Draw,
    negotiation: Negotiation,
    pool: Pool,
    order: Sequence[str],
    actor: Actor,
    at: datetime,
) -> None:
    """Write the agreed order as a draw's order is written, with the list it was chosen from."""
    draw.state = DRAW.after(draw.state, DrawAction.AGREE)
    draw.method, draw.drawn_at, draw.scope = ChoiceMethod.AGREEMENT, at, pool.scope
    places = {code: place for place, code in enumerate(order, 1)}
    draw.candidates = [
        DrawCandidate(
            agency_code=standee.agency.code,
            agency_name=standee.agency.name,
            grade=standee.agency.grade,
            region_code=standee.agency.regions[0],
            exclusions=[
                {"code": str(ground.code), "evidence": ground.evidence}
                for ground in standee.exclusions
            ],
            ticket=standee.ticket,
            position=places.get(standee.agency.code),
        )
        for standee in pool.standees
    ]
    _close(negotiation, NegotiationOutcome.AGREED, at)
    names = _standing(pool)
    work.record(
        facts.NegotiationAgreed(
            no=draw.no,
            case_number=draw.asset.case.number,
            asset_no=draw.asset.no,
            round=draw.round,
            order=[
                {"position": place, "code": code, "name": names[code]}
                for code, place in places.items()
            ],
            agencies="、".join(names[code] for code in order),
        ),
        actor=actor,
        at=at,
    )


def _close(negotiation: Negotiation, outcome: NegotiationOutcome, at: datetime) -> None:
    """Take no more lists and open those that came."""
    lists = lists_of(negotiation)
    for proposal in negotiation.proposals:
        proposal.codes = list(lists[proposal.party_key])
    negotiation.outcome, negotiation.ended_at = outcome, at


def end_negotiation(*, no: str, actor: Actor = SYSTEM, at: datetime) -> Draw:
    """Close a window that is over: the draw follows unless the lists agree at the last moment.

    Safe to repeat; refused while the parties still have time.
    """
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        negotiation = queries.find_negotiation(draw.id)
        if negotiation is None or draw.state is not DrawState.NEGOTIATING:
            return draw
        if negotiation.takes_lists(at):
            until = stamp(negotiation.until) if negotiation.until else ""
            raise Conflict("negotiation_open", params={"until": until})
        # A party may have left the case since: then those who stayed may already agree.
        if not _settle(work, draw, negotiation, pool_before(draw, at), actor, at):
            draw.state = DRAW.after(draw.state, DrawAction.END_NEGOTIATION)
            _close(negotiation, NegotiationOutcome.NOT_AGREED, at)
            work.record(_ended(draw, negotiation), actor=actor, at=at)
        return draw


def _ended(draw: Draw, negotiation: Negotiation) -> facts.NegotiationEnded:
    return facts.NegotiationEnded(
        no=draw.no,
        case_number=draw.asset.case.number,
        lists=[{"giver": p.party_key, "codes": p.codes or []} for p in negotiation.proposals],
        handed_in=len(negotiation.proposals),
        awaited=len(awaited_parties(draw)),
    )


def waive_negotiation(
    *, no: str, ground: WaiverGround, note: str, actor: Actor, at: datetime
) -> Draw:
    """Go to the draw without a negotiation, or before its end, on a ground of art. 16."""
    note = note.strip()
    if len(note) < NOTE_MIN:
        raise Refusal("waiver_note_missing", fields={"note": ["waiver_note_missing"]})
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        negotiation = queries.find_negotiation(draw.id)
        if draw.state is DrawState.NEGOTIATING:
            if ground not in _WHILE_OPEN:
                raise Conflict("window_still_runs", citations=(policy.THREE_IN_ORDER,))
            draw.state = DRAW.after(draw.state, DrawAction.END_NEGOTIATION)
        elif draw.state is not DrawState.DRAFT or negotiation is not None:
            raise Conflict("negotiation_held", citations=(policy.THREE_IN_ORDER,))
        elif ground is WaiverGround.LIST_TOO_SHORT:
            _check_too_short(draw, at)
        if negotiation is None:
            negotiation = Negotiation(draw=draw, draw_id=draw.id, proposals=[])
            db.session.add(negotiation)
        negotiation.ground, negotiation.note = ground, note
        _close(negotiation, NegotiationOutcome.WAIVED, at)
        draw.negotiation_waiver = f"{WAIVER_GROUNDS[ground]}：{note}"
        work.record(
            facts.NegotiationWaived(
                no=draw.no, case_number=draw.asset.case.number, ground=str(ground), note=note
            ),
            actor=actor,
            at=at,
        )
        return draw


def _check_too_short(draw: Draw, at: datetime) -> None:
    if len(_standing(pool_before(draw, at))) >= AGREED_COUNT:
        raise Refusal("pool_long_enough", fields={"ground": ["pool_long_enough"]})


def notify_agreement(*, no: str, actor: Actor, at: datetime) -> Draw:
    """Send an agreed choice to the parties and the agencies, with its paper."""
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        negotiation = queries.find_negotiation(draw.id)
        if draw.method is not ChoiceMethod.AGREEMENT or negotiation is None:
            raise Refusal("not_agreed")
        draw.state = DRAW.after(draw.state, DrawAction.NOTIFY)
        draw.notified_at = at
        case = draw.asset.case
        papers.issue(
            papers.PaperKind.AGREEMENT_RECORD,
            reference=draw.no,
            case_number=case.number,
            court_id=case.court_id,
            court_code=case.court.code,
            court_name=case.court.name,
            data=agreement_values(draw, negotiation),
            audience=Audience.PUBLIC,
            actor=actor,
            at=at,
        )
        work.record(facts.DrawNotified(no=draw.no, case_number=case.number), actor=actor, at=at)
        return draw
