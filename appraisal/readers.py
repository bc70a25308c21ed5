"""What the appraisal hears: money that arrived, facts found, and whatever moves a day."""

from app.ledger.facade import Purpose
from app.trail.models import TrailEntry
from app.trail.reader import Reader
from appraisal import queries
from appraisal.facts import FACTS
from appraisal.facts import deadlines as said
from appraisal.facts.base import AppraisalFact
from appraisal.services import reminding
from appraisal.services.commissioning import commission_after_payment
from appraisal.services.fee_accounts import receive_basic_fee, receive_rest
from appraisal.services.routing import complete_facts
from registry.facts import AssetCorrected, AssetRegistered, AssetWithdrawn


def on_payment_confirmed(entry: TrailEntry) -> None:
    """Send the commission when the basic fee has arrived, and pay the agency what was due."""
    reference = entry.payload["reference"]
    if entry.payload["purpose"] == Purpose.BASIC_FEE:
        receive_basic_fee(reference, at=entry.at)
        commission_after_payment(reference, at=entry.at)
    elif entry.payload["purpose"] == Purpose.BALANCE_FEE:
        receive_rest(reference, at=entry.at)


def on_facts_recorded(entry: TrailEntry) -> None:
    """Go on to the choice of a route when the last of the five facts is found (art. 3)."""
    complete_facts(entry.payload["asset_no"], at=entry.at)


def on_asset_moved(entry: TrailEntry) -> None:
    """Look at the days of an asset anew: something happened on its way to a price."""
    reminding.watch(entry.payload["asset_no"], at=entry.at)


def on_payment_postponed(entry: TrailEntry) -> None:
    """Look at the days of an asset anew when there is more time to pay its basic fee."""
    found = queries.find_assignment(entry.payload["reference"])
    if found is not None:
        reminding.watch(found.asset_no, at=entry.at)


#: All that happens to an appraisal may move a day; what was said of days moves none, nor does
#: what is of no appraisal: a court's fee setting, the list of platforms.
_MOVES = (
    *(fact for fact in FACTS if issubclass(fact, AppraisalFact) and fact not in said.FACTS),
    AssetRegistered,
    AssetCorrected,
    AssetWithdrawn,
)

READERS = (
    Reader("appraisal.findings", {"registry.asset.facts_recorded": on_facts_recorded}),
    Reader("appraisal.payments", {"ledger.payment.confirmed": on_payment_confirmed}),
    Reader(
        "appraisal.deadlines",
        {
            **{fact.name: on_asset_moved for fact in _MOVES},
            "ledger.payment.postponed": on_payment_postponed,
        },
    ),
)
