"""The sale for programs: lots, enrollments, those who bid together, taxes."""

from auction.api import groups, lots, taxes, wall

BLUEPRINTS = (lots.bp, groups.bp, taxes.bp, wall.bp)
