"""The draw from preparation to notice (fairness 1.3); nobody at the court feeds the seed."""

import secrets
from datetime import datetime, timedelta

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
from registry.rules.pool import Pool, Standee
from registry.services.pools import preview_pool
from registry.vocabulary import FIELD_OF_NATURE, DrawAction, DrawState

_NONCE = "draw_nonce"
#: Strings are taken for a month at most; a draw that nobody finishes is made void instead.
STRINGS_OPEN_MAX = timedelta(days=30)
#: A second void draw in one case is a matter for the supervisor (fairness 1.3 point 4).
VOIDS_BEFORE_SUPERVISOR = 1


def prepare_draw(*, asset_no: str, actor: Actor, at: datetime) -> Draw:
    """Open the next round of an asset; refused while an earlier draw still holds (R3)."""
    with unit_of_work() as work:
        # The asset's row orders two clerks; the unique index stands behind it.
        asset = lock_row(Asset, no=asset_no)
        require_court(actor, asset.case.court_id)
        if missing := asset.missing_facts:
            raise Refusal(
                "facts_missing",
                citations=(policy.FACTS_FIRST,),
                params={"missing": len(missing)},
                fields=dict.fromkeys(missing, "facts_missing"),
            )
        earlier = queries.list_draws_of_asset(asset.id)
        holding = [d for d in earlier if d.state is not DrawState.VOID and not d.is_exhausted]
        if holding:
            raise Conflict("draw_exists", citations=(policy.NEXT_IN_ORDER,))
        draw = Draw(
            no=next_number("D", asset.case.court.code, at),
            asset_id=asset.id,
            round=len(earlier) + 1,
            state=DrawState.DRAFT,
            field=FIELD_OF_NATURE[asset.nature],
            prepared_at=at,
        )
        db.session.add(draw)
        db.session.flush()
        work.record(
            facts.DrawPrepared(
                no=draw.no, case_number=asset.case.number, asset_no=asset.no, round=draw.round
            ),
            actor=actor,
            at=at,
        )
        return draw


def _candidate(standee: Standee) -> DrawCandidate:
    agency = standee.agency
    return DrawCandidate(
        agency_code=agency.code,
        agency_name=agency.name,
        grade=agency.grade,
        region_code=agency.regions[0],
        exclusions=[
            {"code": str(ground.code), "evidence": ground.evidence} for ground in standee.exclusions
        ],
        ticket=standee.ticket,
    )


def _check_freeze(pool: Pool, seen: str | None, strings_until: datetime, at: datetime) -> None:
    if not pool.tickets:
        raise Refusal("pool_empty", citations=(policy.THREE_IN_ORDER,))
    if not at < strings_until <= at + STRINGS_OPEN_MAX:
        raise Refusal("bad_strings_until", fields={"strings_until": ["bad_strings_until"]})
    if seen and seen != cjd1.list_digest(pool.tickets).hex():
        raise Conflict("pool_changed")


def freeze_draw(
    *, no: str, strings_until: datetime, seen_digest: str | None = None, actor: Actor, at: datetime
) -> Draw:
    """Fix the list and commit to a nonce nobody can read; from here on nothing is added.

    ``seen_digest`` is the digest of the list the clerk looked at; another list is refused.
    """
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        state = DRAW.after(draw.state, DrawAction.FREEZE)
        pool = preview_pool(draw.asset, at)
        _check_freeze(pool, seen_digest, strings_until, at)
        nonce = secrets.token_bytes(cjd1.NONCE_BYTES)
        draw.state, draw.scope, draw.policy = state, pool.scope, policy.CURRENT.as_dict()
        draw.list_digest = cjd1.list_digest(pool.tickets).hex()
        draw.commitment = cjd1.commit_of(nonce).hex()
        draw.nonce_sealed = vault.seal(_NONCE, nonce.hex(), draw.no)
        draw.candidates = [_candidate(standee) for standee in pool.standees]
        draw.frozen_at, draw.strings_until = at, strings_until
        work.record(_frozen(draw, pool), actor=actor, at=at)
        return draw


def _frozen(draw: Draw, pool: Pool) -> facts.DrawFrozen:
    return facts.DrawFrozen(
        no=draw.no,
        case_number=draw.asset.case.number,
        asset_no=draw.asset.no,
        round=draw.round,
        scope=str(pool.scope),
        list_digest=draw.list_digest or "",
        commitment=draw.commitment or "",
        policy_digest=policy.digest(draw.policy or {}).hex(),
        tickets=len(pool.tickets),
        left_out=sum(1 for standee in pool.standees if standee.exclusions),
        strings_until=stamp(draw.strings_until) if draw.strings_until else "",
    )


def inputs_of(draw: Draw, nonce: bytes) -> cjd1.Inputs:
    """Return what the seed is made of, read back from the frozen rows."""
    tickets = []
    names = {candidate.agency_code: candidate.agency_name for candidate in draw.candidates}
    for ticket, codes in sorted(documents.groups_of(draw).items()):
        inside = "；".join(f"{code} {names[code]}" for code in codes)
        name = names[ticket] if len(codes) == 1 else f"共同控制〔{inside}〕"
        tickets.append(cjd1.Ticket(ticket, name))
    rules = draw.policy or {}
    return cjd1.Inputs(
        case_id=f"{draw.asset.case.number} {draw.asset.no}",
        round=draw.round,
        k=rules["k"],
        policy_digest=policy.digest(rules),
        nonce=nonce,
        external=(),
        party={string.giver: string.text or "" for string in draw.strings},
        tickets=tickets,
    )


def perform_draw(*, no: str, actor: Actor, at: datetime) -> Draw:
    """Open the nonce and compute the order; a list or nonce that changed is refused."""
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        draw.state = DRAW.after(draw.state, DrawAction.PERFORM)
        nonce = bytes.fromhex(vault.unseal(_NONCE, draw.nonce_sealed or b"", draw.no))
        inputs, groups = inputs_of(draw, nonce), documents.groups_of(draw)
        result = cjd1.draw(inputs, groups)
        if (result.list_digest.hex(), result.commit.hex()) != (draw.list_digest, draw.commitment):
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
    drawing again until somebody is happy.
    """
    if len(reason.strip()) < 4:
        raise Refusal("reason_missing", fields={"reason": ["reason_missing"]})
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        state = DRAW.after(draw.state, DrawAction.VOID)
        earlier = queries.count_void_draws(draw.asset.case_id)
        if earlier >= VOIDS_BEFORE_SUPERVISOR and not actor.has(Role.INSPECTOR):
            raise Forbidden("second_void")
        was, draw.state = draw.state, state
        draw.void_reason, draw.voided_at = reason.strip(), at
        work.record(
            facts.DrawVoided(
                no=draw.no,
                case_number=draw.asset.case.number,
                round=draw.round,
                was=str(was),
                reason=reason.strip(),
            ),
            actor=actor,
            at=at,
        )
        return draw


def mark_fallen(
    *, asset_no: str, agency_code: str, reason: str, actor: Actor, at: datetime
) -> Draw:
    """Record that a drawn agency failed, refused or was recused; the next in order follows.

    法释〔2018〕15号 art. 19. When nobody is left another round may be prepared.
    """
    with unit_of_work() as work:
        asset = queries.get_asset(asset_no)
        holding = _holding_draw(asset)
        draw = lock_row(Draw, no=holding.no)
        candidate = next((c for c in draw.drawn if c.agency_code == agency_code), None)
        if candidate is None:
            raise Refusal("not_drawn")
        if candidate.fallen_at is None:
            candidate.fallen_at, candidate.fallen_reason = at, reason
            draw.is_exhausted = all(drawn.fallen_at for drawn in draw.drawn)
            _record_fall(work, draw, candidate, actor, at)
        return draw


def _holding_draw(asset: Asset) -> Draw:
    for draw in reversed(queries.list_draws_of_asset(asset.id)):
        if draw.state in (DrawState.DRAWN, DrawState.NOTIFIED):
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
