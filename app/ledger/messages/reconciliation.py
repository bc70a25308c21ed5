"""Words of reconciliation: refusals, facts, and each difference with what to do about it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.ledger.reconciliation_words import (
    DayState,
    Difference,
    ItemState,
    StatementSource,
    StatementState,
)

#: Why a file is no statement of ours: title, and what is wrong. Shown when it is handed in, and
#: on the page of the statement.
STATEMENT_FAILURES: dict[str, tuple[Any, Any]] = {
    "statement_too_large": (
        _l("The file is too large"),
        _l("A statement may have up to %(most)s MB. Ask the bank for a shorter period."),
    ),
    "statement_too_long": (
        _l("The statement has too many lines"),
        _l("A statement may have up to %(most)s lines. Ask the bank for a shorter period."),
    ),
    "statement_empty": (_l("The file is empty"), _l("There is nothing in it to read.")),
    "statement_not_text": (
        _l("This is no statement file"),
        _l("CSV, MT940 and camt.053 are text. A workbook, a PDF or an archive is not read."),
    ),
    "statement_broken_encoding": (
        _l("The characters cannot be read"),
        _l("Line %(line)s is neither UTF-8 nor GB 18030. Ask the bank for the file again."),
    ),
    "statement_unknown_layout": (
        _l("No layout fits this file"),
        _l("Neither its headings nor its form are those of a bank we know."),
    ),
    "statement_broken_rows": (
        _l("The file is torn"),
        _l("Near line %(line)s it does not keep to its form. Ask the bank for the file again."),
    ),
    "statement_bad_amount": (
        _l("An amount cannot be read"),
        _l("Line %(line)s has no amount of whole fen."),
    ),
    "statement_bad_date": (
        _l("A day cannot be read"),
        _l("Line %(line)s has no day in the form of this bank."),
    ),
    "statement_bad_mark": (
        _l("A line does not say which way money went"),
        _l("Line %(line)s is marked neither as paid in nor as paid out."),
    ),
    "statement_negative_balance": (
        _l("A balance is below zero"),
        _l("Line %(line)s has a balance below zero, which a case account never has."),
    ),
    "statement_no_account": (
        _l("The file names no account"),
        _l("A statement says whose it is. This one does not."),
    ),
    "statement_other_account": (
        _l("This is the statement of another account"),
        _l("Its account ends with %(ends_with)s, which is not the court's."),
    ),
    "statement_mixed_accounts": (
        _l("The file holds several accounts"),
        _l("From line %(line)s on it is about another account. Hand in one account a file."),
    ),
    "statement_foreign_currency": (
        _l("The statement is not in yuan"),
        _l("Line %(line)s is in another currency. The case account holds renminbi only."),
    ),
    "statement_of_the_future": (
        _l("A day lies ahead"),
        _l("Line %(line)s is dated after today."),
    ),
    "statement_day_outside": (
        _l("A line lies outside the days of the statement"),
        _l("Every line must lie between its first and its last day."),
    ),
    "statement_no_days": (
        _l("The file does not say which days it covers"),
        _l("A statement without lines must name its first and last day."),
    ),
    "statement_no_balance": (
        _l("The file has no balances"),
        _l("Without opening and closing balance nobody can tell whether a line is missing."),
    ),
    "statement_balance_broken": (
        _l("The balances do not follow upon each other"),
        _l("At line %(line)s a line is missing, or one too many."),
    ),
    "statement_does_not_add_up": (
        _l("The statement does not add up"),
        _l("Opening balance and lines do not lead to the closing balance."),
    ),
    "statement_unreadable": (
        _l("The statement could not be read"),
        _l("The fault lies with the platform, not with the file: the operator must look at it."),
    ),
    "statement_contradicts": (
        _l("The statement contradicts an earlier one"),
        _l("For %(day)s it lacks lines that another statement has: %(lacking)s. Ask the bank."),
    ),
}

REFUSALS = {
    **STATEMENT_FAILURES,
    "statement_account_unset": (
        _l("The court's account number is not set"),
        _l("Without BANK_ACCOUNT no statement can be told from that of another account."),
    ),
    "statement_file_missing": (
        _l("No file was chosen"),
        _l("Choose the statement file and send it again."),
    ),
    "owner_unknown": (
        _l("This person cannot look after money"),
        _l("The owner must be a finance officer of your court. Nothing was changed."),
    ),
    "note_missing": (
        _l("Say what was found out"),
        _l("A sentence is needed for the record. Nothing was changed."),
    ),
    "needs_money": (
        _l("Words alone do not end this difference"),
        _l("Name the entry or the opposite item that evens it out. Nothing was changed."),
    ),
    "does_not_even_out": (
        _l("This does not even the difference out"),
        _l("Amount and way must be exactly those of the difference. Nothing was changed."),
    ),
    "entry_unusable": (
        _l("This entry is used already"),
        _l("It is matched, evens out another item, or has an open item itself: choose that one."),
    ),
    "entry_too_early": (
        _l("This entry is older than the difference"),
        _l("What came before a difference does not end it. Nothing was changed."),
    ),
    "item_sealed": (
        _l("This is sealed until the bidding has ended"),
        _l("Until then nobody may see who pays a deposit. The machine matches it meanwhile."),
    ),
    "bank_day_not_over": (
        _l("The day is not over"),
        _l("A day can be signed off from the next day on."),
    ),
    "day_not_covered": (
        _l("There is no statement of this day"),
        _l("Hand in the bank's statement first. Nothing was changed."),
    ),
    "items_without_owner": (
        _l("Open items have no owner"),
        _l("Items nobody looks after: %(count)s. Give each an owner first."),
    ),
    "day_not_even": (
        _l("Bank and book differ by more than what has a name"),
        _l("This must not happen: tell the inspector and run the check of all sums."),
    ),
    "bank_day_changed": (
        _l("The day has changed since it was proposed"),
        _l("Look at it again and propose it anew. Nothing was signed."),
    ),
    "same_person": (
        _l("A second person must sign"),
        _l("Whoever proposes a day cannot sign it. Nothing was changed."),
    ),
}

WORDING = {
    "ledger.statement.received": _l("Bank statement %(no)s came in"),
    "ledger.statement.read": _l("Bank statement %(no)s was read: %(first_on)s to %(last_on)s"),
    "ledger.statement.refused": _l("Bank statement %(no)s was refused (%(code)s)"),
    "ledger.statement.retried": _l("Bank statement %(no)s is read once more"),
    "ledger.statement.missing": _l("The bank's statement of %(day)s did not come in time"),
    "ledger.difference.named": _l("Bank and book differ: open item %(item_id)s was named"),
    "ledger.difference.settled": _l("Open item %(item_id)s settled itself"),
    "ledger.difference.assigned": _l("Open item %(item_id)s was given to %(owner)s"),
    "ledger.difference.noted": _l("A note was added to open item %(item_id)s"),
    "ledger.difference.resolved": _l("Open item %(item_id)s was resolved"),
    "ledger.party.opened": _l("The other side of open item %(item_id)s was read"),
    "ledger.reconciliation.proposed": _l("%(day)s was proposed for sign-off"),
    "ledger.reconciliation.withdrawn": _l(
        "The proposal to sign off %(day)s was taken back (%(cause)s)"
    ),
    "ledger.reconciliation.signed": _l("%(day)s was signed off"),
    "ledger.reconciliation.reopened": _l("%(day)s was opened again (%(cause)s)"),
}

DIFFERENCES = {
    Difference.MISSING_IN_BOOK: _l("Missing in the book"),
    Difference.MISSING_AT_BANK: _l("Missing at the bank"),
    Difference.AMOUNT_DIFFERS: _l("The amount differs"),
    Difference.BOOKED_TWICE: _l("Booked twice by the bank"),
    Difference.SERIAL_REUSED: _l("One serial for two movements"),
    Difference.WRONG_DIRECTION: _l("Booked the wrong way round"),
    Difference.WRONG_DAY: _l("Booked on another day"),
    Difference.UNKNOWN_PAYER: _l("Paid in by nobody we know"),
    Difference.OTHER_PAYER: _l("Another payer than the notice said"),
    Difference.RETURNED: _l("Returned or reversed by the bank"),
    Difference.BANK_FEE: _l("Fee of the bank"),
    Difference.BANK_INTEREST: _l("Interest from the bank"),
    Difference.MISSING_DAYS: _l("Days without a statement"),
    Difference.BALANCE_JUMP: _l("The balance moved without a line"),
    Difference.OPENING_DIFFERS: _l("The first statement begins with another balance"),
}

WHAT_TO_DO = {
    Difference.MISSING_IN_BOOK: _l(
        "The bank's notice got lost. Have the bank deliver it again; the item settles itself."
    ),
    Difference.MISSING_AT_BANK: _l(
        "Ask the bank by the serial. If it never moved the money, reverse the entry."
    ),
    Difference.AMOUNT_DIFFERS: _l(
        "Compare notice and statement with the bank; whichever is wrong is corrected by an entry."
    ),
    Difference.BOOKED_TWICE: _l("The bank takes one back; that line is the opposite of this item."),
    Difference.SERIAL_REUSED: _l("Ask the bank what the second movement of this serial is."),
    Difference.WRONG_DIRECTION: _l("The bank corrects itself with a line that evens this out."),
    Difference.WRONG_DAY: _l("Nothing: both sides are even from the later day on."),
    Difference.UNKNOWN_PAYER: _l(
        "Find out from the bank who paid; the money goes to suspense and back, or to its order."
    ),
    Difference.OTHER_PAYER: _l("Compare the names; if the payer is another, send the money back."),
    Difference.RETURNED: _l(
        "Put the money back where it was taken from, find out why, and pay out anew."
    ),
    Difference.BANK_FEE: _l("Case money bears no fees: have the bank give it back."),
    Difference.BANK_INTEREST: _l("Have the finance department say where interest goes."),
    Difference.MISSING_DAYS: _l("Get the bank's statement of these days."),
    Difference.BALANCE_JUMP: _l("Ask the bank for the lines between both balances."),
    Difference.OPENING_DIFFERS: _l("Hand in the older statements, or book what came before."),
}

ITEM_STATES = {
    ItemState.OPEN: _l("Nobody is on it"),
    ItemState.ASSIGNED: _l("Looked after"),
    ItemState.SETTLED: _l("Settled by itself"),
    ItemState.RESOLVED: _l("Resolved"),
}

ITEM_TAGS = {
    ItemState.OPEN: "danger",
    ItemState.ASSIGNED: "warning",
    ItemState.SETTLED: "done",
    ItemState.RESOLVED: "done",
}

STATEMENT_STATES = {
    StatementState.RECEIVED: _l("Waits to be read"),
    StatementState.READ: _l("Read, held against the book"),
    StatementState.REFUSED: _l("Refused"),
}

STATEMENT_TAGS = {
    StatementState.RECEIVED: "waiting",
    StatementState.READ: "success",
    StatementState.REFUSED: "danger",
}

SOURCES = {
    StatementSource.UPLOAD: _l("Handed in"),
    StatementSource.FETCH: _l("Fetched from the bank"),
}

DAY_STATES = {
    DayState.OPEN: _l("Not signed off"),
    DayState.PROPOSED: _l("Waits for a second person"),
    DayState.SIGNED: _l("Signed off"),
}

DAY_TAGS = {DayState.OPEN: "neutral", DayState.PROPOSED: "waiting", DayState.SIGNED: "success"}


def failure_words(code: str, figures: dict[str, Any] | None) -> tuple[str, str]:
    """Return why a statement was refused, as title and sentence."""
    title, sentence = STATEMENT_FAILURES.get(code, STATEMENT_FAILURES["statement_broken_rows"])
    return str(title), str(sentence) % {"line": "?", **(figures or {})}
