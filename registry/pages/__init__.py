"""The pages of the registry: cases, draws, agencies."""

from registry.pages import agencies, cases, draws

BLUEPRINTS = (cases.bp, draws.bp, agencies.bp)
