"""Identity as the factory sees it."""

from app.identity import api, facts, messages, pages
from app.web.modules import Module

MODULE = Module(
    name="identity",
    blueprints=(pages.bp,),
    api_blueprints=(api.bp,),
    facts=(
        facts.PersonRegistered,
        facts.SignedIn,
        facts.SignedOut,
        facts.SignInRefused,
        facts.SecondFactorSet,
        facts.AgencyJoined,
        facts.CourtHeadNamed,
        facts.IdentityRead,
    ),
    wording=messages.WORDING,
    refusals=messages.REFUSALS,
)
