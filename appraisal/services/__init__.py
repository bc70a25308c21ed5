"""The orders of the appraisal: one verb each, guard, rows, fact."""
