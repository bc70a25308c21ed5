"""Who stands behind an enrollment: found only by the bidder, opened only after the end."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.identity import vault
from app.identity.facade import RealName
from app.kernel.actors import Actor
from app.kernel.errors import Forbidden, Refusal
from app.store import db, unit_of_work
from auction.facts import IdentityOpened
from auction.models import Enrollment, Lot
from auction.rules import articles
from auction.vocabulary import ENDED_STATES

PURPOSE = "enrollment"

#: How the trail names whoever enrolls, pays or bids: an account here would tie it to a paddle.
BIDDER = Actor(person_id=None, account="bidder", name="bidder", kind="bidder")


@dataclass(frozen=True)
class Holder:
    """The person behind an enrollment, as proven when enrolling."""

    #: None of somebody who bought on another platform and has no account here.
    person_id: int | None
    account: str
    name: str
    id_type: str
    id_number: str
    id_masked: str


def holder_digest(lot_no: str, person_id: int) -> str:
    """Return the keyed digest under which a person's enrollment on a lot is found."""
    return vault.digest(PURPOSE, f"{lot_no}|{person_id}")


def barred_digest(asset_no: str, person: int | str) -> str:
    """Return the keyed digest under which a buyer in default is barred from an asset.

    ``person`` is the person's id here, or the identity number of a buyer without an account.
    """
    return vault.digest("auction.barred", f"{asset_no}|{person}")


def seal_holder(lot_no: str, actor: Actor, name: RealName) -> bytes:
    """Seal who enrolls; the record opens for this lot and this bidder only."""
    assert actor.person_id is not None
    record = {
        "person_id": actor.person_id,
        "account": actor.account,
        "name": name.name,
        "id_type": name.id_type,
        "id_number": name.id_number,
        "id_masked": name.id_masked,
    }
    context = f"{lot_no}|{holder_digest(lot_no, actor.person_id)}"
    return vault.seal(PURPOSE, json.dumps(record, ensure_ascii=False), context)


def find_enrollment(lot: Lot, actor: Actor) -> Enrollment | None:
    """Return the actor's own enrollment on a lot, or None."""
    if actor.person_id is None:
        return None
    return db.session.scalar(
        select(Enrollment).where(
            Enrollment.lot_id == lot.id,
            Enrollment.holder_digest == holder_digest(lot.no, actor.person_id),
        )
    )


def open_holder(
    *, lot: Lot, enrollment: Enrollment, purpose: str, actor: Actor, at: datetime
) -> Holder:
    """Unseal who stands behind a paddle; the reading is on the record before it happens (L11).

    法释〔2016〕18号 art. 18(2): not before bidding has ended, for nobody; raises Forbidden.
    """
    if lot.state not in ENDED_STATES:
        raise Forbidden("identity_sealed", citations=(articles.ENROLLMENT,))
    if enrollment.paddle is None:
        raise Refusal("no_paddle")
    with unit_of_work() as work:
        work.record(
            IdentityOpened(lot=lot.no, paddle=enrollment.paddle, purpose=purpose),
            actor=actor,
            at=at,
        )
    context = f"{lot.no}|{enrollment.holder_digest}"
    return Holder(**json.loads(vault.unseal(PURPOSE, enrollment.identity_sealed, context)))
