"""The words of the sale: lots, rounds, venues, enrollments, bids, outcomes."""

from datetime import datetime
from enum import StrEnum

from app.kernel.states import StateMachine


class LotState(StrEnum):
    """Where a lot stands; what a visitor sees follows from the time as well (``phase_at``)."""

    DRAFT = "draft"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    OPEN = "open"
    SUSPENDED = "suspended"
    SOLD = "sold"
    UNSOLD = "unsold"
    PAID = "paid"
    SETTLED = "settled"
    DEFAULTED = "defaulted"
    WITHDRAWN = "withdrawn"


class LotAction(StrEnum):
    """What can happen to a lot."""

    APPROVE = "approve"
    ANNOUNCE = "announce"
    OPEN = "open"
    SUSPEND = "suspend"
    RESUME = "resume"
    KNOCK_DOWN = "knock_down"
    LEAVE_UNSOLD = "leave_unsold"
    RECEIVE_PRICE = "receive_price"
    SETTLE = "settle"
    DEFAULT = "default"
    WITHDRAW = "withdraw"


S, A = LotState, LotAction

#: The panel may decide again until the notice is out; then the five matters stand (art. 27).
LOT = StateMachine(
    "lot",
    {
        (S.DRAFT, A.APPROVE): S.APPROVED,
        (S.APPROVED, A.APPROVE): S.APPROVED,
        (S.APPROVED, A.ANNOUNCE): S.ANNOUNCED,
        (S.ANNOUNCED, A.OPEN): S.OPEN,
        (S.OPEN, A.SUSPEND): S.SUSPENDED,
        (S.SUSPENDED, A.RESUME): S.OPEN,
        (S.OPEN, A.KNOCK_DOWN): S.SOLD,
        (S.OPEN, A.LEAVE_UNSOLD): S.UNSOLD,
        (S.SOLD, A.RECEIVE_PRICE): S.PAID,
        (S.SOLD, A.DEFAULT): S.DEFAULTED,
        (S.PAID, A.SETTLE): S.SETTLED,
        (S.DRAFT, A.WITHDRAW): S.WITHDRAWN,
        (S.APPROVED, A.WITHDRAW): S.WITHDRAWN,
        (S.ANNOUNCED, A.WITHDRAW): S.WITHDRAWN,
    },
)

#: The public knows of a lot from its notice on.
PUBLIC_STATES = frozenset(S) - {S.DRAFT, S.APPROVED}
#: Bidding is over for good: identities may be opened, deposits of losers go back.
ENDED_STATES = frozenset({S.SOLD, S.UNSOLD, S.PAID, S.SETTLED, S.DEFAULTED})


class Phase(StrEnum):
    """What a visitor should see at an instant, even if the clock process is late."""

    PREPARING = "preparing"
    UPCOMING = "upcoming"
    BIDDING = "bidding"
    CLOSING = "closing"
    SUSPENDED = "suspended"
    SOLD = "sold"
    UNSOLD = "unsold"
    WITHDRAWN = "withdrawn"


_PHASE_OF = {
    S.DRAFT: Phase.PREPARING,
    S.APPROVED: Phase.PREPARING,
    S.SUSPENDED: Phase.SUSPENDED,
    S.UNSOLD: Phase.UNSOLD,
    S.WITHDRAWN: Phase.WITHDRAWN,
}


def phase_at(
    state: LotState, opens_at: datetime | None, closes_at: datetime | None, now: datetime
) -> Phase:
    """Return the phase of a lot from its state and the time."""
    if state not in (S.ANNOUNCED, S.OPEN):
        return _PHASE_OF.get(state, Phase.SOLD)
    assert opens_at is not None
    assert closes_at is not None
    if now < opens_at:
        return Phase.UPCOMING
    return Phase.BIDDING if now < closes_at else Phase.CLOSING


class Round(StrEnum):
    """First auction, second auction, sell-off (一拍, 二拍, 变卖)."""

    FIRST = "first"
    SECOND = "second"
    SELL_OFF = "sell_off"


class Venue(StrEnum):
    """Where the sale takes place; labelled plainly on every lot (decision 12)."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    TRADITIONAL = "traditional"


class NoticeItem(StrEnum):
    """What must be published: 法释〔2016〕18号 arts. 12(2) and 13, one key an item."""

    # art. 12(2): the notice itself; price, deposit, time, platform and court are columns.
    PROPERTY = "property"
    BIDDER_CONDITIONS = "bidder_conditions"
    KNOWN_DEFECTS = "known_defects"
    RIGHTS_AND_DUTIES = "rights_and_duties"
    LEGAL_LIABILITY = "legal_liability"
    # art. 13: published on the day of the notice.
    ENFORCEMENT_TITLE = "enforcement_title"
    BIDDING_RULES = "bidding_rules"
    TITLE_AND_OCCUPATION = "title_and_occupation"
    PRIORITY_HOLDERS = "priority_holders"
    NOTIFICATION = "notification"
    PAYMENT = "payment"
    TAXES = "taxes"
    COURT_CONTACT = "court_contact"
    SUPERVISION_CONTACT = "supervision_contact"
    VIEWING = "viewing"
    OTHER = "other"


#: May stay empty: what else the court thinks should be published (art. 13 no. 11).
OPTIONAL_ITEMS = frozenset({NoticeItem.OTHER})


class SpecialPrompt(StrEnum):
    """The seven special warnings of 法释〔2016〕18号 art. 14."""

    CAPACITY = "capacity"
    AGENT = "agent"
    DEFECTS = "defects"
    AS_IS = "as_is"
    FULL_ACCEPTANCE = "full_acceptance"
    NAME_PUBLISHED = "name_published"
    DEPOSIT_KEPT = "deposit_kept"


class ServiceWay(StrEnum):
    """How a party or priority purchaser learned of the sale (art. 16)."""

    DELIVERED = "delivered"
    PUBLISHED = "published"
    WAIVED = "waived"


class PriorityNature(StrEnum):
    """The right behind a priority purchase."""

    CO_OWNER = "co_owner"
    TENANT = "tenant"
    SHAREHOLDER = "shareholder"
    OTHER = "other"


class EnrollmentState(StrEnum):
    """Where a bidder stands on a lot (domain.md 4.3)."""

    APPLIED = "applied"
    QUALIFIED = "qualified"
    LAPSED = "lapsed"
    WON = "won"
    LOST = "lost"


class EnrollmentAction(StrEnum):
    """What can happen to an enrollment."""

    QUALIFY = "qualify"
    LAPSE = "lapse"
    WIN = "win"
    LOSE = "lose"


ENROLLMENT = StateMachine(
    "enrollment",
    {
        (EnrollmentState.APPLIED, EnrollmentAction.QUALIFY): EnrollmentState.QUALIFIED,
        (EnrollmentState.APPLIED, EnrollmentAction.LAPSE): EnrollmentState.LAPSED,
        (EnrollmentState.QUALIFIED, EnrollmentAction.WIN): EnrollmentState.WON,
        (EnrollmentState.QUALIFIED, EnrollmentAction.LOSE): EnrollmentState.LOST,
    },
)


class BidKind(StrEnum):
    """An ordinary bid climbs; a priority bid matches the leader's price (art. 21)."""

    ORDINARY = "ordinary"
    PRIORITY = "priority"


class Outcome(StrEnum):
    """How bidding ended."""

    SOLD = "sold"
    UNSOLD = "unsold"


class SettlementState(StrEnum):
    """Where the money of a sold lot stands."""

    BALANCE_DUE = "balance_due"
    PAID = "paid"
    PLANNED = "planned"
    #: Approved and with the creditors and the debtor: each may object (民诉解释 509).
    SERVED = "served"
    DISTRIBUTED = "distributed"
    DEFAULTED = "defaulted"


class SettlementAction(StrEnum):
    """What can happen to a settlement."""

    RECEIVE = "receive"
    PLAN = "plan"
    CORRECT = "correct"
    APPROVE = "approve"
    REOPEN = "reopen"
    EXECUTE = "execute"
    DEFAULT = "default"


SETTLEMENT = StateMachine(
    "settlement",
    {
        (SettlementState.BALANCE_DUE, SettlementAction.RECEIVE): SettlementState.PAID,
        (SettlementState.BALANCE_DUE, SettlementAction.DEFAULT): SettlementState.DEFAULTED,
        (SettlementState.PAID, SettlementAction.PLAN): SettlementState.PLANNED,
        (SettlementState.PLANNED, SettlementAction.CORRECT): SettlementState.PLANNED,
        (SettlementState.PLANNED, SettlementAction.APPROVE): SettlementState.SERVED,
        (SettlementState.SERVED, SettlementAction.REOPEN): SettlementState.PLANNED,
        (SettlementState.SERVED, SettlementAction.EXECUTE): SettlementState.DISTRIBUTED,
    },
)


class PlanNotice(StrEnum):
    """What a creditor or the debtor is told of a plan of distribution, with days to answer."""

    #: The plan itself: fifteen days to object (民诉解释 509).
    PLAN = "plan"
    #: Somebody's objection: fifteen days to oppose it (510(1)).
    OBJECTION = "objection"
    #: Somebody opposes one's own objection: fifteen days to sue (510(3)).
    OPPOSITION = "opposition"


class PlanObjectionState(StrEnum):
    """Where an objection to a plan of distribution stands (民诉解释 510)."""

    FILED = "filed"
    #: Nobody opposed it: the plan is corrected as it asks.
    UNOPPOSED = "unopposed"
    #: Somebody opposes it: the objector may sue.
    OPPOSED = "opposed"
    #: The objector sued: what is disputed is set aside, the rest is paid.
    SUED = "sued"
    #: The objector did not sue in time: the plan stands.
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    #: The plan was corrected, or the judgment is in and what was set aside is paid.
    CLOSED = "closed"


class PlanObjectionAction(StrEnum):
    """What can happen to an objection to a plan."""

    OPPOSE = "oppose"
    LEAVE_UNOPPOSED = "leave_unopposed"
    SUE = "sue"
    LET_LAPSE = "let_lapse"
    WITHDRAW = "withdraw"
    CLOSE = "close"


_O, _OA = PlanObjectionState, PlanObjectionAction
PLAN_OBJECTION = StateMachine(
    "plan_objection",
    {
        (_O.FILED, _OA.OPPOSE): _O.OPPOSED,
        (_O.FILED, _OA.LEAVE_UNOPPOSED): _O.UNOPPOSED,
        (_O.FILED, _OA.WITHDRAW): _O.WITHDRAWN,
        (_O.UNOPPOSED, _OA.CLOSE): _O.CLOSED,
        (_O.OPPOSED, _OA.SUE): _O.SUED,
        (_O.OPPOSED, _OA.LET_LAPSE): _O.LAPSED,
        (_O.OPPOSED, _OA.WITHDRAW): _O.WITHDRAWN,
        (_O.SUED, _OA.CLOSE): _O.CLOSED,
    },
)


class DefaultState(StrEnum):
    """Where the money of a buyer in default stands."""

    #: Ruled: the deposit is kept and waits for the price of the new sale.
    RULED = "ruled"
    #: Its use was written down and waits for another person's approval.
    STATED = "stated"
    USED = "used"


class DefaultAction(StrEnum):
    """What can happen to a default."""

    STATE_USE = "state_use"
    APPROVE_USE = "approve_use"


DEFAULT = StateMachine(
    "default",
    {
        (DefaultState.RULED, DefaultAction.STATE_USE): DefaultState.STATED,
        (DefaultState.STATED, DefaultAction.STATE_USE): DefaultState.STATED,
        (DefaultState.STATED, DefaultAction.APPROVE_USE): DefaultState.USED,
    },
)
