"""Who may do what to a lot (domain 4.2); the platform itself may do all."""

from collections.abc import Mapping

from app.kernel.permissions import Role
from auction.vocabulary import LotAction as A

_COURT = frozenset({Role.CLERK, Role.JUDGE})
_JUDGE = frozenset({Role.JUDGE})
_BIDDER = frozenset({Role.BIDDER, Role.PARTY})
_NOBODY: frozenset[Role] = frozenset()

#: Action -> the roles that may do it. What is due by itself is done by the platform alone.
MOVERS: Mapping[A, frozenset[Role]] = {
    A.CHOOSE_VENUE: _COURT,
    # The exception from selling online is a judge's to allow (P55).
    A.APPROVE_VENUE: _JUDGE,
    A.APPROVE: _JUDGE,
    A.NOTIFY: _COURT,
    A.EXCUSE_DELAY: _JUDGE,
    A.ANNOUNCE: _COURT,
    A.CORRECT_NOTICE: _COURT,
    A.ENROLL: _BIDDER,
    A.OPEN: _NOBODY,
    # 18号 art. 28(2): whoever runs the platform stops a sale first when it fails or is attacked.
    A.SUSPEND: _JUDGE | {Role.OPERATOR},
    A.STAY: _JUDGE,
    A.RESUME: _JUDGE,
    A.KNOCK_DOWN: _NOBODY,
    A.LEAVE_UNSOLD: _NOBODY,
    A.RECORD_SALE: _COURT,
    A.RECORD_FAILURE: _COURT,
    A.ASK_APPROVAL: _COURT,
    A.RECEIVE_PRICE: _NOBODY,
    A.PROVE_BUYER: _JUDGE,
    A.RULE: _JUDGE,
    A.HAND_OVER: _COURT,
    A.SETTLE: _NOBODY,
    A.DEFAULT: _JUDGE,
    A.ANNUL: _JUDGE,
    A.DRAFT_NEXT: _COURT,
    A.OFFER_IN_KIND: _COURT | {Role.PARTY},
    A.CLOSE_OFFER: _COURT,
    A.RULE_IN_KIND: _JUDGE,
    A.MANAGE: _JUDGE,
    A.RETURN: _JUDGE,
    A.ALLOW_SELF_DISPOSAL: _JUDGE,
    A.LAPSE_SELF_DISPOSAL: _JUDGE,
    A.END_SELF_DISPOSAL: _JUDGE,
    A.SPLIT: _COURT,
    A.WITHDRAW: _JUDGE,
    A.STOP: _JUDGE,
}


def may_move(action: A, roles: frozenset[Role]) -> bool:
    """Say whether one of the roles may do it."""
    return bool(roles & MOVERS[action])
