"""The pages of the sale: public, bidder, clerk, judge."""

from auction.pages import bidder, clerk, judge, public

BLUEPRINTS = (public.bp, bidder.bp, clerk.bp, judge.bp)
