"""Who may do what on the way to a reference price (domain 4.1); the platform itself may do all."""

from collections.abc import Mapping

from app.kernel.permissions import Role
from appraisal.vocabulary import AssignmentAction as A

_COURT = frozenset({Role.CLERK, Role.JUDGE})
_JUDGE = frozenset({Role.JUDGE})
_AGENCY = frozenset({Role.AGENCY})
_NOBODY: frozenset[Role] = frozenset()

#: Action -> the roles that may do it. What is due by itself is done by the platform alone.
MOVERS: Mapping[A, frozenset[Role]] = {
    A.FIND_FACTS: _COURT,
    A.COMPLETE_FACTS: _COURT,
    A.NEGOTIATE: _COURT,
    A.INQUIRE_DIRECTED: _COURT,
    A.INQUIRE_NETWORK: _COURT,
    A.SELECT_AGENCY: _COURT,
    A.NAME_AGENCIES: _COURT,
    A.LOSE_AGENCIES: _COURT,
    A.ASK_FEE: _COURT,
    A.STALL: _NOBODY,
    A.COMMISSION: _COURT,
    A.ACCEPT: _AGENCY,
    A.PASS_ON: _AGENCY,
    A.REPLACE: _COURT,
    A.EXHAUST: _COURT | _AGENCY,
    A.RECORD_SURVEY: _AGENCY,
    A.HAND_IN: _AGENCY,
    A.RETURN: _COURT,
    A.PUBLISH: _COURT,
    A.OBJECT: _COURT | {Role.PARTY},
    A.CLEAR: _COURT | {Role.PARTY},
    A.FIX_PRICE: _COURT,
    A.START_DISPOSAL: _COURT,
    A.EXPIRE: _NOBODY,
    A.REISSUE: _COURT,
    A.REOPEN: _JUDGE,
    A.SUSPEND: _JUDGE,
    A.RESUME: _JUDGE,
    A.WITHDRAW: _JUDGE,
    A.CONCLUDE: _COURT | {Role.FINANCE},
    A.SETTLE: _COURT | {Role.FINANCE},
}


def may_move(action: A, roles: frozenset[Role]) -> bool:
    """Say whether one of the roles may do it."""
    return bool(roles & MOVERS[action])
