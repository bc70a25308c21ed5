"""The pages of the registry: cases, draws, agencies."""

from registry.pages import (
    agencies,
    agency_home,
    application_desk,
    applications,
    cases,
    draw_inputs,
    draws,
    imports,
    negotiation,
    policies,
    ranking,
    standing,
)

BLUEPRINTS = (
    cases.bp,
    draws.bp,
    draw_inputs.bp,
    agencies.bp,
    ranking.bp,
    agency_home.bp,
    applications.bp,
    application_desk.bp,
    imports.bp,
    negotiation.bp,
    policies.bp,
    standing.bp,
)
