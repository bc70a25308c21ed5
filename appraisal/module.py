"""What the appraisal offers to the factory."""

from app.feed.vocabulary import CaseNode
from app.web.modules import Module
from appraisal import facts, messages
from appraisal.api import bp as api_bp
from appraisal.checks import CHECKS
from appraisal.pages import BLUEPRINTS
from appraisal.queries.deadlines import next_day_ahead
from appraisal.readers import READERS
from appraisal.rules.calculators import CALCULATORS
from appraisal.tasks import context, tasks
from appraisal.timers import (
    close_undisputed_answers,
    end_due_letters,
    end_due_negotiations,
    expire_due_prices,
    fix_drained_prices,
    judge_due_inquiries,
    let_agencies_fall_silent,
    pass_on_due_work,
    remind_due_fees,
    remind_of_due_days,
    send_due_inquiries,
    stall_due_fees,
)
from appraisal.views import chapters
from appraisal.views.due_steps import dues, open_cases
from appraisal.views.open_data import DATASETS
from appraisal.vocabulary import ASSIGNMENT
from appraisal.vocabulary.fees import FEE_ACCOUNT, GUARANTEE
from appraisal.vocabulary.objections import OBJECTION, PETITION, RULING

MODULE = Module(
    name="appraisal",
    blueprints=BLUEPRINTS,
    api_blueprints=(api_bp,),
    facts=facts.FACTS,
    wording=messages.WORDING,
    refusals=messages.REFUSALS,
    timers=(
        fix_drained_prices,
        pass_on_due_work,
        let_agencies_fall_silent,
        close_undisputed_answers,
        expire_due_prices,
        remind_of_due_days,
        end_due_negotiations,
        end_due_letters,
        judge_due_inquiries,
        send_due_inquiries,
        remind_due_fees,
        stall_due_fees,
    ),
    next_moment=next_day_ahead,
    readers=READERS,
    tasks=tasks,
    chapters=chapters,
    dues=dues,
    open_cases=open_cases,
    context=context,
    calculators=CALCULATORS,
    nodes={
        facts.inquiries.AppraisalFiled.name: CaseNode.APPRAISAL_FILED,
        facts.AppraisalCommissioned.name: CaseNode.APPRAISAL_COMMISSIONED,
        facts.ReportPublished.name: CaseNode.REPORT_PUBLISHED,
        facts.PriceFixed.name: CaseNode.PRICE_FIXED,
    },
    datasets=DATASETS,
    checks=CHECKS,
    machines=(ASSIGNMENT, OBJECTION, RULING, PETITION, FEE_ACCOUNT, GUARANTEE),
)
