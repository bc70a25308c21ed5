"""Screen a lot once its bidding has ended: who sat on it becomes marks, marks are compared.

Before the end nobody is looked at but by paddle (18号 art. 18(2)); afterwards names are opened once
a lot, which is on the record first (reliability L11), and only keyed marks are kept (P93). What is
found blocks nothing: a judge reads it (P92).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.identity import facade as identity
from app.identity import vault
from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import Forbidden
from app.ledger import facade as ledger
from app.screening.facade import NamedPaddle, make_finding
from app.screening.vocabulary import ScreenCode
from app.store import db, unit_of_work
from app.store.locks import lock_row
from appraisal import facade as appraisal
from auction import queries
from auction.facts.screening import IdentitiesScreened
from auction.models import Enrollment, Lot, Result, ScreenPrice, ScreenSeat
from auction.queries import screening as kept
from auction.rules import articles
from auction.rules.screening import prices
from auction.rules.screening.card import card_of, is_finding
from auction.rules.screening.limits import limit
from auction.rules.screening.pairs import FLOORS, count_pairs, waited_together
from auction.rules.screening.pushers import count_pushers, is_pusher
from auction.rules.screening.records import Traces
from auction.services.identities import Holder, open_holder, open_sealed
from auction.services.screening_clues import by_card, by_rule
from auction.services.screening_pairings import screen_pairings
from auction.vocabulary import ENDED_STATES, Venue

#: Enrollments of so many last minutes without a deposit, and how many of them are told of (P94).
LAST_MINUTES = timedelta(minutes=limit("late_minutes"))
LATE_MIN = int(limit("late_lapsed"))
#: Later rounds that two joined after both had stayed away, from which on it is told of (P94).
WAITED_MIN = int(limit("waited_together"))
_MILLION = 1_000_000


def screen_ended_lot(*, lot_no: str, at: datetime) -> None:
    """Keep the marks of a lot whose bidding has ended and record what the screens find."""
    with unit_of_work():
        lot = lock_row(Lot, no=lot_no)
        if lot.state not in ENDED_STATES or lot.venue is not Venue.INTERNAL:
            return
        seats = _keep_seats(lot, at)
        _keep_price(lot, at)
        _screen_late(lot, at)
        if seats:
            _screen_people(lot, seats, at)
        _screen_prices(lot, at)
        screen_pairings(lot, at)


def person_mark(holder: Holder) -> str:
    """Return the mark of whoever buys behind a paddle: of joint buyers the one who acts."""
    return vault.digest("auction.screen", holder.id_number or f"person|{holder.person_id}")


def _keep_seats(lot: Lot, at: datetime) -> Sequence[ScreenSeat]:
    """Turn names into marks, once a lot; the reading is recorded before it happens."""
    earlier = kept.list_seats([lot.id])
    if earlier:
        return earlier
    enrollments = kept.list_paddles(lot.id)
    if not enrollments:
        return []
    paddles = [row.paddle for row in enrollments if row.paddle is not None]
    with unit_of_work() as work:
        work.record(IdentitiesScreened(lot=lot.no, paddles=paddles), actor=SYSTEM, at=at)
    references = [row.deposit_reference for row in enrollments if row.deposit_reference]
    marks = ledger.payer_marks(references)
    for row in enrollments:
        holder = open_sealed(lot.no, row.holder_digest, row.identity_sealed)
        db.session.add(
            ScreenSeat(
                lot_id=lot.id,
                paddle=row.paddle,
                person_mark=person_mark(holder),
                payer_marks=sorted(marks.get(row.deposit_reference or "", ())),
                is_namesake=identity.is_name_of_staff(holder.name),
                kept_at=at,
            )
        )
    db.session.flush()
    return kept.list_seats([lot.id])


def _keep_price(lot: Lot, at: datetime) -> None:
    result = db.session.get(Result, lot.id)
    if result is None or result.price is None or db.session.get(ScreenPrice, lot.id):
        return
    reference = appraisal.reference_price(lot.asset_no)
    db.session.add(
        ScreenPrice(
            lot_id=lot.id,
            kind=lot.kind,
            round=lot.round,
            agency_code=reference.agency_code if reference else "",
            ratio_ppm=max(1, result.price.fen * _MILLION // lot.reference_price.fen),
            kept_at=at,
        )
    )
    db.session.flush()


def _screen_late(lot: Lot, at: datetime) -> None:
    """S12: enrollments of the last minutes whose deposit never came."""
    assert lot.ended_at is not None
    late = sum(row.applied_at >= lot.ended_at - LAST_MINUTES for row in kept.list_lapsed(lot.id))
    if late >= LATE_MIN:
        make_finding(by_rule(lot, ScreenCode.S12, {"late_lapsed": late}, (), "late"), at=at)


def _screen_people(lot: Lot, seats: Sequence[ScreenSeat], at: datetime) -> None:
    """S1 to S5, S7, S8, S9, S11: the bidders of a lot over all lots they joined."""
    paddle_of = {seat.person_mark: seat.paddle for seat in seats}
    around = frozenset(paddle_of)
    compared = kept.compare(kept.lots_of_bidders(around))
    traces = Traces(payers=compared.payers)
    rings, pushers = card_of("rings"), card_of("pushers")
    pairs = count_pairs(compared.histories, traces, around=around, population=compared.population)
    for pair, places, values in pairs:
        named = sorted(paddle_of[mark] for mark in pair)
        paddles, key = tuple(named), "|".join(named)
        if is_finding(rings, values):
            make_finding(by_card(lot, rings, values, paddles, key), at=at)
        waited = waited_together((compared.histories[place] for place in places), pair)
        together = values["registered_together"]
        if waited >= WAITED_MIN and together >= FLOORS["registered_together"]:
            shown = {"waited_together": waited, "registered_together": together}
            make_finding(by_rule(lot, ScreenCode.S7, shown, paddles, key), at=at)
    for mark, values in count_pushers(compared.histories):
        if mark in around and is_pusher(pushers, values):
            paddle = paddle_of[mark]
            make_finding(by_card(lot, pushers, values, (paddle,), paddle), at=at)
    _screen_default_bar(lot, seats, at)
    for seat in seats:
        if seat.is_namesake:
            clue = by_rule(lot, ScreenCode.S11, {"namesake": 1}, (seat.paddle,), seat.paddle)
            make_finding(clue, at=at)


def _screen_default_bar(lot: Lot, seats: Sequence[ScreenSeat], at: datetime) -> None:
    """S9: whoever paid for a buyer who defaulted on this asset pays on the new sale (art. 24)."""
    for earlier in kept.list_earlier_defaults(lot.asset_no, lot.id):
        buyer = kept.find_buyer_seat(earlier)
        marks = set(buyer.payer_marks) if buyer else set()
        for seat in seats:
            shared = len(marks.intersection(seat.payer_marks))
            if shared:
                shown = {"paid_by_defaulter": shared}
                clue = by_rule(lot, ScreenCode.S9, shown, (seat.paddle,), f"bar|{seat.paddle}")
                make_finding(clue, at=at)


def screen_default(*, lot_no: str, at: datetime) -> None:
    """S9: a buyer who did not pay, not for the first time."""
    with unit_of_work():
        lot = queries.get_lot(lot_no)
        buyer = kept.find_buyer_seat(lot.id)
        if buyer is None:
            return
        count = kept.count_defaults_of(buyer.person_mark)
        if count > 1:
            clue = by_rule(lot, ScreenCode.S9, {"defaults": count}, (buyer.paddle,), "again")
            make_finding(clue, at=at)


def _screen_prices(lot: Lot, at: datetime) -> None:
    """S6 and S13: the price among its peers, the agency among its panel."""
    own = db.session.get(ScreenPrice, lot.id)
    if own is None:
        return
    others = kept.list_prices(lot.id)
    peers = [
        row.ratio_ppm / _MILLION for row in others if (row.kind, row.round) == (own.kind, own.round)
    ]
    low = prices.low_price(own.ratio_ppm / _MILLION, peers)
    if low:
        make_finding(by_rule(lot, ScreenCode.S6, low, (), "price"), at=at)
    if not own.agency_code:
        return
    appraised = [row for row in (own, *others) if row.agency_code]
    odd = prices.appraisal_outlier(
        [row.ratio_ppm / _MILLION for row in appraised if row.agency_code == own.agency_code],
        [row.ratio_ppm / _MILLION for row in appraised],
    )
    if odd:
        make_finding(by_rule(lot, ScreenCode.S13, odd, (), own.agency_code), at=at)


def names_behind(
    subject: str, paddles: Sequence[str], actor: Actor, at: datetime
) -> list[NamedPaddle]:
    """Return who stands behind the paddles of a lot; each reading is on the record first.

    Raises Forbidden(identity_sealed) while bidding goes on (18号 art. 18(2)).
    """
    lot = queries.get_lot(subject)
    if lot.state not in ENDED_STATES:
        raise Forbidden("identity_sealed", citations=(articles.ENROLLMENT,))
    rows = [row for row in kept.list_paddles(lot.id) if row.paddle in paddles]
    return [_named(lot, row, actor, at) for row in rows]


def _named(lot: Lot, row: Enrollment, actor: Actor, at: datetime) -> NamedPaddle:
    holder = open_holder(lot=lot, enrollment=row, purpose="finding", actor=actor, at=at)
    return NamedPaddle(row.paddle or "", holder.named, holder.ids_masked)
