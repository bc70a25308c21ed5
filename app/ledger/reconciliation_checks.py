"""M12 and M10 of reliability.md, asked of the running database, read-only."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import text

from app.ledger.queries import reconciliation as queries
from app.ledger.queries import statements
from app.store.db import db
from app.web.modules import Breach

#: Days that are recomputed; the equation of a day holds all days before it.
_DAYS_MAX = 40

#: What must not be, one text each: a line that is neither an entry nor has a name; an entry of a
#: covered day likewise; a day that one person signed alone.
_QUERIES = """
    SELECT 'line ' || l.id || ' is neither matched nor named' FROM ledger_statement_line l
    WHERE l.role = 'counted'
      AND NOT EXISTS (SELECT FROM ledger_statement_match m WHERE m.line_id = l.id)
      AND NOT EXISTS (SELECT FROM ledger_open_item i WHERE i.line_id = l.id)
    UNION ALL
    SELECT 'statement ' || s.no || ' does not add up' FROM ledger_statement s
    WHERE s.state = 'read' AND s.opening_fen + (
      SELECT coalesce(sum(CASE l.direction WHEN 'in' THEN l.amount_fen ELSE -l.amount_fen END), 0)
      FROM ledger_statement_line l WHERE l.statement_id = s.id) <> s.closing_fen
    UNION ALL
    SELECT 'day ' || d.day || ' was signed by its maker' FROM ledger_reconciled_day d
    WHERE d.state = 'signed' AND d.maker = d.approver
    LIMIT 20"""


def _days() -> Sequence[date]:
    covered = sorted(statements.covered_days(), reverse=True)
    return covered[:_DAYS_MAX]


def breaches_of_m12() -> Sequence[Breach]:
    """Return days on which bank and book differ by more than what has a name, and lost lines."""
    found = [Breach("M12", str(row)) for row in db.session.scalars(text(_QUERIES))]
    for day in _days():
        balance = queries.day_balance(day)
        if not balance.is_even:
            detail = f"{day}: bank {balance.bank}, book {balance.book}, named {balance.named}"
            found.append(Breach("M12", detail))
    return found[:20]


CHECKS: Mapping[str, Callable[[], Sequence[Breach]]] = {"M12": breaches_of_m12}
