"""How each made-up agency worked in the months before the demo begins."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Course:
    """What an agency is like: shares between 0 and 1, at the beginning and at the end.

    A pair (begin, end) moves evenly over the months, so that trends rise and fall.
    """

    #: Commissions offered a month.
    jobs: float = 1.5
    late: tuple[float, float] = (0.08, 0.08)
    refused: float = 0.05
    corrected: tuple[float, float] = (0.04, 0.04)
    #: Share of reports the association looked at, and of those the share it rejected.
    reviewed: float = 0.2
    rejected: float = 0.0
    #: How far above the market it appraises, as a share.
    above: float = 0.0
    #: Share of ratings that are good: by the judge, the applicants, the debtors.
    judge: float = 0.85
    applicant: float = 0.75
    debtor: float = 0.68
    #: Months before the end in which it no longer worked.
    silent_months: int = 0


#: By the number of the agency; whoever is missing is a newcomer without a past.
COURSES: Mapping[int, Course] = {
    1: Course(jobs=2.4, late=(0.03, 0.02), corrected=(0.02, 0.02), judge=0.94),
    2: Course(jobs=2.1, late=(0.06, 0.05), judge=0.9),
    3: Course(jobs=3.6, late=(0.34, 0.0), corrected=(0.7, 0.0), judge=0.86),
    4: Course(jobs=1.8, late=(0.05, 0.05), above=0.02, judge=0.88),
    5: Course(jobs=1.8, late=(0.04, 0.12), above=0.05, judge=0.82),
    6: Course(jobs=1.2, late=(0.1, 0.1), judge=0.8),
    7: Course(jobs=1.2, late=(0.08, 0.15), corrected=(0.05, 0.1), judge=0.78),
    8: Course(jobs=2.1, late=(0.45, 0.6), refused=0.12, corrected=(0.1, 0.15), judge=0.55),
    9: Course(jobs=1.5, late=(0.15, 0.3), refused=0.15, judge=0.6, silent_months=5),
    10: Course(jobs=1.8, late=(0.1, 0.2), rejected=0.4, above=0.12, judge=0.5, silent_months=8),
    11: Course(jobs=1.2, late=(0.1, 0.1), silent_months=1),
    12: Course(jobs=0.2, refused=0.3),
    13: Course(jobs=1.8, late=(0.06, 0.04), judge=0.9),
    14: Course(jobs=1.5, late=(0.08, 0.06), above=-0.02, judge=0.86),
    15: Course(jobs=2.4, late=(0.2, 0.16), corrected=(0.1, 0.1), above=0.04, judge=0.72),
    16: Course(jobs=2.1, late=(0.02, 0.02), corrected=(0.02, 0.02), judge=0.95),
    18: Course(jobs=2.7, late=(0.12, 0.1), refused=0.12, judge=0.84),
    31: Course(jobs=1.8, late=(0.03, 0.03), corrected=(0.03, 0.02), judge=0.92),
    32: Course(jobs=1.5, late=(0.08, 0.08), judge=0.86),
    33: Course(jobs=1.2, late=(0.1, 0.06), corrected=(0.08, 0.06)),
    34: Course(jobs=1.2, late=(0.2, 0.24), refused=0.12, corrected=(0.12, 0.14), judge=0.66),
    35: Course(jobs=1.5, late=(0.05, 0.04), judge=0.9),
    41: Course(jobs=2.4, late=(0.04, 0.03), corrected=(0.03, 0.02), judge=0.93),
    42: Course(jobs=1.8, late=(0.1, 0.07), judge=0.84),
    43: Course(jobs=1.8, late=(0.06, 0.06), judge=0.88),
    44: Course(jobs=2.1, late=(0.12, 0.16), corrected=(0.08, 0.12), judge=0.76),
    46: Course(jobs=1.2, late=(0.08, 0.08)),
}
