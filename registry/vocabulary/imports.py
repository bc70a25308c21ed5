"""The words of an import of the list of agencies."""

from enum import StrEnum


class ImportState(StrEnum):
    """Where an import stands; nothing reaches the list before APPLIED."""

    RECEIVED = "received"
    READING = "reading"
    STAGED = "staged"
    APPLIED = "applied"
    DISCARDED = "discarded"
    FAILED = "failed"


class ImportAction(StrEnum):
    """What may be done with an import."""

    READ = "read"
    STAGE = "stage"
    FAIL = "fail"
    COMPARE_AGAIN = "compare_again"
    APPLY = "apply"
    DISCARD = "discard"


class Coverage(StrEnum):
    """What it means that an agency is missing from the file."""

    #: The whole list: who is not in the file has left.
    WHOLE = "whole"
    #: Additions and changes only: nobody leaves.
    PART = "part"


class RowOutcome(StrEnum):
    """What applying would do with one row."""

    NEW = "new"
    CHANGED = "changed"
    #: It had left the list and stands on it again.
    RETURNED = "returned"
    UNCHANGED = "unchanged"
    #: The Supreme Court took it off the list for five years (法释〔2018〕15号 art. 15).
    REMOVED = "removed"
    FAULTY = "faulty"


class ListColumn(StrEnum):
    """The columns of the list, in the order of the template."""

    CODE = "code"
    NAME = "name"
    FIELDS = "fields"
    REGIONS = "regions"
    GRADE = "grade"
    LICENCE_NO = "licence_no"
    LICENCE_EXPIRES_ON = "licence_expires_on"
    APPRAISERS = "appraisers"
    LEGAL_REPRESENTATIVE = "legal_representative"
    ADDRESS = "address"
    PHONE = "phone"
    CONTROLLER_NAME = "controller_name"
    CONTROLLER_CODE = "controller_code"
    SHAREHOLDERS = "shareholders"
    STATUS = "status"
    REMOVED_ON = "removed_on"
    BASIS = "basis"


class RowFault(StrEnum):
    """What is wrong with one cell of the list, or with the row it stands in."""

    MISSING = "missing"
    FORMULA = "formula"
    TOO_LONG = "too_long"
    BAD_TEXT = "bad_text"
    BAD_CODE = "bad_code"
    CODE_AS_NUMBER = "code_as_number"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_REGION = "unknown_region"
    OUTSIDE_REGION = "outside_region"
    BAD_GRADE = "bad_grade"
    BAD_DATE = "bad_date"
    LICENCE_EXPIRED = "licence_expired"
    BAD_COUNT = "bad_count"
    BAD_HOLDER = "bad_holder"
    BAD_STATUS = "bad_status"
    REMOVED_IN_FUTURE = "removed_in_future"
    DUPLICATE_ROW = "duplicate_row"
    DUPLICATE_LICENCE = "duplicate_licence"
    NAME_CONFLICT = "name_conflict"
    LICENCE_TAKEN = "licence_taken"
    OTHER_KIND = "other_kind"
    TOO_MANY_CELLS = "too_many_cells"


class FileFault(StrEnum):
    """What is wrong with the file as a whole; such a file is not read row by row."""

    NOT_A_SHEET = "not_a_sheet"
    SHEET_TOO_LARGE = "sheet_too_large"
    MIXED_ENCODINGS = "mixed_encodings"
    UNKNOWN_ENCODING = "unknown_encoding"
    BROKEN_QUOTES = "broken_quotes"
    MISSING_COLUMNS = "missing_columns"
    DOUBLE_COLUMNS = "double_columns"
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"


class Consent(StrEnum):
    """What a person must agree to by name before an unusual import is applied."""

    #: The good rows are applied, the faulty ones stay out.
    WITHOUT_FAULTY = "without_faulty"
    #: An unusual share of the list leaves it.
    MANY_LEAVE = "many_leave"
    #: The newest list applied so far is younger than this one.
    OLDER_LIST = "older_list"
