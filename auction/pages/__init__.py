"""The pages of the sale: public, bidder, clerk, judge, and its money."""

from auction.pages import (
    acts,
    after,
    agenda,
    bidder,
    case_money,
    clerk,
    defaults,
    delivery,
    groups,
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
    groups.bp,
    clerk.bp,
    judge.bp,
    agenda.bp,
    after.bp,
    acts.bp,
    offers.bp,
    plans.bp,
    shares.bp,
    defaults.bp,
    delivery.bp,
    case_money.bp,
    visitors.bp,
)
