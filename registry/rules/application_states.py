"""The lawful moves of an application; what the court decided stays decided."""

from app.kernel.states import StateMachine
from registry.vocabulary.applications import ApplicationAction as A
from registry.vocabulary.applications import ApplicationState as S

APPLICATION: StateMachine[S, A] = StateMachine(
    "application",
    {
        (S.DRAFT, A.SUBMIT): S.SUBMITTED,
        (S.RETURNED, A.SUBMIT): S.SUBMITTED,
        (S.SUBMITTED, A.RECALL): S.DRAFT,
        (S.SUBMITTED, A.RETURN): S.RETURNED,
        (S.SUBMITTED, A.ACCEPT): S.ACCEPTED,
        (S.SUBMITTED, A.REFUSE): S.REFUSED,
        (S.DRAFT, A.WITHDRAW): S.WITHDRAWN,
        (S.RETURNED, A.WITHDRAW): S.WITHDRAWN,
        (S.SUBMITTED, A.WITHDRAW): S.WITHDRAWN,
    },
)
