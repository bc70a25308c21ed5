"""The hall and the programs' door to bidding: snapshots, bids, receipts."""

from auction.live_views.api import bp as api_bp
from auction.live_views.hall import hall_of
from auction.live_views.pages import bp as pages_bp
from auction.live_views.practice import bp as practice_bp

__all__ = ["api_bp", "hall_of", "pages_bp", "practice_bp"]
