"""Words of a lot once its time is no longer what tells where it stands (domain 4.2)."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.vocabulary import LotOrder, LotState

#: State -> (kind of tag, words); what runs by the time has the words of its phase instead.
STATES: dict[LotState, tuple[str, Any]] = {
    LotState.SUSPENDED: ("paused", _l("Suspended")),
    LotState.STAYED: ("paused", _l("Stayed by ruling")),
    LotState.SOLD: ("success", _l("Sold")),
    LotState.AWAITING_APPROVAL: ("waiting", _l("Sold, waiting for an authority's approval")),
    LotState.PAID: ("success", _l("Sold, the price is paid")),
    LotState.QUALIFIED: ("success", _l("Sold and paid, the buyer's qualification is proven")),
    LotState.RULED: ("success", _l("Sold, the ruling is served")),
    LotState.HANDED_OVER: ("success", _l("Sold and handed over")),
    LotState.SETTLED: ("success", _l("Sold and settled")),
    LotState.DEFAULTED: ("danger", _l("The buyer did not pay")),
    LotState.ANNULLED: ("danger", _l("Sale annulled")),
    LotState.UNSOLD: ("neutral", _l("Unsold")),
    LotState.IN_KIND_OFFERED: ("waiting", _l("Unsold, offered to the creditors in kind")),
    LotState.IN_KIND: ("done", _l("Taken in kind by a creditor")),
    LotState.MANAGED: ("done", _l("Given to a creditor to manage")),
    LotState.RETURNED: ("neutral", _l("Given back to the debtor")),
    LotState.SELF_DISPOSAL: ("waiting", _l("Unsold, the debtor may sell it")),
    LotState.SELF_DISPOSED: ("done", _l("Sold by the debtor")),
    LotState.WITHDRAWN: ("danger", _l("Withdrawn")),
    LotState.STOPPED: ("neutral", _l("Stopped: the debts are paid or covered")),
}

#: In which order a list is read.
ORDERS: dict[LotOrder, Any] = {
    LotOrder.NEWEST: _l("Newest first"),
    LotOrder.CLOSING: _l("Ending next"),
    LotOrder.PRICE_UP: _l("Lowest price first"),
    LotOrder.PRICE_DOWN: _l("Highest price first"),
}
