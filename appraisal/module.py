"""What the appraisal offers to the factory."""

from app.web.modules import Module
from appraisal import facts, messages
from appraisal.api import bp as api_bp
from appraisal.checks import CHECKS
from appraisal.pages import BLUEPRINTS
from appraisal.readers import READERS
from appraisal.rules.calculators import CALCULATORS
from appraisal.tasks import context, tasks
from appraisal.timers import fix_due_prices, pass_on_due_work, remind_due_fees, stall_due_fees
from appraisal.views import chapters
from appraisal.vocabulary import ASSIGNMENT
from appraisal.vocabulary.fees import FEE_ACCOUNT, GUARANTEE

MODULE = Module(
    name="appraisal",
    blueprints=BLUEPRINTS,
    api_blueprints=(api_bp,),
    facts=facts.FACTS,
    wording=messages.WORDING,
    refusals=messages.REFUSALS,
    timers=(fix_due_prices, pass_on_due_work, remind_due_fees, stall_due_fees),
    readers=READERS,
    tasks=tasks,
    chapters=chapters,
    context=context,
    calculators=CALCULATORS,
    checks=CHECKS,
    machines=(ASSIGNMENT, FEE_ACCOUNT, GUARANTEE),
)
