"""Invariants of reliability.md 2.3 that a running database can be asked, read-only."""

from collections.abc import Sequence

from sqlalchemy import text

from app.store.db import db
from app.web.modules import Breach

#: Each query returns one text per breach and nothing when the invariant holds.
QUERIES = {
    "M1": """
        SELECT 'the running balances sum to ' || sum(settled_fen) FROM ledger_balance
        HAVING sum(settled_fen) <> 0
        UNION ALL
        SELECT 'the transfers sum to ' || coalesce(sum(fen), 0) FROM (
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
          WHERE t.debit = e.debit AND t.amount_fen = e.amount_fen)
        UNION ALL
        SELECT 'receipt ' || r.serial || ' neither waits, nor was placed, nor goes back'
        FROM ledger_bank_receipt r WHERE r.booking = 'suspended'
          AND NOT EXISTS (SELECT FROM ledger_bank_instruction i
            WHERE i.instruction_id = 'refund-' || r.serial)
          AND NOT EXISTS (SELECT FROM ledger_suspense_item s WHERE s.receipt_id = r.id
            AND (s.state = 'waiting' OR EXISTS (SELECT FROM ledger_transfer t
              WHERE t.key = 'match:' || r.serial AND t.amount_fen = r.amount_fen)))""",
    "M10": """
        SELECT 'payout ' || i.instruction_id || ' was ordered without two people'
        FROM ledger_bank_instruction i WHERE i.kind = 'payout' AND NOT EXISTS (
          SELECT FROM ledger_proposal p WHERE p.instruction_id = i.instruction_id
            AND p.maker_id <> p.approver_id AND p.amount_fen = i.amount_fen)
        UNION ALL
        SELECT 'receipt ' || r.serial || ' was placed without two people'
        FROM ledger_suspense_item s JOIN ledger_bank_receipt r ON r.id = s.receipt_id
        WHERE s.state = 'matched' AND NOT EXISTS (SELECT FROM ledger_proposal p
          WHERE p.kind = 'suspense_match' AND p.state = 'done' AND p.maker_id <> p.approver_id
            AND p.content -> 'serials' ? r.serial)""",
    "M8": """
        SELECT 'deposit ' || o.no || ' is held without an exact payment in time'
        FROM ledger_payment_order o
        JOIN ledger_transfer h ON h.key = 'hold:' || o.no AND h.step = 'held'
        WHERE NOT EXISTS (SELECT FROM ledger_bank_receipt r WHERE r.order_id = o.id
          AND r.booking = 'booked' AND r.amount_fen = o.amount_fen
          AND r.amount_fen = h.amount_fen AND r.received_at <= o.due_at)""",
    "M14": """
        SELECT 'trigger ' || name || ' is missing or off' FROM (VALUES
          ('ledger_transfer', 'ledger_transfer_append_only'),
          ('ledger_transfer', 'ledger_transfer_no_truncate'),
          ('ledger_transfer', 'ledger_transfer_post'),
          ('ledger_balance', 'ledger_balance_by_transfer'),
          ('ledger_balance', 'ledger_balance_begins_empty'),
          ('ledger_balance', 'ledger_balance_drift'),
          ('ledger_balance', 'ledger_balance_sums_to_zero')) AS needed (relation, name)
        WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = relation::regclass
          AND t.tgname = name AND t.tgenabled <> 'D')
        UNION ALL
        SELECT 'entry ' || r.id || ' is no mirror of entry ' || r.reverses_id
        FROM ledger_transfer r JOIN ledger_transfer w ON w.id = r.reverses_id
        WHERE r.step <> 'posted' OR w.step <> 'posted' OR r.debit <> w.credit
          OR r.credit <> w.debit OR r.amount_fen <> w.amount_fen""",
    "M16": """
        SELECT coalesce(b.account, s.account) || ' runs at ' || coalesce(b.settled, 0)
          || ' holding '
          || coalesce(b.held, 0) || ', its transfers at ' || coalesce(s.settled, 0) || ' holding '
          || coalesce(s.held, 0)
        FROM (SELECT account, sum(settled_fen) AS settled, sum(held_fen) AS held
              FROM ledger_balance GROUP BY account) AS b
        FULL JOIN (SELECT account, sum(fen) AS settled, sum(held) AS held FROM (
          SELECT credit AS account, amount_fen AS fen, 0 AS held FROM ledger_transfer
            WHERE step IN ('posted', 'captured', 'forfeited')
          UNION ALL
          SELECT debit, -amount_fen, 0 FROM ledger_transfer
            WHERE step IN ('posted', 'captured', 'forfeited')
          UNION ALL
          SELECT h.debit, 0, h.amount_fen FROM ledger_transfer h WHERE h.step = 'held'
            AND NOT EXISTS (SELECT FROM ledger_transfer e WHERE e.hold_id = h.id)) AS legs
          GROUP BY account) AS s ON s.account = b.account
        WHERE coalesce(b.settled, 0) <> coalesce(s.settled, 0)
          OR coalesce(b.held, 0) <> coalesce(s.held, 0)""",
}


def breaches_of(invariant: str) -> Sequence[Breach]:
    """Return what breaks an invariant, at most twenty rows of it."""
    query = text(f"SELECT * FROM ({QUERIES[invariant]}) AS found LIMIT 20")  # noqa: S608 - the query is ours
    return [Breach(invariant, str(row)) for row in db.session.scalars(query)]
