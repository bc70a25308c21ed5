"""Mark a home as one under purchase limits, so that its notice and its bidders speak of it."""

from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.errors import IllegalMove, Refusal
from app.store import unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.qualification import PurchaseLimitSet
from auction.models import Lot
from auction.rules import articles
from auction.rules.purchase_limit import KEY_WORDS, NOTICE_SENTENCES
from auction.services.drafting import EDITABLE
from registry.vocabulary import AssetKind


def limit_purchase(*, lot_no: str, limit: str, actor: Actor, at: datetime) -> Lot:
    """Mark a draft with the limit of the place, in words; empty words take the mark away.

    法释〔2021〕18号 art. 2: the sentences the notice needs are added to its draft where it does not
    speak of the qualification yet. Raises IllegalMove once the notice is out, Refusal(not_a_home).
    """
    words = limit.strip()
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        if lot.state not in EDITABLE:
            raise IllegalMove("lot", lot.state, "edit")
        if words and lot.kind is not AssetKind.IMMOVABLE:
            raise Refusal("not_a_home", citations=(articles.HOME_PURCHASE,))
        lot.purchase_limit = words or None
        lot.version += 1
        notice = queries.find_notice(lot.id, lot.notice_version + 1)
        assert notice is not None, "a lot is drafted with its notice"
        if words:
            for item, sentence in NOTICE_SENTENCES.items():
                held = notice.items.get(item.value, "")
                if KEY_WORDS not in held:
                    said = f"{held}\n{sentence.format(limit=words)}".strip()
                    notice.items = {**notice.items, item.value: said}
            notice.edited_by, notice.edited_at = actor.label, at
        fact = PurchaseLimitSet(lot=lot.no, case_number=lot.case_number, limit=words)
        work.record(fact, actor=actor, at=at)
        return lot
