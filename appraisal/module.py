"""What the appraisal offers to the factory."""

from app.web.modules import Module
from appraisal import facts, messages
from appraisal.api import bp as api_bp
from appraisal.pages import BLUEPRINTS
from appraisal.readers import READERS
from appraisal.rules.calculators import CALCULATORS
from appraisal.tasks import context, tasks
from appraisal.timers import (
    end_due_letters,
    end_due_negotiations,
    fix_due_prices,
    judge_due_inquiries,
    pass_on_due_work,
    send_due_inquiries,
)
from appraisal.views import chapters
from appraisal.vocabulary import ASSIGNMENT

MODULE = Module(
    name="appraisal",
    blueprints=BLUEPRINTS,
    api_blueprints=(api_bp,),
    facts=facts.FACTS,
    wording=messages.WORDING,
    refusals=messages.REFUSALS,
    timers=(
        fix_due_prices,
        pass_on_due_work,
        end_due_negotiations,
        end_due_letters,
        judge_due_inquiries,
        send_due_inquiries,
    ),
    readers=READERS,
    tasks=tasks,
    chapters=chapters,
    context=context,
    calculators=CALCULATORS,
    machines=(ASSIGNMENT,),
)
