"""The registry as the factory sees it."""

from app.web.modules import Module
from registry import api, facts, messages
from registry.rules.draw_states import DRAW

MODULE = Module(
    name="registry",
    api_blueprints=(api.bp,),
    facts=facts.ALL,
    wording=messages.WORDING,
    refusals=messages.REFUSALS,
    machines=(DRAW,),
)
