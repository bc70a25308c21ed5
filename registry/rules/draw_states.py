"""The lawful moves of a draw (fairness 1.3); a void draw stays visible and burns its round."""

from app.kernel.states import StateMachine
from registry.vocabulary import DrawAction as A
from registry.vocabulary import DrawState as S

DRAW: StateMachine[S, A] = StateMachine(
    "draw",
    {
        (S.DRAFT, A.OPEN_NEGOTIATION): S.NEGOTIATING,
        (S.NEGOTIATING, A.AGREE): S.AGREED,
        (S.NEGOTIATING, A.END_NEGOTIATION): S.DRAFT,
        (S.AGREED, A.NOTIFY): S.NOTIFIED,
        (S.DRAFT, A.FREEZE): S.FROZEN,
        (S.FROZEN, A.CLOSE_ENTROPY): S.ENTROPY_CLOSED,
        (S.ENTROPY_CLOSED, A.PERFORM): S.DRAWN,
        (S.DRAWN, A.NOTIFY): S.NOTIFIED,
        (S.DRAWN, A.CORRECT): S.ENTROPY_CLOSED,
        (S.NOTIFIED, A.OVERRULE): S.VOID,
        (S.DRAFT, A.VOID): S.VOID,
        (S.NEGOTIATING, A.VOID): S.VOID,
        (S.AGREED, A.VOID): S.VOID,
        (S.FROZEN, A.VOID): S.VOID,
        (S.ENTROPY_CLOSED, A.VOID): S.VOID,
        (S.DRAWN, A.VOID): S.VOID,
    },
)
