"""What falls due in the registry by itself; each may run twice without harm."""

from registry.timers import licences, negotiation, scores, standing

TIMERS = (
    *licences.TIMERS,
    *negotiation.TIMERS,
    *scores.TIMERS,
    *standing.TIMERS,
)
