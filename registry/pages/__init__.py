"""The pages of the registry: cases, draws, agencies."""

from registry.pages import (
    agencies,
    agency_home,
    application_desk,
    applications,
    cases,
    draws,
    negotiation,
)

BLUEPRINTS = (
    cases.bp,
    draws.bp,
    agencies.bp,
    agency_home.bp,
    applications.bp,
    application_desk.bp,
    negotiation.bp,
)
