"""The sale for programs: lots, enrollments, those who bid together, taxes, statistics."""

from auction.api import groups, lots, statistics, taxes

BLUEPRINTS = (lots.bp, groups.bp, taxes.bp, statistics.bp)
