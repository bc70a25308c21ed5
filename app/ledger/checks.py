"""Invariants of reliability.md 2.3 that a running database can be asked, read-only."""

from collections.abc import Sequence

from sqlalchemy import text

from app.store.db import db
from app.web.modules import Breach

#: Each query returns one text per breach and nothing when the invariant holds.
QUERIES = {
    "M1": """
        SELECT 'the book sums to ' || coalesce(sum(fen), 0) FROM (
          SELECT amount_fen AS fen FROM ledger_transfer WHERE step NOT IN ('held', 'released')
          UNION ALL
          SELECT -amount_fen FROM ledger_transfer WHERE step NOT IN ('held', 'released')) AS legs
        HAVING coalesce(sum(fen), 0) <> 0""",
    "M2": """
        SELECT 'transfer ' || id || ' of ' || amount_fen FROM ledger_transfer
        WHERE amount_fen NOT BETWEEN 1 AND 999999999999999 OR debit = credit""",
    "M3": """
        SELECT 'hold ' || hold_id || ' ended ' || count(*) || ' times' FROM ledger_transfer
        WHERE hold_id IS NOT NULL GROUP BY hold_id HAVING count(*) > 1""",
    "M4": """
        SELECT account || ' stands at ' || sum(fen) FROM (
          SELECT credit AS account, amount_fen AS fen FROM ledger_transfer
            WHERE step IN ('posted', 'captured', 'forfeited')
          UNION ALL
          SELECT debit, -amount_fen FROM ledger_transfer
            WHERE step IN ('posted', 'captured', 'forfeited')
          UNION ALL
          SELECT h.debit, -h.amount_fen FROM ledger_transfer h WHERE h.step = 'held'
            AND NOT EXISTS (SELECT FROM ledger_transfer e WHERE e.hold_id = h.id)) AS legs
        WHERE account <> 'bank' GROUP BY account HAVING sum(fen) < 0""",
    "M5": """
        SELECT 'deposit ' || o.no || ' received ' || o.amount_fen || ', ended ' || sum(e.amount_fen)
        FROM ledger_payment_order o
        JOIN ledger_transfer h ON h.key = 'hold:' || o.no
        JOIN ledger_transfer e ON e.hold_id = h.id
        GROUP BY o.no, o.amount_fen HAVING sum(e.amount_fen) <> o.amount_fen""",
    "M7": """
        SELECT 'receipt ' || r.serial || ' is not in the book' FROM ledger_bank_receipt r
        WHERE NOT EXISTS (SELECT FROM ledger_transfer t WHERE t.amount_fen = r.amount_fen
          AND t.debit = 'bank' AND t.key IN ('receipt:' || r.serial, 'suspense:' || r.serial))
        UNION ALL
        SELECT 'refund ' || i.instruction_id || ' is done but not in the book'
        FROM ledger_bank_instruction i WHERE i.kind = 'refund' AND i.state = 'done'
          AND NOT EXISTS (SELECT FROM ledger_transfer t WHERE t.key = 'paid:' || i.instruction_id
            AND t.amount_fen = i.amount_fen AND t.credit = 'bank')
        UNION ALL
        SELECT 'release of ' || e.debit || ' was not ordered from the bank' FROM ledger_transfer e
        WHERE e.step = 'released' AND NOT EXISTS (
          SELECT FROM ledger_transfer t JOIN ledger_bank_instruction i ON t.key = i.instruction_id
          WHERE t.debit = e.debit AND t.amount_fen = e.amount_fen)""",
}


def breaches_of(invariant: str) -> Sequence[Breach]:
    """Return what breaks an invariant, at most twenty rows of it."""
    query = text(f"SELECT * FROM ({QUERIES[invariant]}) AS found LIMIT 20")  # noqa: S608 - the query is ours
    return [Breach(invariant, str(row)) for row in db.session.scalars(query)]
