"""Every state of an import against every action, and words for every fault it may meet."""

import pytest

from app.kernel.errors import IllegalMove
from registry.messages import imports as words
from registry.queries.agencies import AGENCIES_MAX
from registry.rules.import_states import LIST_IMPORT
from registry.rules.list_columns import ROWS_MAX
from registry.vocabulary import (
    AgencyKind,
    Consent,
    Coverage,
    FileFault,
    ImportAction,
    ImportState,
    ListColumn,
    RowFault,
    RowOutcome,
)

LAWFUL = {
    ("received", "read"): "reading",
    ("reading", "stage"): "staged",
    ("received", "fail"): "failed",
    ("reading", "fail"): "failed",
    ("staged", "compare_again"): "received",
    ("staged", "apply"): "applied",
    **{(state, "discard"): "discarded" for state in ("received", "reading", "staged")},
}


@pytest.mark.parametrize("action", ImportAction)
@pytest.mark.parametrize("state", ImportState)
def test_an_import_makes_its_lawful_moves_and_no_others(
    state: ImportState, action: ImportAction
) -> None:
    if (state, action) in LAWFUL:
        assert LIST_IMPORT.after(state, action) == LAWFUL[(state, action)]
    else:
        with pytest.raises(IllegalMove):
            LIST_IMPORT.after(state, action)


@pytest.mark.parametrize(
    ("known", "worded"),
    [
        (RowFault, words.ROW_FAULTS),
        (FileFault, words.FILE_FAULTS),
        (ListColumn, words.COLUMNS),
        (ListColumn, words.COLUMN_HINTS),
        (RowOutcome, words.OUTCOMES),
        (ImportState, words.IMPORT_STATES),
        (ImportState, words.IMPORT_TAGS),
        (Coverage, words.COVERAGES),
        (Coverage, words.COVERAGE_HINTS),
        (Consent, words.CONSENTS),
        (Consent, words.REFUSALS),
        (FileFault, words.REFUSALS),
    ],
)
def test_everything_that_may_be_met_has_words(known: type, worded: dict[str, object]) -> None:
    assert {str(value) for value in known} <= {str(key) for key in worded}


def test_no_list_that_comes_in_whole_is_cut_off_before_the_draw() -> None:
    assert len(AgencyKind) * ROWS_MAX <= AGENCIES_MAX
