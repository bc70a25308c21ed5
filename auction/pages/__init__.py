"""The pages of the sale: public, bidder, clerk, judge, and its money."""

from auction.pages import after, bidder, case_money, clerk, defaults, judge, plans, public, shares

BLUEPRINTS = (
    public.bp,
    bidder.bp,
    clerk.bp,
    judge.bp,
    after.bp,
    plans.bp,
    shares.bp,
    defaults.bp,
    case_money.bp,
)
