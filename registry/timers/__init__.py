"""What falls due in the registry by itself; each may run twice without harm."""

from registry.timers import licences, negotiation, standing

TIMERS = (
    *licences.TIMERS,
    *negotiation.TIMERS,
    *standing.TIMERS,
)
