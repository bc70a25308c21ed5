"""The paper of an act on a lot: one form for all of them, read by court and parties."""

from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.facts import Audience
from app.kernel.money import Money
from auction.documents import ROUND_WORDS
from auction.models import Lot
from registry import facade as registry

#: Fewer signs give no reason.
REASON_MIN = 5


def issue_act_paper(
    kind: papers.PaperKind,
    lot: Lot,
    *,
    reference: str | None = None,
    person: str | None = None,
    ground: str | None = None,
    reason: str | None = None,
    price: Money | None = None,
    amount: Money | None = None,
    from_at: datetime | None = None,
    due_at: datetime | None = None,
    people: tuple[int, ...] = (),
    actor: Actor,
    at: datetime,
) -> papers.PaperView:
    """Issue the paper of an act, once for a reference; the parties of the case may read it."""
    parties = registry.parties_of(lot.case_number)
    readers = [party.person_id for party in parties if party.person_id is not None]
    return papers.issue(
        kind,
        reference=reference or lot.no,
        case_number=lot.case_number,
        court_id=lot.court_id,
        court_code=lot.court_code,
        court_name=lot.court_name,
        data={
            "lot_no": lot.no,
            "asset_title": lot.title,
            "round": ROUND_WORDS[lot.round],
            "person": person,
            "ground": ground,
            "reason": reason,
            "price": price,
            "amount": amount,
            "from_at": from_at,
            "due_at": due_at,
        },
        audience=Audience.PARTIES,
        people=[*readers, *people],
        actor=actor,
        at=at,
    )
