"""What falls due in the registry by itself; each may run twice without harm."""

from registry.timers import imports, licences, negotiation, standing

TIMERS = (
    *imports.TIMERS,
    *licences.TIMERS,
    *negotiation.TIMERS,
    *standing.TIMERS,
)
