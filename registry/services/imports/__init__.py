"""The import of the list of agencies: take a file in, stage it by the clock, apply it whole."""

from registry.services.imports.applying import apply_import
from registry.services.imports.reading import check_file
from registry.services.imports.receiving import (
    compare_again,
    confirm_names,
    discard_import,
    receive_list,
)
from registry.services.imports.staging import stage_due_imports

__all__ = [
    "apply_import",
    "check_file",
    "compare_again",
    "confirm_names",
    "discard_import",
    "receive_list",
    "stage_due_imports",
]
