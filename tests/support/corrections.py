"""Correct the published notice of a sale, as its clerk does."""

from datetime import timedelta
from typing import Any

from auction import queries
from auction.services.correcting_notice import CorrectedNotice, correct_notice
from auction.vocabulary import NoticeItem, SpecialPrompt
from tests.support.sales import ANNOUNCED, Sale

DAY = timedelta(days=1)
#: The day of the correction, and the first day on which bidding may open after it.
CORRECTED = ANNOUNCED + 5 * DAY
LATER = CORRECTED + 30 * DAY


def correct(sale: Sale, at: Any = CORRECTED, *, version: int | None = None, **changes: Any) -> None:
    """Publish the notice in force again, changed in what is given; items by their key."""
    lot = sale.lot()
    notice = queries.find_notice(lot.id, lot.notice_version)
    assert notice is not None
    items = {NoticeItem(key): text for key, text in notice.items.items()}
    items |= {NoticeItem(key): text for key, text in changes.pop("items", {}).items()}
    given = {
        "title": lot.title,
        "items": items,
        "prompts": {SpecialPrompt(key): text for key, text in notice.prompts.items()},
        "disclaimer": notice.disclaimer,
        "opens_at": lot.opens_at,
        "closes_at": lot.scheduled_close_at,
        "balance_days": lot.balance_days,
    }
    correct_notice(
        lot_no=sale.lot_no,
        given=CorrectedNotice(**{**given, **changes}),
        reason="承办人联系方式变更",
        version=version,
        actor=sale.clerk,
        at=at,
    )
