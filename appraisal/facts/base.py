"""What every fact of an appraisal begins with."""

from dataclasses import dataclass

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class AppraisalFact(Fact):
    """Base: public facts lie in appraisal:<no>, the others beside it."""

    case_number: str
    appraisal_no: str
    asset_no: str

    def stream(self) -> str:
        """Belong to the appraisal; what is not public has a stream of its own."""
        if self.audience is Audience.PUBLIC:
            return f"appraisal:{self.appraisal_no}"
        return f"appraisal:{self.appraisal_no}:court"
