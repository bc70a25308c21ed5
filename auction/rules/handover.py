"""Judge a step of the plan to vacate and hand over: its days, and what has to come before it."""

from datetime import date

from app.kernel.errors import Refusal
from auction.rules import articles
from auction.vocabulary.handover import HandoverStep


def judge_day(due_on: date, *, today: date, hand_over_by: date, late_reason: str) -> None:
    """Refuse a day that has passed, or one after the fifteen days without a reason (20〔21〕 27).

    Raises Refusal: plan_day_past, plan_day_late.
    """
    if due_on < today:
        raise Refusal("plan_day_past", fields={"due_on": "plan_day_past"})
    if due_on > hand_over_by and not late_reason:
        raise Refusal(
            "plan_day_late",
            citations=(articles.HANDOVER,),
            fields={"late_reason": "plan_day_late"},
            params={"by": hand_over_by.isoformat()},
        )


def judge_done(
    step: HandoverStep,
    done_on: date,
    *,
    today: date,
    ruled_on: date,
    leave_until: date | None,
    noticed_until: date | None,
) -> None:
    """Refuse a step that cannot have been done then, or not before another one.

    民事诉讼法 art. 261: people are made to leave once the president of the court has signed a
    notice that sets a time, and the time has passed. ``leave_until`` is what a notice sets,
    ``noticed_until`` what an earlier one has set. Raises Refusal: plan_done_wrong,
    leave_until_missing, eviction_notice_missing, eviction_too_early.
    """
    if not ruled_on <= done_on <= today:
        raise Refusal("plan_done_wrong", fields={"done_on": "plan_done_wrong"})
    cited = (articles.EVICTION_NOTICE,)
    if step is HandoverStep.PRESIDENT_NOTICE and (leave_until is None or leave_until < done_on):
        fields = {"leave_until": "leave_until_missing"}
        raise Refusal("leave_until_missing", citations=cited, fields=fields)
    if step is HandoverStep.CLEARANCE:
        if noticed_until is None:
            raise Refusal("eviction_notice_missing", status=409, citations=cited)
        if done_on <= noticed_until:
            raise Refusal(
                "eviction_too_early",
                status=409,
                citations=cited,
                params={"until": noticed_until.isoformat()},
            )
