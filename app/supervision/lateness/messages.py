"""Words of delays: whose move it is, how late it is."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.supervision.lateness.vocabulary import Standing

DUTIES: dict[str, Any] = {
    "court": _l("Court"),
    "judge": _l("Judge"),
    "clerk": _l("Clerk"),
    "finance": _l("Finance desk"),
    "agency": _l("Agency"),
    "party": _l("Party"),
    "authority": _l("Authority asked"),
    "platform": _l("Inquiry platform"),
    "association": _l("Appraisers' association"),
    "buyer": _l("Buyer"),
    "creditor": _l("Creditor"),
    "debtor": _l("Debtor"),
    "bidders": _l("The bidders"),
}
STANDINGS: dict[Standing, Any] = {
    Standing.ESCALATED: _l("Late for three days or more"),
    Standing.LATE: _l("Late"),
    Standing.SOON: _l("Within seven days"),
    Standing.LATER: _l("Later"),
    Standing.WAIT: _l("A time that runs for others"),
}
TAGS: dict[Standing, str] = {
    Standing.ESCALATED: "danger",
    Standing.LATE: "danger",
    Standing.SOON: "warning",
    Standing.LATER: "neutral",
    Standing.WAIT: "waiting",
}

WORDING: dict[str, Any] = {
    "supervision.step.near": _l("%(step)s: the last day is near, %(due_at)s (%(basis)s)"),
    "supervision.step.late": _l(
        "%(step)s: not done by %(due_at)s (%(basis)s), %(days_over)s days ago"
    ),
    "supervision.case.idle": _l(
        "Nobody acted in the case for %(days)s days, the last time on %(last_at)s"
    ),
}
