"""Who takes part and how bidding ends."""

from enum import StrEnum

from app.kernel.states import StateMachine


class EnrollmentState(StrEnum):
    """Where a bidder stands on a lot (domain.md 4.3)."""

    APPLIED = "applied"
    QUALIFIED = "qualified"
    LAPSED = "lapsed"
    WON = "won"
    LOST = "lost"
    #: Went before bidding opened, because the notice was changed (P84).
    LEFT = "left"


class EnrollmentAction(StrEnum):
    """What can happen to an enrollment."""

    QUALIFY = "qualify"
    LAPSE = "lapse"
    WIN = "win"
    LOSE = "lose"
    LEAVE = "leave"


ENROLLMENT = StateMachine(
    "enrollment",
    {
        (EnrollmentState.APPLIED, EnrollmentAction.QUALIFY): EnrollmentState.QUALIFIED,
        (EnrollmentState.APPLIED, EnrollmentAction.LAPSE): EnrollmentState.LAPSED,
        (EnrollmentState.QUALIFIED, EnrollmentAction.WIN): EnrollmentState.WON,
        (EnrollmentState.QUALIFIED, EnrollmentAction.LOSE): EnrollmentState.LOST,
        (EnrollmentState.APPLIED, EnrollmentAction.LEAVE): EnrollmentState.LEFT,
        (EnrollmentState.QUALIFIED, EnrollmentAction.LEAVE): EnrollmentState.LEFT,
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


class OfferEnding(StrEnum):
    """How the creditors' time to take a property in kind ended."""

    #: The days passed, or everybody had answered, and nobody takes it.
    NOBODY = "nobody"
    #: Whoever was to take it did not top up in time, or took the application back.
    FELL_THROUGH = "fell_through"
    TAKEN = "taken"
