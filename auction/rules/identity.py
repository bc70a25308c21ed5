"""Who may not bid, and by which article."""

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from auction.rules import articles

_CAPACITY = Citation(articles.NETWORK_AUCTION, "第14条第(1)项")


class Bar(StrEnum):
    """Why a person may not take part."""

    COURT_STAFF = "court_staff"
    PLATFORM_STAFF = "platform_staff"
    AUXILIARY_STAFF = "auxiliary_staff"
    CLOSE_RELATIVE = "close_relative"
    DEFAULTED_BUYER = "defaulted_buyer"
    NO_CAPACITY = "no_capacity"
    HOME_PURCHASE_LIMIT = "home_purchase_limit"


_ARTICLES = {
    Bar.COURT_STAFF: articles.WHO_MAY_NOT_BID,
    Bar.PLATFORM_STAFF: articles.WHO_MAY_NOT_BID,
    Bar.AUXILIARY_STAFF: articles.WHO_MAY_NOT_BID,
    Bar.CLOSE_RELATIVE: articles.WHO_MAY_NOT_BID,
    Bar.DEFAULTED_BUYER: articles.DEFAULTED_BUYER,
    Bar.NO_CAPACITY: _CAPACITY,
    Bar.HOME_PURCHASE_LIMIT: articles.HOME_PURCHASE,
}


@dataclass(frozen=True, slots=True)
class BidderFacts:
    """What is known of a person when they enroll; applicant and debtor may bid like anyone."""

    is_court_staff: bool = False
    is_platform_staff: bool = False
    is_auxiliary_staff: bool = False
    is_close_relative_of_those: bool = False
    defaulted_on_this_asset: bool = False
    has_capacity: bool = True
    is_home_purchase_limited: bool = False


def judge_bidder(facts: BidderFacts) -> tuple[tuple[Bar, Citation], ...]:
    """Return every bar that stands against a person; none means they may enroll.

    法释〔2016〕18号 art. 34 (court, platform, auxiliaries, their staff and close relatives),
    24(2) (the buyer who defaulted), 14(1) (capacity); 法释〔2021〕18号 for limited homes.
    """
    found = {
        Bar.COURT_STAFF: facts.is_court_staff,
        Bar.PLATFORM_STAFF: facts.is_platform_staff,
        Bar.AUXILIARY_STAFF: facts.is_auxiliary_staff,
        Bar.CLOSE_RELATIVE: facts.is_close_relative_of_those,
        Bar.DEFAULTED_BUYER: facts.defaulted_on_this_asset,
        Bar.NO_CAPACITY: not facts.has_capacity,
        Bar.HOME_PURCHASE_LIMIT: facts.is_home_purchase_limited,
    }
    return tuple((bar, _ARTICLES[bar]) for bar, is_so in found.items() if is_so)


#: What a refusal by a bar is called where it is not simply `barred`.
_CODES = {Bar.NO_CAPACITY: "no_capacity", Bar.DEFAULTED_BUYER: "barred_after_default"}


def refuse_barred(facts: BidderFacts) -> None:
    """Raise one refusal that cites every bar, named after the first; return if there is none."""
    bars = judge_bidder(facts)
    if bars:
        first = bars[0][0]
        raise Refusal(
            _CODES.get(first, "barred"),
            citations=[citation for _, citation in bars],
            status=403,
            params={"bar": first.value},
        )
