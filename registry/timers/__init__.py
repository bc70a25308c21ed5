"""What falls due in the registry by itself; each may run twice without harm."""

from registry.timers import imports, licences, negotiation, ratings, standing

TIMERS = (
    *imports.TIMERS,
    *licences.TIMERS,
    *negotiation.TIMERS,
    *ratings.TIMERS,
    *standing.TIMERS,
)
