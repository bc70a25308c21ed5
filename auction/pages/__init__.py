"""The pages of the sale: public, bidder, clerk, judge, and its money."""

from auction.pages import (
    acts,
    after,
    bidder,
    case_money,
    clerk,
    defaults,
    delivery,
    enough,
    interest,
    judge,
    offers,
    plans,
    public,
    shares,
    visitors,
)

BLUEPRINTS = (
    public.bp,
    bidder.bp,
    interest.bp,
    clerk.bp,
    judge.bp,
    after.bp,
    acts.bp,
    offers.bp,
    plans.bp,
    shares.bp,
    defaults.bp,
    delivery.bp,
    enough.bp,
    case_money.bp,
    visitors.bp,
)
