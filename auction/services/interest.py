"""Keep an eye on a lot; who does is known to nobody but the person's own requests.

法释〔2016〕18号 art. 18(2) seals who bids; a list of who looked first would tell half of it (P72).
"""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from app.identity import vault
from app.kernel.actors import Actor
from app.kernel.errors import Conflict, NotFound, Refusal
from app.store import db, unit_of_work
from app.store.locks import limit_waiting
from auction import queries
from auction.facts.interest import LotMarked, LotUnmarked
from auction.models import Favorite, Lot
from auction.vocabulary import Phase

#: How the trail names whoever looks around: an account here would tie it to a lot.
VISITOR = Actor(person_id=None, account="visitor", name="visitor", kind="visitor")
#: Lots one person keeps at a time (P73).
FAVORITES_MAX = 200
#: While a visitor may still ask and look.
RUNNING = frozenset({Phase.UPCOMING, Phase.BIDDING, Phase.SUSPENDED})


def visitor_digest(actor: Actor) -> str:
    """Return the keyed digest under which a person's marks, questions and bookings are found."""
    assert actor.person_id is not None
    return visitor_digest_of(actor.person_id)


def visitor_digest_of(person_id: int) -> str:
    """Return the same of a person who is not here."""
    return vault.digest("interest", str(person_id))


def running_lot(lot_no: str, at: datetime) -> Lot:
    """Return a lot whose bidding is not over, held against a close; raise Conflict(lot_over)."""
    limit_waiting()
    lot = db.session.scalar(
        select(Lot)
        .where(Lot.no == lot_no, Lot.announced_at.is_not(None))
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    if lot is None:
        raise NotFound("lot", lot_no)
    if lot.phase(at) not in RUNNING:
        raise Conflict("lot_over")
    return lot


def mark_lot(*, lot_no: str, actor: Actor, at: datetime) -> None:
    """Keep an eye on an announced lot; twice is once. Raises Refusal(favorites_full)."""
    digest = visitor_digest(actor)
    with unit_of_work() as work:
        lot = queries.get_public_lot(lot_no)
        made = db.session.scalar(
            insert(Favorite)
            .values(visitor_digest=digest, lot_id=lot.id, marked_at=at)
            .on_conflict_do_nothing()
            .returning(Favorite.id)
        )
        if made is None:
            return
        count = select(func.count()).where(Favorite.visitor_digest == digest)
        if db.session.scalars(count).one() > FAVORITES_MAX:
            raise Refusal("favorites_full", params={"most": FAVORITES_MAX})
        work.record(LotMarked(lot=lot.no), actor=VISITOR, at=at)


def unmark_lot(*, lot_no: str, actor: Actor, at: datetime) -> None:
    """Take one's mark away; twice is once."""
    with unit_of_work() as work:
        lot = queries.get_public_lot(lot_no)
        gone = db.session.scalar(
            delete(Favorite)
            .where(Favorite.visitor_digest == visitor_digest(actor), Favorite.lot_id == lot.id)
            .returning(Favorite.id)
        )
        if gone is not None:
            work.record(LotUnmarked(lot=lot.no), actor=VISITOR, at=at)


def has_marked(lot: Lot, actor: Actor) -> bool:
    """Say whether the reader marked a lot."""
    if not actor.is_signed_in:
        return False
    query = select(Favorite.id).where(
        Favorite.visitor_digest == visitor_digest(actor), Favorite.lot_id == lot.id
    )
    return db.session.scalar(query) is not None


def marked_lots(actor: Actor) -> list[Lot]:
    """Return the lots the reader marked, the last mark first."""
    query = (
        select(Lot)
        .join(Favorite, Favorite.lot_id == Lot.id)
        .where(Favorite.visitor_digest == visitor_digest(actor))
        .order_by(Favorite.id.desc())
        .limit(FAVORITES_MAX)
    )
    return list(db.session.scalars(query))
