"""The lawful moves of an import of the list; applied, discarded and failed ones are final."""

from app.kernel.states import StateMachine
from registry.vocabulary import ImportAction as A
from registry.vocabulary import ImportState as S

LIST_IMPORT: StateMachine[S, A] = StateMachine(
    "list_import",
    {
        (S.RECEIVED, A.READ): S.READING,
        (S.READING, A.STAGE): S.STAGED,
        (S.RECEIVED, A.FAIL): S.FAILED,
        (S.READING, A.FAIL): S.FAILED,
        (S.STAGED, A.COMPARE_AGAIN): S.RECEIVED,
        (S.STAGED, A.APPLY): S.APPLIED,
        (S.RECEIVED, A.DISCARD): S.DISCARDED,
        (S.READING, A.DISCARD): S.DISCARDED,
        (S.STAGED, A.DISCARD): S.DISCARDED,
    },
)
