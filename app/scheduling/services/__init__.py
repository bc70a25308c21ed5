"""Orders of the clock: tick, rehearse."""
