"""Who stands behind an enrollment: found only by the bidder, opened only after the end."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.identity import vault
from app.identity.facade import RealName
from app.kernel.actors import Actor
from app.kernel.errors import Forbidden, Refusal
from app.kernel.money import Money
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
    #: What of the deposit the holder's claim stands for, in fen (art. 17(2)); sealed with the name,
    #: for it would tell that the applicant bids.
    set_off_fen: int = 0
    #: Who acts for this buyer as an agent; and, of joint bidders, all of them with their shares.
    agent: str = ""
    together: Sequence[dict[str, Any]] = ()

    @property
    def named(self) -> str:
        """The buyers as a confirmation and a ruling name them, shares and agent told."""
        if self.together:
            return "、".join(f"{one['name']}（{one['share']}%）" for one in self.together)
        return f"{self.name}（委托代理人：{self.agent}）" if self.agent else self.name

    @property
    def ids_masked(self) -> str:
        """The masked numbers of all buyers, in the same order."""
        return "、".join(one["id_masked"] for one in self.together) or self.id_masked

    @property
    def others(self) -> list[int]:
        """The people who bought together with this one."""
        return [one["person_id"] for one in self.together if one["person_id"] != self.person_id]


def holder_digest(lot_no: str, person_id: int) -> str:
    """Return the keyed digest under which a person's enrollment on a lot is found."""
    return vault.digest(PURPOSE, f"{lot_no}|{person_id}")


def barred_digest(asset_no: str, person: int | str) -> str:
    """Return the keyed digest under which a buyer in default is barred from an asset.

    ``person`` is the person's id here, or the identity number of a buyer without an account.
    """
    return vault.digest("auction.barred", f"{asset_no}|{person}")


def seal_holder(
    lot_no: str,
    actor: Actor,
    name: RealName,
    *,
    set_off: Money = Money.ZERO,
    buyers: "Sequence[tuple[Holder, int]]" = (),
) -> bytes:
    """Seal who enrolls and who buys; the record opens for this lot and this bidder only."""
    assert actor.person_id is not None
    record: dict[str, Any] = {
        "person_id": actor.person_id,
        "account": actor.account,
        "name": name.name,
        "id_type": name.id_type,
        "id_number": name.id_number,
        "id_masked": name.id_masked,
        "set_off_fen": set_off.fen,
    }
    if len(buyers) == 1:
        # The principal buys; the agent stands beside the name.
        record |= {**asdict(buyers[0][0]), "set_off_fen": set_off.fen, "agent": name.name}
    elif buyers:
        record["together"] = [
            {
                "person_id": one.person_id,
                "name": one.name,
                "id_masked": one.id_masked,
                "share": share,
            }
            for one, share in buyers
        ]
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
    return open_sealed(lot.no, enrollment.holder_digest, enrollment.identity_sealed)


def open_sealed(lot_no: str, digest: str, sealed: bytes) -> Holder:
    """Unseal a record of ``seal_holder``; the caller judges who may ask and when.

    Raises Refusal(identity_erased) once the person was erased (P59).
    """
    if not sealed:
        raise Refusal("identity_erased")
    return Holder(**json.loads(vault.unseal(PURPOSE, sealed, f"{lot_no}|{digest}")))
