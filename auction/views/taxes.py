"""Gather what the notice in force of a lot says of taxes."""

from dataclasses import dataclass

from app.kernel.calendar import local_date
from app.kernel.errors import NotFound
from auction import queries
from auction.models import Lot, Notice
from auction.rules.notice_text import TextFault, misleading_words
from auction.rules.tax_reading import TaxReading, read_taxes
from auction.vocabulary import NoticeItem


@dataclass(frozen=True)
class TaxPage:
    """The table of one lot read by sides, with the words the notice says besides."""

    lot: Lot
    notice: Notice
    reading: TaxReading
    words: str
    #: Words that lay all taxes on one side, against 18号 art. 30.
    warnings: list[TextFault]


def tax_page_of(lot_no: str) -> TaxPage:
    """Return the tax table of a published lot as its notice in force has it; raise NotFound."""
    lot = queries.get_public_lot(lot_no)
    notice = queries.find_notice(lot.id, lot.notice_version)
    if notice is None or notice.published_at is None:
        raise NotFound("notice", lot_no)
    words = notice.items.get(NoticeItem.TAXES.value, "")
    found = misleading_words({"taxes": words}, on=local_date(notice.published_at))
    warnings = [fault for fault in found if fault.code == "tax_phrase"]
    return TaxPage(lot, notice, read_taxes(notice.taxes), words, warnings)
