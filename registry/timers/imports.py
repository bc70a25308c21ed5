"""Received lists are read on, a little in every beat."""

from registry.services.imports import stage_due_imports

TIMERS = (stage_due_imports,)
