"""Where a lot stands, what may be done to it, and what a visitor sees of it (domain 4.2)."""

from datetime import datetime
from enum import StrEnum

from app.kernel.states import StateMachine


class LotState(StrEnum):
    """Where a lot stands; what a visitor sees follows from the time as well (ADR 14)."""

    DRAFT = "draft"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    OPEN = "open"
    SUSPENDED = "suspended"
    STAYED = "stayed"
    SOLD = "sold"
    AWAITING_APPROVAL = "awaiting_approval"
    PAID = "paid"
    QUALIFIED = "qualified"
    RULED = "ruled"
    HANDED_OVER = "handed_over"
    SETTLED = "settled"
    DEFAULTED = "defaulted"
    ANNULLED = "annulled"
    UNSOLD = "unsold"
    IN_KIND_OFFERED = "in_kind_offered"
    IN_KIND = "in_kind"
    MANAGED = "managed"
    RETURNED = "returned"
    SELF_DISPOSAL = "self_disposal"
    SELF_DISPOSED = "self_disposed"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class LotAction(StrEnum):
    """What can happen to a lot."""

    CHOOSE_VENUE = "choose_venue"
    APPROVE_VENUE = "approve_venue"
    APPROVE = "approve"
    NOTIFY = "notify"
    EXCUSE_DELAY = "excuse_delay"
    ANNOUNCE = "announce"
    CORRECT_NOTICE = "correct_notice"
    ENROLL = "enroll"
    OPEN = "open"
    SUSPEND = "suspend"
    STAY = "stay"
    RESUME = "resume"
    KNOCK_DOWN = "knock_down"
    LEAVE_UNSOLD = "leave_unsold"
    RECORD_SALE = "record_sale"
    RECORD_FAILURE = "record_failure"
    ASK_APPROVAL = "ask_approval"
    RECEIVE_PRICE = "receive_price"
    PROVE_BUYER = "prove_buyer"
    RULE = "rule"
    HAND_OVER = "hand_over"
    SETTLE = "settle"
    DEFAULT = "default"
    ANNUL = "annul"
    DRAFT_NEXT = "draft_next"
    OFFER_IN_KIND = "offer_in_kind"
    CLOSE_OFFER = "close_offer"
    RULE_IN_KIND = "rule_in_kind"
    MANAGE = "manage"
    RETURN = "return"
    ALLOW_SELF_DISPOSAL = "allow_self_disposal"
    LAPSE_SELF_DISPOSAL = "lapse_self_disposal"
    END_SELF_DISPOSAL = "end_self_disposal"
    SPLIT = "split"
    WITHDRAW = "withdraw"
    STOP = "stop"


S, A = LotState, LotAction

#: Before the notice the panel may decide again, the venue may change, people are told (art. 27).
PREPARED_IN = (S.DRAFT, S.APPROVED)
#: Where a sale that is announced can be stopped, and where its resumption leads back to.
STOPPABLE = (S.ANNOUNCED, S.OPEN)
#: The clock stands still by a decision (暂缓) or by a ruling (中止).
HALTED = (S.SUSPENDED, S.STAYED)
#: From the sale to the handover: what art. 31 lets the court annul.
ANNULLABLE = (S.SOLD, S.AWAITING_APPROVAL, S.PAID, S.QUALIFIED, S.RULED, S.HANDED_OVER)
#: From here the same asset is offered once more, each offer being a lot of its own.
REPEATABLE = (S.UNSOLD, S.DEFAULTED, S.ANNULLED, S.WITHDRAWN)

LOT = StateMachine(
    "lot",
    {
        # Preparing: venue, panel and notification go side by side; the notice asks for all three.
        **{(state, A.CHOOSE_VENUE): state for state in PREPARED_IN},
        **{(state, A.APPROVE_VENUE): state for state in PREPARED_IN},
        **{(state, A.APPROVE): S.APPROVED for state in PREPARED_IN},
        # After a correction of the notice everybody is told again (P84).
        **{(state, A.NOTIFY): state for state in (*PREPARED_IN, S.ANNOUNCED)},
        **{(state, A.EXCUSE_DELAY): state for state in PREPARED_IN},
        (S.APPROVED, A.ANNOUNCE): S.ANNOUNCED,
        (S.ANNOUNCED, A.CORRECT_NOTICE): S.ANNOUNCED,
        # Bidding: extensions and the contest of a sell-off happen inside `open`.
        **{(state, A.ENROLL): state for state in (*STOPPABLE, *HALTED)},
        (S.ANNOUNCED, A.OPEN): S.OPEN,
        (S.OPEN, A.KNOCK_DOWN): S.SOLD,
        (S.OPEN, A.LEAVE_UNSOLD): S.UNSOLD,
        # Held elsewhere: the court records how it ended, with the proof.
        (S.OPEN, A.RECORD_SALE): S.SOLD,
        (S.OPEN, A.RECORD_FAILURE): S.UNSOLD,
        # Stopped for a time: two acts, one way back.
        **{(state, A.SUSPEND): S.SUSPENDED for state in STOPPABLE},
        **{(state, A.STAY): S.STAYED for state in (*STOPPABLE, S.SUSPENDED)},
        # Several things drafted as one lot may be taken apart again until the notice (art. 15).
        **{(state, A.SPLIT): S.WITHDRAWN for state in PREPARED_IN},
        # Taken back before it began, or ended because all is paid.
        **{(state, A.WITHDRAW): S.WITHDRAWN for state in (*PREPARED_IN, S.ANNOUNCED, *HALTED)},
        **{(state, A.STOP): S.STOPPED for state in (*PREPARED_IN, S.ANNOUNCED, *HALTED)},
        # From the sale to the end.
        (S.SOLD, A.ASK_APPROVAL): S.AWAITING_APPROVAL,
        (S.SOLD, A.RECEIVE_PRICE): S.PAID,
        (S.AWAITING_APPROVAL, A.RECEIVE_PRICE): S.PAID,
        (S.PAID, A.PROVE_BUYER): S.QUALIFIED,
        (S.PAID, A.RULE): S.RULED,
        (S.QUALIFIED, A.RULE): S.RULED,
        (S.RULED, A.HAND_OVER): S.HANDED_OVER,
        (S.HANDED_OVER, A.SETTLE): S.SETTLED,
        (S.SOLD, A.DEFAULT): S.DEFAULTED,
        (S.AWAITING_APPROVAL, A.DEFAULT): S.DEFAULTED,
        **{(state, A.ANNUL): S.ANNULLED for state in ANNULLABLE},
        # After a failure: the next offer is a lot of its own, or the asset leaves another way.
        **{(state, A.DRAFT_NEXT): state for state in REPEATABLE},
        (S.UNSOLD, A.OFFER_IN_KIND): S.IN_KIND_OFFERED,
        (S.IN_KIND_OFFERED, A.CLOSE_OFFER): S.UNSOLD,
        (S.IN_KIND_OFFERED, A.RULE_IN_KIND): S.IN_KIND,
        (S.UNSOLD, A.MANAGE): S.MANAGED,
        (S.UNSOLD, A.RETURN): S.RETURNED,
        (S.UNSOLD, A.ALLOW_SELF_DISPOSAL): S.SELF_DISPOSAL,
        (S.SELF_DISPOSAL, A.LAPSE_SELF_DISPOSAL): S.UNSOLD,
        (S.SELF_DISPOSAL, A.END_SELF_DISPOSAL): S.SELF_DISPOSED,
    },
    returns={(state, A.RESUME): STOPPABLE for state in HALTED},
)

#: The public knows of a lot from its notice on.
PUBLIC_STATES = frozenset(S) - frozenset(PREPARED_IN)
#: Bidding ended with a buyer, whatever became of the sale since.
SOLD_STATES = frozenset({*ANNULLABLE, S.SETTLED, S.DEFAULTED, S.ANNULLED})
#: Bidding ended without a bid, whatever became of the asset since.
UNSOLD_STATES = frozenset(
    {
        S.UNSOLD,
        S.IN_KIND_OFFERED,
        S.IN_KIND,
        S.MANAGED,
        S.RETURNED,
        S.SELF_DISPOSAL,
        S.SELF_DISPOSED,
    }
)
#: Bidding is over for good: identities may be opened, deposits of losers go back.
ENDED_STATES = SOLD_STATES | UNSOLD_STATES
#: A sale that stands: its buyer keeps the asset unless something is still to come.
STANDING_SALE = SOLD_STATES - {S.DEFAULTED, S.ANNULLED}
#: Ended without a result of bidding: whoever had enrolled gets the deposit back all the same.
CALLED_OFF = frozenset({S.WITHDRAWN, S.STOPPED})
#: The asset is free for another offer.
LIVELESS = frozenset({*REPEATABLE, S.STOPPED, S.MANAGED, S.RETURNED})


class Phase(StrEnum):
    """What a visitor should see at an instant, even if the clock process is late."""

    PREPARING = "preparing"
    UPCOMING = "upcoming"
    BIDDING = "bidding"
    CLOSING = "closing"
    SUSPENDED = "suspended"
    SOLD = "sold"
    ANNULLED = "annulled"
    UNSOLD = "unsold"
    WITHDRAWN = "withdrawn"


_PHASE_OF = {
    **dict.fromkeys(PREPARED_IN, Phase.PREPARING),
    **dict.fromkeys(HALTED, Phase.SUSPENDED),
    **dict.fromkeys(UNSOLD_STATES, Phase.UNSOLD),
    **dict.fromkeys(CALLED_OFF, Phase.WITHDRAWN),
    S.ANNULLED: Phase.ANNULLED,
}


def states_of(phase: Phase) -> frozenset[LotState]:
    """Return the states that are shown as a phase, whatever the time."""
    waiting = (Phase.UPCOMING, Phase.BIDDING, Phase.CLOSING)
    if phase in waiting:
        return frozenset(STOPPABLE)
    others = frozenset(S) - frozenset(STOPPABLE)
    return frozenset(state for state in others if _PHASE_OF.get(state, Phase.SOLD) is phase)


def phase_at(
    state: LotState, opens_at: datetime | None, closes_at: datetime | None, now: datetime
) -> Phase:
    """Return the phase of a lot from its state and the time."""
    if state not in STOPPABLE:
        return _PHASE_OF.get(state, Phase.SOLD)
    assert opens_at is not None
    assert closes_at is not None
    if now < opens_at:
        return Phase.UPCOMING
    return Phase.BIDDING if now < closes_at else Phase.CLOSING


class Round(StrEnum):
    """First auction, second auction, sell-off (一拍, 二拍, 变卖); a third (三拍) on site alone."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    SELL_OFF = "sell_off"


class Venue(StrEnum):
    """Where the sale takes place; labelled plainly on every lot (decision 12)."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    TRADITIONAL = "traditional"


class LotOrder(StrEnum):
    """In which order a list of lots is read."""

    NEWEST = "newest"
    #: What ends next comes first; without a state asked for, only what has not ended (P70).
    CLOSING = "closing"
    PRICE_UP = "price_asc"
    PRICE_DOWN = "price_desc"
