"""The sale for programs: lots and enrollments."""

from auction.api import lots

BLUEPRINTS = (lots.bp,)
