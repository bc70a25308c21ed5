"""Words of the acts by which a court stops, takes back, ends or annuls a sale."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.messages import erasing, glass, screening
from auction.vocabulary import (
    AnnulmentGround,
    HaltGround,
    LotAction,
    StopGround,
    WithdrawalGround,
)

_NOTHING = _l("Nothing was changed.")

REFUSALS: dict[str, tuple[Any, Any]] = {
    **erasing.REFUSALS,
    **glass.REFUSALS,
    "report_taken_back": (
        _l("The report of the appraisal was taken back"),
        _l("The sale rests until it stands again at the same value, or is withdrawn."),
    ),
    "ruling_needed": (
        _l("A third party's claim takes a ruling"),
        _l("Stay the sale by a ruling instead of suspending it. Nothing was changed."),
    ),
    "decision_enough": (
        _l("This is no ground for a ruling"),
        _l("Suspend the sale by a decision. Nothing was changed."),
    ),
    "platform_grounds_only": (
        _l("The platform stops a sale for a fault or an attack alone"),
        _l("Every other ground is the court's. Nothing was changed."),
    ),
    "cause_day_wrong": (
        _l("The cause cannot have ended on this day"),
        _l("It lies between the stop and today. Nothing was changed."),
    ),
    "sale_has_begun": (
        _l("Bidding has begun"),
        _l("A sale is taken back before it begins; now it can only be suspended or stayed."),
    ),
    "sale_day_has_come": (
        _l("The day of the sale has come"),
        _l("Only a payment before that day ends the sale. Nothing was changed."),
    ),
    "payment_too_small": (
        _l("This does not pay everything"),
        _l("Debts and costs come to %(owed)s yuan; %(paid)s yuan was paid. Nothing was changed."),
    ),
    "objector_missing": (_l("Say who objected"), _NOTHING),
    "filed_in_the_future": (_l("This day has not come yet"), _NOTHING),
    "too_many_courts": (
        _l("Too many courts at once"),
        _l("A wall shows four courts at most. Choose fewer."),
    ),
    "sale_not_confirmed": (
        _l("The sale is being confirmed"),
        _l("Try again in a few seconds. Nothing was changed."),
    ),
}

WORDING = {
    **erasing.WORDING,
    **glass.WORDING,
    **screening.WORDING,
    "auction.lot.stayed": _l("The sale was stayed by a ruling: %(reason)s"),
    "auction.lot.halt_cause_ended": _l(
        "The cause of the stop ended on %(ended_on)s; the sale goes on by %(resume_by)s"
    ),
    "auction.lot.withdrawn": _l("The sale was withdrawn: %(reason)s"),
    "auction.lot.stopped": _l("The debtor paid %(paid)s; the sale was ended"),
    "auction.lot.annulled": _l("The sale was annulled: %(reason)s"),
    "auction.lot.act_refused": _l("An act was refused: %(action)s, %(code)s"),
}

HALT_GROUNDS = {
    HaltGround.COURT_DECIDES: _l("Another reason, as the court decides"),
    HaltGround.PLATFORM_FAULT: _l("A fault of the platform"),
    HaltGround.SECURITY_RISK: _l("An attack or another risk"),
    HaltGround.OBJECTION: _l("A pending objection"),
    HaltGround.THIRD_PARTY: _l("A third party claims the property"),
    HaltGround.ENFORCEMENT_HELD: _l("The enforcement itself is put off or stayed"),
}
WITHDRAWAL_GROUNDS = {
    WithdrawalGround.TITLE_REVOKED: _l("The enforcement title was revoked"),
    WithdrawalGround.APPLICATION_WITHDRAWN: _l("The applicant withdrew the application"),
    WithdrawalGround.DEBT_PAID: _l("The debtor performed in full"),
    WithdrawalGround.SETTLEMENT: _l("The parties settled and no sale is needed"),
    WithdrawalGround.THIRD_PARTY: _l("A third party's objection is well founded"),
    WithdrawalGround.COLLUSION: _l("Collusion harms others"),
    WithdrawalGround.OTHER: _l("Another case in which it must be withdrawn"),
}
ANNULMENT_GROUNDS = {
    AnnulmentGround.FALSE_DESCRIPTION: _l(
        "A seriously false description led the buyer into a material mistake"
    ),
    AnnulmentGround.SYSTEM_FAULT: _l(
        "A fault, a virus, an attack or wrong data gave a wrong result"
    ),
    AnnulmentGround.COLLUSION: _l("Bidders or others colluded and harmed others"),
    AnnulmentGround.UNQUALIFIED_BUYER: _l("The buyer lacks the qualification the law asks for"),
    AnnulmentGround.UNLAWFUL_RESTRICTION: _l(
        "Bidders were restricted unlawfully or treated unequally"
    ),
    AnnulmentGround.OTHER_BREACH: _l("Another serious breach of procedure that harmed somebody"),
}
STOP_GROUNDS = {
    StopGround.DEBTS_COVERED: _l("Other lots of the case cover the debts"),
}
ACTIONS = {
    LotAction.SUSPEND: _l("Suspended"),
    LotAction.STAY: _l("Stayed by ruling"),
    LotAction.RESUME: _l("Went on"),
    LotAction.WITHDRAW: _l("Withdrawn"),
    LotAction.STOP: _l("Stopped, all paid or covered"),
    LotAction.ANNUL: _l("Annulled"),
    LotAction.RULE_IN_KIND: _l("Ruled in kind"),
    LotAction.MANAGE: _l("Given to manage"),
    LotAction.RETURN: _l("Given back"),
    LotAction.DEFAULT: _l("Default ruled"),
    LotAction.RULE: _l("Ruling served"),
    LotAction.HAND_OVER: _l("Handed over"),
    LotAction.ALLOW_SELF_DISPOSAL: _l("The debtor may sell it"),
}
_GROUNDS_OF: dict[LotAction, dict[Any, Any]] = {
    LotAction.SUSPEND: HALT_GROUNDS,
    LotAction.STAY: HALT_GROUNDS,
    LotAction.WITHDRAW: WITHDRAWAL_GROUNDS,
    LotAction.STOP: STOP_GROUNDS,
    LotAction.ANNUL: ANNULMENT_GROUNDS,
}


def ground_of(action: LotAction, ground: str | None) -> str:
    """Return the ground of an act in the reader's language; empty for an act without one."""
    return str(_GROUNDS_OF[action][ground]) if ground and action in _GROUNDS_OF else ""
