"""Object to a plan of distribution, oppose an objection, sue, and pay what a judgment says.

民诉解释 510.
"""

from collections.abc import Mapping
from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import Actor, require_court
from app.kernel.errors import Refusal
from app.kernel.facts import Audience, stamp
from app.kernel.money import Money, total
from app.lawbook.explain import Calculation, Step
from app.ledger import chart
from app.ledger import facade as ledger
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from app.store.numbering import next_number
from auction import queries
from auction.documents import plan_objection_paper
from auction.facts.money import PlanObjected, PlanObjectionEnded, ReservePaid
from auction.models import DistributionRow, Lot, PlanObjection, PlanService, Settlement
from auction.rules import articles
from auction.rules.distribution import DISPUTED
from auction.rules.plan import shares_of
from auction.services.plan_course import (
    BY_ACTING,
    acting_party,
    mark_received,
    move_objection,
    require_days_left,
)
from auction.services.planning import rows_of
from auction.services.settling import people_of_plan
from auction.vocabulary import (
    PLAN_OBJECTION,
    PlanNotice,
    PlanObjectionAction,
    PlanObjectionState,
    SettlementState,
)

#: An objection says what is wrong, not only that something is.
WORDS_MIN = 10
_LAW = (articles.DISTRIBUTION_OBJECTION,)


def object_to_plan(
    *,
    lot_no: str,
    against_party_id: int,
    disputed: Money,
    words: str,
    party_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> PlanObjection:
    """Object in writing to another's share; the others are told and may oppose (509, 510(1)).

    ``party_id`` lets the court record a paper that came in. Raises Refusal: plan_not_served,
    plan_days_over, objection_text_missing, objection_against_nobody, objection_more_than_share.
    """
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        settlement = lock_row(Settlement, lot_id=lot.id)
        party = acting_party(lot, actor, party_id)
        if settlement.state is not SettlementState.SERVED:
            raise Refusal("plan_not_served", status=409, citations=_LAW)
        version = settlement.plan_version
        service = require_days_left(queries.find_plan_service(lot.id, version, party), at)
        _judge(settlement, party, against_party_id, disputed, words)
        if service.received_at is None:
            mark_received(work, lot, service, at, BY_ACTING, actor=actor, at=at)
        people = people_of_plan(lot, settlement)
        names = {one.id: one.name for one in people}
        objection = PlanObjection(
            no=next_number("FY", lot.court_code, at),
            lot_id=lot.id,
            version=version,
            party_id=party,
            party_name=names[party],
            against_party_id=against_party_id,
            against_name=names[against_party_id],
            disputed=disputed,
            words=words.strip(),
            state=PlanObjectionState.FILED,
            filed_at=at,
            oppositions=[],
        )
        db.session.add(objection)
        db.session.flush()
        for one in people:
            if one.id != party:
                _tell(objection, PlanNotice.OBJECTION, one.id, one.name, at)
        readers = [one.person_id for one in people if one.person_id is not None]
        _print_notice(lot, objection, readers, actor, at)
        fact = PlanObjected(
            lot=lot.no,
            case_number=lot.case_number,
            objection=objection.no,
            version=version,
            disputed=str(disputed),
        )
        work.record(fact, actor=actor, at=at)
        return objection


def _judge(settlement: Settlement, party: int, against: int, disputed: Money, words: str) -> None:
    """Refuse an objection without words, against oneself, or for more than there is."""
    if len(words.strip()) < WORDS_MIN:
        raise Refusal(
            "objection_text_missing", citations=_LAW, fields={"words": "objection_text_missing"}
        )
    share = shares_of(rows_of(settlement)).get(against, Money.ZERO)
    if against == party or not share:
        field = {"against_party_id": "objection_against_nobody"}
        raise Refusal("objection_against_nobody", citations=_LAW, fields=field)
    if not disputed or disputed > share:
        raise Refusal(
            "objection_more_than_share",
            citations=_LAW,
            params={"share": share.yuan},
            fields={"disputed": "objection_more_than_share"},
        )


def _tell(
    objection: PlanObjection, purpose: PlanNotice, party_id: int, name: str, at: datetime
) -> None:
    db.session.add(
        PlanService(
            lot_id=objection.lot_id,
            version=objection.version,
            purpose=purpose,
            objection_id=objection.id,
            party_id=party_id,
            party_name=name,
            sent_at=at,
        )
    )


def _print_notice(
    lot: Lot, objection: PlanObjection, readers: list[int], actor: Actor, at: datetime
) -> None:
    papers.issue(
        papers.PaperKind.PLAN_OBJECTION_NOTICE,
        reference=objection.no,
        case_number=lot.case_number,
        court_id=lot.court_id,
        court_code=lot.court_code,
        court_name=lot.court_name,
        data=plan_objection_paper(lot=lot, objection=objection),
        audience=Audience.PARTIES,
        people=readers,
        actor=actor,
        at=at,
    )


def _locked(no: str) -> tuple[Lot, PlanObjection]:
    """Lock a lot, then an objection to its plan: everywhere in this order."""
    found = queries.get_plan_objection(no)
    lot = lock_row(Lot, id=found.lot_id)
    return lot, lock_row(PlanObjection, id=found.id)


def _service_of(objection: PlanObjection, purpose: PlanNotice, party_id: int) -> PlanService | None:
    services = queries.list_plan_services(objection.lot_id, objection.version)
    return next(
        (
            row
            for row in services
            if row.objection_id == objection.id
            and row.purpose is purpose
            and row.party_id == party_id
        ),
        None,
    )


def oppose_objection(
    *, no: str, words: str, party_id: int | None = None, actor: Actor, at: datetime
) -> PlanObjection:
    """Oppose somebody's objection within fifteen days; the objector is told (510(2), (3))."""
    with unit_of_work() as work:
        lot, objection = _locked(no)
        party = acting_party(lot, actor, party_id)
        if party == objection.party_id:
            raise Refusal("own_objection", status=409, citations=_LAW)
        if len(words.strip()) < WORDS_MIN:
            raise Refusal(
                "objection_text_missing", citations=_LAW, fields={"words": "objection_text_missing"}
            )
        found = _service_of(objection, PlanNotice.OBJECTION, party)
        service = require_days_left(found, at)
        if service.received_at is None:
            mark_received(work, lot, service, at, BY_ACTING, actor=actor, at=at)
        said = {
            "party_id": party,
            "name": service.party_name,
            "words": words.strip(),
            "at": stamp(at),
        }
        is_first = objection.state is PlanObjectionState.FILED
        if is_first:
            action = PlanObjectionAction.OPPOSE
            move_objection(work, lot, objection, action, actor=actor, at=at)
            name = objection.party_name
            _tell(objection, PlanNotice.OPPOSITION, objection.party_id, name, at)
        elif objection.state is not PlanObjectionState.OPPOSED:
            PLAN_OBJECTION.after(objection.state, PlanObjectionAction.OPPOSE)
        objection.oppositions = [*objection.oppositions, said]
        return objection


def record_suit(*, no: str, suit: str, actor: Actor, at: datetime) -> PlanObjection:
    """Record that the objector sued within fifteen days; what is disputed will be set aside.

    Raises Refusal: suit_missing, plan_days_over.
    """
    with unit_of_work() as work:
        lot, objection = _locked(no)
        require_court(actor, lot.court_id)
        if len(suit.strip()) < WORDS_MIN:
            raise Refusal("suit_missing", citations=_LAW, fields={"suit": "suit_missing"})
        PLAN_OBJECTION.after(objection.state, PlanObjectionAction.SUE)
        found = _service_of(objection, PlanNotice.OPPOSITION, objection.party_id)
        service = require_days_left(found, at)
        if service.received_at is None:
            mark_received(work, lot, service, at, BY_ACTING, actor=actor, at=at)
        objection.suit, objection.sued_at = suit.strip(), at
        move_objection(work, lot, objection, PlanObjectionAction.SUE, actor=actor, at=at)
        return objection


def withdraw_objection(
    *, no: str, party_id: int | None = None, actor: Actor, at: datetime
) -> PlanObjection:
    """Take one's own objection back; the plan stands as far as nobody else objects."""
    with unit_of_work() as work:
        lot, objection = _locked(no)
        if acting_party(lot, actor, party_id) != objection.party_id:
            raise Refusal("own_objection", status=403, citations=_LAW)
        action = PlanObjectionAction.WITHDRAW
        objection.state = PLAN_OBJECTION.after(objection.state, action)
        objection.ended_at = at
        _end(work, lot, objection, actor, at)
        return objection


def pay_reserve(
    *, no: str, shares: Mapping[int, Money], ending: str, actor: Actor, at: datetime
) -> PlanObjection:
    """Pay what a suit had set aside to whom the judgment gives it, to the last fen, once.

    Raises Refusal: suit_missing, reserve_mismatch, plan_unknown_creditor.
    """
    with unit_of_work() as work:
        lot, objection = _locked(no)
        require_court(actor, lot.court_id)
        settlement = lock_row(Settlement, lot_id=lot.id)
        if len(ending.strip()) < WORDS_MIN:
            raise Refusal("suit_missing", citations=_LAW, fields={"ending": "suit_missing"})
        objection.state = PLAN_OBJECTION.after(objection.state, PlanObjectionAction.CLOSE)
        if settlement.state is SettlementState.DISTRIBUTED:
            _pay_shares(lot, settlement, objection, shares, actor, at)
        objection.ending, objection.ended_at = ending.strip(), at
        fact = ReservePaid(
            lot=lot.no,
            case_number=lot.case_number,
            objection=objection.no,
            amount=str(objection.reserved),
        )
        work.record(fact, actor=actor, at=at)
        _end(work, lot, objection, actor, at)
        return objection


def _pay_shares(
    lot: Lot,
    settlement: Settlement,
    objection: PlanObjection,
    shares: Mapping[int, Money],
    actor: Actor,
    at: datetime,
) -> None:
    names = {party.id: party.name for party in people_of_plan(lot, settlement)}
    if not set(shares) <= set(names):
        raise Refusal("plan_unknown_creditor", citations=_LAW)
    if total(shares.values()) != objection.reserved:
        params = {"reserved": objection.reserved.yuan}
        raise Refusal("reserve_mismatch", citations=_LAW, params=params)
    place = len(queries.list_distribution(lot.id))
    for party_id, amount in shares.items():
        if not amount:
            continue
        place += 1
        key = f"reserve:{objection.no}:{party_id}"
        step = Step("Share the judgment gives", amount.fen, names[party_id], DISPUTED)
        ledger.post(
            purpose=ledger.Purpose.DISTRIBUTION,
            debit=chart.reserved(lot.case_number),
            credit=chart.party(party_id),
            amount=amount,
            key=key,
            case_number=lot.case_number,
            at=at,
            explanation=Calculation({"paid_fen": amount.fen}, _LAW, ("P49",), (step,)),
            reference=lot.no,
            actor=actor,
        )
        db.session.add(
            DistributionRow(
                lot_id=lot.id,
                place=place,
                ground="judgment",
                payee=names[party_id],
                amount=amount,
                citations=[DISPUTED.as_dict()],
                transfer_key=key,
                posted_at=at,
                is_from_reserve=True,
            )
        )


def _end(work: Work, lot: Lot, objection: PlanObjection, actor: Actor, at: datetime) -> None:
    fact = PlanObjectionEnded(
        lot=lot.no,
        case_number=lot.case_number,
        objection=objection.no,
        state=objection.state.value,
    )
    work.record(fact, actor=actor, at=at)
