"""What only the panel and the judge decide: the five matters, and who has priority."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.identity import facade as identity
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, IllegalMove, NotFound, Refusal
from app.kernel.money import Money
from app.lawbook.explain import merge_citations
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts import PanelDecided, PanelValueRefused, PriorityConfirmed
from auction.models import Lot, PanelDecision, PriorityRight
from auction.rules import articles, prices
from auction.services.drafting import require_version
from auction.services.grouping import enrollment_of_buyer
from auction.services.identities import holder_digest
from auction.services.moving import move
from auction.services.venues import track_of
from auction.vocabulary import CALLED_OFF, ENDED_STATES, LotAction, PriorityNature

#: A panel has at least three members, in an odd number (民事诉讼法 on the panel).
MEMBERS_MIN = 3
#: The cut a second round may make is judged then (art. 26); a decision names it in advance.
CUT_MAX_BP = 2000


@dataclass(frozen=True)
class PanelVote:
    """One member of the panel and the vote."""

    name: str
    is_for: bool


@dataclass(frozen=True)
class PriorityClaim:
    """One claim to priority as the panel decided it."""

    holder: str
    nature: PriorityNature
    rank: int


@dataclass(frozen=True)
class PanelRecord:
    """What the panel's minutes say on the five matters of 18号 art. 27."""

    decided_on: date
    votes: Sequence[PanelVote]
    minutes: str
    start_price: Money
    cut_bp: int
    bid_step: Money
    deposit: Money
    #: Empty: the panel found nobody with priority. None: it did not decide.
    priority: Sequence[PriorityClaim] | None
    on_grid: bool = True
    may_raise_self: bool = True


def record_panel_decision(
    *, lot_no: str, record: PanelRecord, actor: Actor, at: datetime, version: int | None = None
) -> PanelDecision:
    """Record the panel's decision if every value keeps the law; else refuse with the articles.

    18号 art. 27, 10 (start price), 17 (deposit), 20 (step), 19 (priority). A refusal is a fact.
    """
    try:
        with unit_of_work() as work:
            lot = lock_row(Lot, no=lot_no)
            require_court(actor, lot.court_id)
            require_version(lot, version)
            move(lot, LotAction.APPROVE, actor=actor, at=at)
            _judge(lot, record, at)
            decision = _write(lot, record, actor, at)
            work.record(
                PanelDecided(
                    lot=lot.no,
                    case_number=lot.case_number,
                    start_price=str(record.start_price),
                    bid_step=str(record.bid_step),
                    deposit=str(record.deposit),
                    cut_bp=record.cut_bp,
                    priority=len(record.priority or ()),
                ),
                actor=actor,
                at=at,
            )
            return decision
    except Refusal as refusal:
        if not isinstance(refusal, Conflict) and refusal.citations:
            _record_refusal(lot_no, refusal, actor, at)
        raise


def _record_refusal(lot_no: str, refusal: Refusal, actor: Actor, at: datetime) -> None:
    """Put an unlawful value on the record; the decision itself changed nothing."""
    with unit_of_work() as work:
        lot = queries.get_lot(lot_no)
        work.record(
            PanelValueRefused(
                lot=lot.no,
                case_number=lot.case_number,
                code=refusal.code,
                citations=[str(citation) for citation in refusal.citations],
            ),
            actor=actor,
            at=at,
        )


def _judge(lot: Lot, record: PanelRecord, at: datetime) -> None:
    """Refuse with every fault of the record, articles included."""
    faults = [*_judge_form(record, at)]
    decision = prices.PanelDecision(
        round=lot.round,
        start_price=record.start_price,
        bid_step=record.bid_step,
        deposit=record.deposit,
        priority=None
        if record.priority is None
        else tuple(
            prices.PriorityFinding(claim.holder, is_confirmed=True, rank=claim.rank)
            for claim in record.priority
        ),
    )
    faults += prices.judge_panel_decision(
        decision,
        reference=lot.reference_price,
        previous_start=lot.previous_start,
        on=local_date(at),
        track=track_of(lot),
    )
    prices.refuse(faults)


def _judge_form(record: PanelRecord, at: datetime) -> list[prices.RuleFault]:
    """Find what makes a record no record: too few members, no majority, no minutes."""
    citations = (articles.PANEL_DECISION,)
    faults = []
    seated = [vote for vote in record.votes if vote.name.strip()]
    if len(seated) < MEMBERS_MIN or len(seated) % 2 == 0:
        faults.append(prices.RuleFault("members", "panel_too_small", citations))
    elif sum(vote.is_for for vote in seated) * 2 <= len(seated):
        faults.append(prices.RuleFault("members", "panel_without_majority", citations))
    if not record.minutes.strip():
        faults.append(prices.RuleFault("minutes", "minutes_missing", citations))
    if record.decided_on > local_date(at):
        faults.append(prices.RuleFault("decided_on", "decided_in_the_future", citations))
    if not 0 <= record.cut_bp <= CUT_MAX_BP:
        faults.append(prices.RuleFault("cut", "cut_too_deep", (articles.SECOND_ROUND,)))
    return faults


def _write(lot: Lot, record: PanelRecord, actor: Actor, at: datetime) -> PanelDecision:
    """Write the decision and put its values on the lot."""
    used = merge_citations(
        (
            articles.PANEL_DECISION,
            articles.START_PRICE,
            articles.DEPOSIT_RATIO,
            articles.ASCENDING_BIDS,
            articles.PRIORITY_CODE,
        )
    )
    decision = PanelDecision(
        lot_id=lot.id,
        decided_on=record.decided_on,
        members=[
            {"name": vote.name.strip(), "vote": "for" if vote.is_for else "against"}
            for vote in record.votes
            if vote.name.strip()
        ],
        minutes=record.minutes.strip(),
        start_price=record.start_price,
        cut_bp=record.cut_bp,
        bid_step=record.bid_step,
        deposit=record.deposit,
        priority=[
            {"holder": claim.holder, "nature": claim.nature.value, "rank": claim.rank}
            for claim in record.priority or ()
        ],
        citations=[citation.as_dict() for citation in used],
        recorded_by=actor.label,
        recorded_at=at,
    )
    db.session.add(decision)
    lot.start_price, lot.bid_step = record.start_price, record.bid_step
    lot.deposit = record.deposit
    lot.on_grid, lot.may_raise_self = record.on_grid, record.may_raise_self
    lot.version += 1
    return decision


def confirm_priority(
    *, lot_no: str, account: str, rank: int, nature: PriorityNature, actor: Actor, at: datetime
) -> None:
    """Give a person the priority rank the panel decided (18号 art. 19); asked twice, given once.

    The row knows the person by a keyed digest, so it leads nobody to a paddle. It reaches whoever
    has enrolled already, an agent of the person too; of joint buyers nobody has it (P79).
    """
    person = identity.find_person(account)
    if person is None:
        raise NotFound("person", account)
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        _require_decided(lot, rank, nature)
        if lot.state in ENDED_STATES | CALLED_OFF:
            raise IllegalMove("lot", lot.state, "confirm_priority")
        digest = holder_digest(lot.no, person.id)
        right = db.session.scalar(
            db.select(PriorityRight).filter_by(lot_id=lot.id, holder_digest=digest)
        )
        if right is not None:
            if (right.rank, right.nature) != (rank, nature):
                raise Conflict("priority_already_confirmed")
            return
        db.session.add(
            PriorityRight(
                lot_id=lot.id,
                holder_digest=digest,
                rank=rank,
                nature=nature,
                confirmed_by=actor.label,
                confirmed_at=at,
            )
        )
        enrolled = enrollment_of_buyer(lot, person.id)
        if enrolled is not None:
            enrolled.priority_rank = rank
        work.record(
            PriorityConfirmed(lot=lot.no, case_number=lot.case_number, rank=rank, nature=nature),
            actor=actor,
            at=at,
        )


def _require_decided(lot: Lot, rank: int, nature: PriorityNature) -> None:
    decision = queries.find_decision(lot.id)
    ranks: list[Mapping[str, object]] = list(decision.priority) if decision else []
    if not any((row["rank"], row["nature"]) == (rank, nature.value) for row in ranks):
        raise Refusal(
            "priority_not_decided",
            citations=(articles.PRIORITY_CODE, articles.PANEL_DECISION),
            fields={"rank": "priority_not_decided"},
        )
