"""The draw from preparation to notice (fairness 1.3); nobody at the court feeds the seed."""

from datetime import datetime

from app.documents import facade as papers
from app.identity import vault
from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import Audience, stamp
from app.kernel.permissions import Role
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from app.store.numbering import next_number
from registry import documents, facts, queries
from registry.models import Asset, Draw, DrawCandidate
from registry.rules import cjd1, policy
from registry.rules.draw_states import DRAW
from registry.services.freezing import NONCE, freeze_draw
from registry.vocabulary import (
    FIELD_OF_NATURE,
    FIELDS_OF_KIND,
    AgencyField,
    AgencyKind,
    ChoiceMethod,
    DrawAction,
    DrawState,
)

__all__ = [
    "freeze_draw",
    "inputs_of",
    "make_void",
    "mark_fallen",
    "notify_draw",
    "perform_draw",
    "prepare_draw",
    "void_draw",
]

#: A second void draw in one case is a matter for the supervisor (fairness 1.3 point 4).
VOIDS_BEFORE_SUPERVISOR = 1
REASON_MIN = 4


def prepare_draw(
    *,
    asset_no: str,
    kind: AgencyKind = AgencyKind.APPRAISAL,
    field: AgencyField | None = None,
    actor: Actor,
    at: datetime,
) -> Draw:
    """Open the next round of an asset; refused while an earlier draw still holds (R3).

    The field of an appraisal follows from the asset; for the other kinds the court names it.
    """
    with unit_of_work() as work:
        # The asset's row orders two clerks; the unique index stands behind it.
        asset = lock_row(Asset, no=asset_no)
        require_court(actor, asset.case.court_id)
        if asset.withdrawn_at is not None:
            raise Conflict("asset_withdrawn")
        if missing := asset.missing_facts:
            raise Refusal(
                "facts_missing",
                citations=(policy.FACTS_FIRST,),
                params={"missing": len(missing)},
                fields=dict.fromkeys(missing, "facts_missing"),
            )
        earlier = queries.list_draws_of_asset(asset.id, kind)
        holding = [d for d in earlier if d.state is not DrawState.VOID and not d.is_exhausted]
        if holding:
            raise Conflict("draw_exists", citations=(policy.NEXT_IN_ORDER,))
        draw = Draw(
            no=next_number("D", asset.case.court.code, at),
            asset_id=asset.id,
            round=len(earlier) + 1,
            kind=kind,
            state=DrawState.DRAFT,
            field=_field(asset, kind, field),
            prepared_at=at,
        )
        if earlier and earlier[-1].method is ChoiceMethod.LOTTERY:
            # Art. 16 gives the parties one negotiation; what became of it holds on.
            draw.negotiation_until = earlier[-1].negotiation_until
            draw.negotiation_waiver = earlier[-1].negotiation_waiver
        db.session.add(draw)
        db.session.flush()
        work.record(
            facts.DrawPrepared(
                no=draw.no,
                case_number=asset.case.number,
                asset_no=asset.no,
                round=draw.round,
                kind=str(kind),
            ),
            actor=actor,
            at=at,
        )
        return draw


def _field(asset: Asset, kind: AgencyKind, field: AgencyField | None) -> AgencyField:
    if kind is AgencyKind.APPRAISAL:
        return FIELD_OF_NATURE[asset.nature]
    if field not in FIELDS_OF_KIND[kind]:
        raise Refusal("bad_field", fields={"field": ["bad_field"]})
    return field


def inputs_of(draw: Draw, nonce: bytes) -> cjd1.Inputs:
    """Return what the seed is made of, read back from the frozen rows."""
    tickets = []
    names = {candidate.agency_code: candidate.agency_name for candidate in draw.candidates}
    weights = {candidate.ticket: candidate.weight for candidate in draw.candidates}
    for ticket, codes in sorted(documents.groups_of(draw).items()):
        inside = "；".join(f"{code} {names[code]}" for code in codes)
        name = names[ticket] if len(codes) == 1 else f"共同控制〔{inside}〕"
        tickets.append(cjd1.Ticket(ticket, name, weights[ticket]))
    rules = draw.policy or {}
    return cjd1.Inputs(
        case_id=documents.case_id_of(draw),
        round=draw.round,
        k=rules["k"],
        policy_digest=policy.digest(rules),
        nonce=nonce,
        external=[(source["name"], source["value"]) for source in draw.sources],
        party={string.giver: string.text or "" for string in draw.strings},
        tickets=tickets,
    )


def _check_ready(draw: Draw, at: datetime) -> None:
    """The window for objections is over, each is decided, and all figures are agreed on."""
    until = draw.objections_until
    if until is not None and at < until:
        raise Refusal("objections_open", status=409, params={"until": stamp(until)})
    if any(objection.is_upheld is None for objection in draw.objections):
        raise Refusal("objection_undecided", status=409)
    if any(source["value"] is None for source in draw.sources):
        raise Refusal("figures_missing", status=409)


def perform_draw(*, no: str, actor: Actor, at: datetime) -> Draw:
    """Open the nonce and compute the order; a list or nonce that changed is refused."""
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        draw.state = DRAW.after(draw.state, DrawAction.PERFORM)
        _check_ready(draw, at)
        nonce = bytes.fromhex(vault.unseal(NONCE, draw.nonce_sealed or b"", draw.no))
        if cjd1.commit_of(nonce).hex() != draw.commitment:
            raise Conflict("nonce_mismatch")
        inputs, groups = inputs_of(draw, nonce), documents.groups_of(draw)
        result = cjd1.draw(inputs, groups)
        if result.list_digest.hex() != draw.list_digest:
            raise Conflict("list_changed")
        draw.drawn_at, draw.nonce, draw.seed = at, nonce.hex(), result.seed.hex()
        places = {code: place for place, code in enumerate(result.agencies, 1)}
        for candidate in draw.candidates:
            candidate.position = places.get(candidate.agency_code)
        sealed = documents.draw_transcript(draw, inputs, result)
        draw.transcript = documents.as_file(sealed)
        draw.transcript_digest = sealed["transcript_digest"]
        work.record(_performed(draw), actor=actor, at=at)
        return draw


def _performed(draw: Draw) -> facts.DrawPerformed:
    order = [
        {"position": drawn.position, "code": drawn.agency_code, "name": drawn.agency_name}
        for drawn in draw.drawn
    ]
    return facts.DrawPerformed(
        no=draw.no,
        case_number=draw.asset.case.number,
        asset_no=draw.asset.no,
        round=draw.round,
        nonce=draw.nonce or "",
        seed=draw.seed or "",
        order=order,
        agencies="、".join(drawn.agency_name for drawn in draw.drawn),
        transcript_digest=draw.transcript_digest or "",
    )


def notify_draw(*, no: str, actor: Actor, at: datetime) -> Draw:
    """Send the result to the parties and the drawn agencies (法释〔2009〕16号 art. 15).

    The written record is issued with it, open to everybody.
    """
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        draw.state = DRAW.after(draw.state, DrawAction.NOTIFY)
        draw.notified_at = at
        case = draw.asset.case
        papers.issue(
            papers.PaperKind.DRAW_RECORD,
            reference=draw.no,
            case_number=case.number,
            court_id=case.court_id,
            court_code=case.court.code,
            court_name=case.court.name,
            data=documents.record_values(draw),
            audience=Audience.PUBLIC,
            actor=actor,
            at=at,
        )
        work.record(
            facts.DrawNotified(no=draw.no, case_number=case.number),
            actor=actor,
            at=at,
        )
        return draw


def void_draw(*, no: str, reason: str, actor: Actor, at: datetime) -> Draw:
    """Make a draw void for a reason that is published; the round stays used up.

    The second void draw of a case is the supervisor's decision alone: this is what stops
    drawing again until somebody is happy. So is undoing a draw that was already notified.
    """
    if len(reason.strip()) < REASON_MIN:
        raise Refusal("reason_missing", fields={"reason": ["reason_missing"]})
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        make_void(work, draw, reason.strip(), actor, at)
        return draw


def make_void(work: Work, draw: Draw, reason: str, actor: Actor, at: datetime) -> None:
    """Make a locked draw void, with the count that passes the second one to the supervisor."""
    is_supervisor = actor.has(Role.INSPECTOR)
    is_late = is_supervisor and draw.state is DrawState.NOTIFIED
    state = DRAW.after(draw.state, DrawAction.OVERRULE if is_late else DrawAction.VOID)
    earlier = queries.count_void_draws(draw.asset.case_id)
    if earlier >= VOIDS_BEFORE_SUPERVISOR and not is_supervisor:
        raise Forbidden("second_void")
    was, draw.state = draw.state, state
    draw.void_reason, draw.voided_at = reason, at
    work.record(
        facts.DrawVoided(
            no=draw.no,
            case_number=draw.asset.case.number,
            round=draw.round,
            was=str(was),
            reason=reason,
        ),
        actor=actor,
        at=at,
    )


def mark_fallen(
    *,
    asset_no: str,
    agency_code: str,
    reason: str,
    kind: AgencyKind = AgencyKind.APPRAISAL,
    actor: Actor,
    at: datetime,
) -> Draw:
    """Record that a drawn agency failed, refused or was recused; the next in order follows.

    法释〔2018〕15号 art. 19. When nobody is left another round may be prepared.
    """
    with unit_of_work() as work:
        asset = queries.get_asset(asset_no)
        holding = _holding_draw(asset, kind)
        draw = lock_row(Draw, no=holding.no)
        candidate = next((c for c in draw.drawn if c.agency_code == agency_code), None)
        if candidate is None:
            raise Refusal("not_drawn")
        if candidate.fallen_at is None:
            candidate.fallen_at, candidate.fallen_reason = at, reason
            draw.is_exhausted = all(drawn.fallen_at for drawn in draw.drawn)
            _record_fall(work, draw, candidate, actor, at)
        return draw


def _holding_draw(asset: Asset, kind: AgencyKind) -> Draw:
    for draw in reversed(queries.list_draws_of_asset(asset.id, kind)):
        if draw.state in (DrawState.AGREED, DrawState.DRAWN, DrawState.NOTIFIED):
            return draw
    raise Refusal("not_drawn")


def _record_fall(
    work: Work, draw: Draw, candidate: DrawCandidate, actor: Actor, at: datetime
) -> None:
    work.record(
        facts.DrawnAgencyFell(
            no=draw.no,
            case_number=draw.asset.case.number,
            code=candidate.agency_code,
            agency_name=candidate.agency_name,
            reason=candidate.fallen_reason or "",
        ),
        actor=actor,
        at=at,
    )
