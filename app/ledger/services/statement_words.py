"""Take the lines of a statement as the bank's word, where the bank has no other way to tell us."""

from datetime import datetime

from app.kernel.calendar import start_of_day
from app.kernel.errors import Conflict, NotFound
from app.ledger.models import BankStatement, StatementLine
from app.ledger.queries import statements as queries
from app.ledger.reconciliation_words import Direction
from app.ledger.services.statement_lines import BankLine, take_line
from app.store.settings import setting

#: Banks, as `BANK` in the settings names them, that send no notices.
SILENT = frozenset({"files"})


def take_words(row: BankStatement, *, at: datetime) -> None:
    """Book what the new lines of a statement tell, if the bank tells it by no notice.

    What fits nothing of ours stays a line without an entry: the reconciliation names it.
    """
    if setting("BANK") not in SILENT:
        return
    for line in queries.list_new_lines(row.id):
        if not line.serial:
            continue
        try:
            take_line(_told(line), at=at)
        except (NotFound, Conflict):
            continue


def _told(line: StatementLine) -> BankLine:
    name, account, memo, sub_account = queries.open_party(line)
    return BankLine(
        serial=line.serial,
        is_credit=line.direction is Direction.IN,
        amount=line.amount,
        account=sub_account,
        name=name,
        party=account,
        memo=memo,
        reference=queries.reference_of(memo),
        # A statement without hours must not make a payment late: the payer does not answer for it.
        booked_at=line.booked_at or start_of_day(line.day),
    )
