"""Move a lot: the right role, the lawful state, and since when it stands there."""

from datetime import datetime

from app.kernel.actors import Actor
from app.kernel.errors import Forbidden
from auction.models import Lot
from auction.rules.movers import may_move
from auction.vocabulary import LOT, LotAction


def move(lot: Lot, action: LotAction, *, actor: Actor, at: datetime) -> None:
    """Bring a lot to the state an action leads to; call it under the row lock.

    Raises Forbidden for a role that may not do it, IllegalMove from a state that knows it not. A
    resumption leads back to the state that was left.
    """
    if actor.kind != "system" and not may_move(action, actor.roles):
        raise Forbidden
    before = lot.state
    lot.state = LOT.after(before, action, back_to=lot.stopped_from)
    if lot.state is not before:
        lot.state_since = at
