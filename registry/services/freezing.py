"""The freeze: the list stands, the court is bound to its nonce, the figures are named (R4)."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.identity import vault
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import SHANGHAI, workdays_after
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import stamp
from app.store import unit_of_work
from app.store.locks import lock_row
from registry import facts
from registry.models import Draw, DrawCandidate
from registry.rules import cjd1, policy
from registry.rules.draw_states import DRAW
from registry.rules.pool import Pool, Standee
from registry.services import policies
from registry.services.figures import NamedFigure, check_figures, name_figures
from registry.services.pools import preview_pool
from registry.vocabulary import AgencyKind, DrawAction, EntropyMode

#: Under which name the nonce is sealed with the platform's key.
NONCE = "draw_nonce"
#: Strings are taken for a month at most; a draw that nobody finishes is made void instead.
STRINGS_OPEN_MAX = timedelta(days=30)


def _candidate(standee: Standee, weights: dict[str, int]) -> DrawCandidate:
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
        weight=weights.get(standee.ticket or "", 1),
    )


def objections_end(at: datetime) -> datetime:
    """Return until when a list frozen at ``at`` may be objected to: the same hour, days later."""
    local = at.astimezone(SHANGHAI)
    day = workdays_after(local.date(), policy.OBJECTION_WORKDAYS)
    return datetime.combine(day, local.timetz()).astimezone(at.tzinfo)


def _check_negotiated(draw: Draw, at: datetime) -> None:
    """法释〔2018〕15号 art. 16: the parties are asked first; only appraisers are agreed on."""
    if draw.kind is not AgencyKind.APPRAISAL or draw.negotiation_waiver:
        return
    if draw.negotiation_until is None or at < draw.negotiation_until:
        raise Refusal("negotiation_first", citations=(policy.THREE_IN_ORDER,))


def _check_freeze(pool: Pool, seen: str | None, strings_until: datetime, at: datetime) -> None:
    if not pool.tickets:
        raise Refusal("pool_empty", citations=(policy.THREE_IN_ORDER,))
    if not at < strings_until <= at + STRINGS_OPEN_MAX:
        raise Refusal("bad_strings_until", fields={"strings_until": ["bad_strings_until"]})
    if seen and seen != cjd1.list_digest(pool.tickets).hex():
        raise Conflict("pool_changed")


def freeze_draw(
    *,
    no: str,
    strings_until: datetime,
    seen_digest: str | None = None,
    mode: EntropyMode = EntropyMode.CEREMONY,
    figures: Sequence[NamedFigure] = (),
    actor: Actor,
    at: datetime,
) -> Draw:
    """Fix the list and commit to a nonce nobody can read; from here on nothing is added.

    ``seen_digest`` is the digest of the list the clerk looked at; another list is refused.
    ``figures`` are the public figures of the external mode, in their order.
    """
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        state = DRAW.after(draw.state, DrawAction.FREEZE)
        _check_negotiated(draw, at)
        pool = preview_pool(draw.asset, at, kind=draw.kind, field=draw.field)
        _check_freeze(pool, seen_digest, strings_until, at)
        rules = policies.current(draw.asset.case.court_id)
        named = name_figures(mode, figures, strings_until)
        check_figures(mode, named, tickets=len(pool.tickets), k=rules.k)
        nonce = secrets.token_bytes(cjd1.NONCE_BYTES)
        draw.state, draw.scope, draw.policy = state, pool.scope, rules.as_dict()
        draw.mode, draw.sources = mode, named
        draw.list_digest = cjd1.list_digest(pool.tickets).hex()
        draw.commitment = cjd1.commit_of(nonce).hex()
        draw.nonce_sealed = vault.seal(NONCE, nonce.hex(), draw.no)
        weights = {ticket.id: ticket.weight for ticket in pool.tickets}
        draw.candidates = [_candidate(standee, weights) for standee in pool.standees]
        draw.frozen_at, draw.strings_until = at, strings_until
        draw.objections_until = objections_end(at)
        work.record(_frozen(draw, pool), actor=actor, at=at)
        return draw


def _frozen(draw: Draw, pool: Pool) -> facts.DrawFrozen:
    return facts.DrawFrozen(
        no=draw.no,
        case_number=draw.asset.case.number,
        asset_no=draw.asset.no,
        round=draw.round,
        kind=str(draw.kind),
        scope=str(pool.scope),
        list_digest=draw.list_digest or "",
        commitment=draw.commitment or "",
        policy_digest=policy.digest(draw.policy or {}).hex(),
        tickets=len(pool.tickets),
        left_out=sum(1 for standee in pool.standees if standee.exclusions),
        strings_until=stamp(draw.strings_until) if draw.strings_until else "",
        objections_until=stamp(draw.objections_until) if draw.objections_until else "",
        mode=str(draw.mode),
        figures=[
            {"name": source["name"], "draws_at": source["draws_at"]} for source in draw.sources
        ],
    )
