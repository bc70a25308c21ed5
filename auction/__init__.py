"""From reference price to money shared out: lots, bidding, outcome, settlement."""
