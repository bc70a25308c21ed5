"""The log as the factory sees it."""

from app.supervision.log import facts, messages, pages
from app.supervision.log.commands import log_group
from app.supervision.log.fsck import every_note_is_signed, nothing_waits_long
from app.supervision.log.witness_command import witness_command
from app.web.modules import Module

MODULE = Module(
    name="log",
    blueprints=(pages.bp,),
    context=lambda: {"log_head": pages.log_head},
    facts=(facts.KeyAdded, facts.KeyRotated, facts.KeyCompromised, facts.ClockJumped),
    wording=messages.WORDING,
    refusals=messages.REFUSALS,
    checks={"L6": nothing_waits_long, "L8": every_note_is_signed},
    cli=(log_group, witness_command),
)
