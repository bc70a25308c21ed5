"""Invariants of bids, time and lots that a running database can be asked (reliability.md 2)."""

from collections.abc import Sequence

from sqlalchemy import text

from app.kernel.clock import clock
from app.store import db
from app.web.modules import Breach
from auction.queries import statistics as counted
from auction.readers import STATISTICS
from auction.services.counting import count_month, kept_tallies
from auction.vocabulary import ENDED_STATES, UNSOLD_STATES

#: Each query returns one text per breach and nothing when the invariant holds.
QUERIES = {
    "B1": """
        SELECT 'lot ' || lot_id || ' has ' || count(*) || ' bids up to ' || max(seq)
        FROM auction_bid GROUP BY lot_id HAVING count(*) <> max(seq) OR min(seq) <> 1
        UNION ALL
        SELECT 'lot ' || l.no || ' says ' || l.last_seq || ' bids' FROM auction_lot l
        WHERE l.last_seq <> (SELECT count(*) FROM auction_bid b WHERE b.lot_id = l.id)""",
    "B2": """
        SELECT 'bid ' || lot_id || '/' || seq || ' came before the one below it' FROM (
          SELECT lot_id, seq, received_at,
            lag(received_at) OVER (PARTITION BY lot_id ORDER BY seq) AS earlier
          FROM auction_bid) AS pairs WHERE received_at < earlier""",
    "B3": """
        SELECT 'bid ' || lot_id || '/' || seq || ' does not climb' FROM (
          SELECT lot_id, seq, kind, amount,
            lag(amount) OVER (PARTITION BY lot_id ORDER BY seq) AS below
          FROM auction_bid) AS pairs
        WHERE amount < below OR (amount = below AND kind <> 'priority')""",
    "B4": """
        SELECT 'bid ' || no || '/' || seq || ' breaks the ladder' FROM (
          SELECT l.no, b.seq, b.kind, b.amount, l.start_price, l.bid_step, l.on_grid,
            lag(b.amount) OVER (PARTITION BY b.lot_id ORDER BY b.seq) AS below
          FROM auction_bid b JOIN auction_lot l ON l.id = b.lot_id) AS pairs
        WHERE amount < start_price
           OR (kind = 'ordinary' AND below IS NOT NULL AND amount < below + bid_step)
           OR (on_grid AND kind = 'ordinary' AND (amount - start_price) % bid_step <> 0)""",
    "B6": """
        SELECT 'attempts share a request id on lot ' || lot_id FROM auction_attempt
        GROUP BY lot_id, holder_digest, request_id HAVING count(*) > 1
        UNION ALL
        SELECT 'bid ' || b.lot_id || '/' || b.seq || ' has no accepted attempt' FROM auction_bid b
        WHERE NOT EXISTS (SELECT FROM auction_attempt a WHERE a.lot_id = b.lot_id
          AND a.bid_seq = b.seq AND a.request_id = b.request_id AND a.outcome = 'accepted')
        UNION ALL
        SELECT 'receipt ' || a.receipt_id || ' and the ladder differ' FROM auction_attempt a
        WHERE (a.outcome = 'accepted') <> EXISTS (SELECT FROM auction_bid b
          WHERE b.lot_id = a.lot_id AND b.seq = a.bid_seq AND b.request_id = a.request_id)""",
    "B7": """
        SELECT 'bid ' || b.lot_id || '/' || b.seq || ' had no held deposit' FROM auction_bid b
        WHERE NOT EXISTS (SELECT FROM auction_enrollment e WHERE e.lot_id = b.lot_id
          AND e.paddle = b.paddle AND e.qualified_at <= b.received_at)""",
    "B9": """
        SELECT 'lot ' || r.lot_id || ' names another winner than its ladder' FROM auction_result r
        JOIN auction_lot l ON l.id = r.lot_id AND l.venue = 'internal'
        WHERE r.outcome = 'sold' AND NOT EXISTS (SELECT FROM auction_bid b
          WHERE b.lot_id = r.lot_id AND b.seq = r.bid_seq AND b.paddle = r.paddle
            AND b.amount = r.price
            AND NOT EXISTS (SELECT FROM auction_bid o WHERE o.lot_id = b.lot_id
              AND (o.amount, o.seq) > (b.amount, b.seq)))
        UNION ALL
        SELECT 'lot ' || l.no || ' was sold elsewhere otherwise than it is recorded'
        FROM auction_lot l JOIN auction_result r ON r.lot_id = l.id
        LEFT JOIN auction_outside_result o ON o.lot_id = l.id
        WHERE l.venue <> 'internal' AND (o.lot_id IS NULL OR l.last_seq <> 0
          OR (o.outcome, coalesce(o.price, 0), o.ended_at)
            IS DISTINCT FROM (r.outcome, coalesce(r.price, 0), r.ended_at)
          OR (r.outcome = 'sold' AND NOT EXISTS (SELECT FROM auction_enrollment e
            WHERE e.lot_id = l.id AND e.paddle = r.paddle AND e.state = 'won')))
        UNION ALL
        SELECT 'lot ' || l.no || ' has a result from elsewhere and is sold here'
        FROM auction_lot l JOIN auction_outside_result o ON o.lot_id = l.id
        WHERE l.venue = 'internal'""",
    #: Four eyes on the exception: it went out with a reason, approved by another (P55).
    "V1": """
        SELECT 'lot ' || l.no || ' is sold on site without an approved reason'
        FROM auction_lot l LEFT JOIN auction_venue_plan p
          ON p.lot_id = l.id AND p.venue = l.venue
        WHERE l.venue = 'traditional' AND l.announced_at IS NOT NULL
          AND (p.reason IS NULL OR p.approved_by IS NULL)
        UNION ALL
        SELECT 'lot ' || l.no || ' is sold on a platform that nobody named'
        FROM auction_lot l LEFT JOIN auction_venue_plan p
          ON p.lot_id = l.id AND p.venue = l.venue
        WHERE l.venue = 'external' AND l.announced_at IS NOT NULL AND p.platform_name IS NULL""",
    "B11": """
        SELECT 'table ' || t || ' may be changed' FROM unnest(
          ARRAY['auction_bid', 'auction_attempt', 'auction_result', 'auction_distribution',
            'auction_outside_result']) AS t
        WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = t::regclass
          AND tgname = t || '_append_only' AND tgenabled <> 'D')""",
    "B14": """
        SELECT 'lot ' || l.no || ' is ' || l.state || ' without a result' FROM auction_lot l
        WHERE l.state = ANY(:ended)
          AND NOT EXISTS (SELECT FROM auction_result r WHERE r.lot_id = l.id)
        UNION ALL
        SELECT 'lot ' || l.no || ' has a result but is ' || l.state
        FROM auction_lot l JOIN auction_result r ON r.lot_id = l.id
        WHERE NOT l.state = ANY(:ended) OR (r.outcome = 'unsold') <> (l.state = ANY(:unsold))""",
    "T1": """
        SELECT 'bid ' || b.lot_id || '/' || b.seq || ' lies outside the bidding period'
        FROM auction_bid b JOIN auction_lot l ON l.id = b.lot_id
        WHERE b.received_at >= b.closes_before OR b.received_at < l.opens_at
        UNION ALL
        SELECT 'receipt ' || a.receipt_id || ' came too late and was accepted'
        FROM auction_attempt a JOIN auction_bid b ON b.lot_id = a.lot_id AND b.seq = a.bid_seq
        WHERE a.received_at >= b.closes_before
        UNION ALL
        SELECT 'receipt ' || a.receipt_id || ' came in time and was refused as late'
        FROM auction_attempt a WHERE a.outcome = 'late'
          AND a.received_at < (a.receipt #>> '{receipt,closes_at}')::timestamptz""",
    "T2": """
        SELECT 'lot ' || r.lot_id || ' was closed before its drain margin'
        FROM auction_result r JOIN auction_lot l ON l.id = r.lot_id
        WHERE r.closed_at < r.ended_at + interval '2 seconds' AND l.venue = 'internal'
        UNION ALL
        SELECT 'lot ' || l.no || ' closed at another end than its own'
        FROM auction_result r JOIN auction_lot l ON l.id = r.lot_id
        WHERE r.ended_at <> l.closes_at AND l.venue = 'internal'""",
    "T3": """
        SELECT 'bid ' || b.lot_id || '/' || b.seq || ' moved the end wrongly'
        FROM auction_bid b JOIN auction_lot l ON l.id = b.lot_id
        JOIN auction_attempt a ON a.lot_id = b.lot_id AND a.bid_seq = b.seq
        WHERE b.closes_after <> CASE
          WHEN l.round = 'sell_off' AND b.seq = 1 THEN a.received_at + interval '24 hours'
          ELSE greatest(
            b.closes_before, a.received_at + make_interval(secs => l.extension_seconds)) END""",
    "L9": """
        SELECT 'bid ' || b.lot_id || '/' || b.seq || ' is not in the record'
        FROM auction_bid b JOIN auction_lot l ON l.id = b.lot_id
        WHERE NOT EXISTS (SELECT FROM trail_entry e WHERE e.stream = 'lot:' || l.no
          AND e.name = 'auction.bid.placed' AND (e.payload ->> 'bid_seq')::bigint = b.seq
          AND e.payload ->> 'price' = b.amount::text AND e.payload ->> 'paddle' = b.paddle)
        UNION ALL
        SELECT 'the record tells of a bid that is not there: ' || e.stream || ' ' || e.seq
        FROM trail_entry e WHERE e.name = 'auction.bid.placed'
          AND NOT EXISTS (SELECT FROM auction_bid b JOIN auction_lot l ON l.id = b.lot_id
            WHERE e.stream = 'lot:' || l.no AND (e.payload ->> 'bid_seq')::bigint = b.seq)""",
    "M6": """
        SELECT 'enrollment ' || e.id || ' ended its deposit before the lot ended'
        FROM auction_enrollment e JOIN auction_lot l ON l.id = e.lot_id
        WHERE e.deposit_ended_at IS NOT NULL AND e.state <> 'left' AND (l.ended_at IS NULL
          OR e.deposit_ended_at < l.ended_at)
        UNION ALL
        SELECT 'enrollment ' || e.id || ' left and its deposit is still bound'
        FROM auction_enrollment e WHERE e.state = 'left' AND e.deposit_ended_at IS NULL""",
    "M9": f"""
        SELECT 'deposit of enrollment ' || e.id || ' is still here when it was to be back'
        FROM auction_enrollment e JOIN auction_lot l ON l.id = e.lot_id
        WHERE e.state IN ('lost', 'lapsed')
          AND e.qualified_at IS NOT NULL AND coalesce(e.deposit_ended_at, :now)
            > {counted.BACK_BY}""",  # noqa: S608 - our own constant
    "M13": """
        WITH lines AS (
          SELECT l.no, l.case_number, d.forfeited, place, line ->> 'use' AS use,
            (line ->> 'asked')::bigint AS asked, (line ->> 'amount')::bigint AS amount,
            line ->> 'account' AS account,
            array_position(CASE l.venue
              WHEN 'traditional' THEN ARRAY['difference', 'cost', 'commission', 'refund']
              ELSE ARRAY['cost', 'difference', 'case_debt', 'property_debt', 'residual'] END,
              line ->> 'use') AS rank
          FROM auction_default d JOIN auction_lot l ON l.id = d.lot_id
          CROSS JOIN LATERAL jsonb_array_elements(d.use -> 'lines')
            WITH ORDINALITY AS each(line, place)
          WHERE d.state = 'used'),
        posted AS (
          SELECT lines.*, t.id AS transfer FROM lines
          LEFT JOIN ledger_transfer t ON t.key = 'forfeited\\:' || no || '\\:' || place
            AND t.debit = 'case:' || lines.case_number || '\\:forfeited'
            AND t.credit = account AND t.amount_fen = amount)
        SELECT DISTINCT 'the deposit of lot ' || a.no || ' served ' || b.use || ' before ' || a.use
        FROM posted a JOIN posted b ON b.no = a.no AND b.rank > a.rank
        WHERE (a.amount < a.asked AND b.amount > 0) OR a.transfer > b.transfer
        UNION ALL
        SELECT 'use ' || place || ' of the deposit of lot ' || no || ' is not in the book so'
        FROM posted WHERE transfer IS NULL AND amount > 0
          AND account <> 'case:' || case_number || '\\:forfeited'
        UNION ALL
        SELECT 'the deposit of lot ' || no || ' was used for ' || sum(amount) || ' of ' || forfeited
        FROM lines GROUP BY no, forfeited HAVING sum(amount) <> forfeited""",
    "M15": """
        SELECT 'lot ' || l.no || ' paid out ' || paid.total || ' of ' || s.price + s.supplement
        FROM auction_settlement s JOIN auction_lot l ON l.id = s.lot_id
        JOIN (SELECT lot_id, sum(amount) FILTER (WHERE NOT is_from_reserve) AS total,
            coalesce(sum(amount) FILTER (WHERE is_from_reserve), 0) AS judged,
            coalesce(sum(amount) FILTER (WHERE ground = 'reserved'), 0) AS reserved
          FROM auction_distribution GROUP BY lot_id) AS paid
          ON paid.lot_id = s.lot_id
        WHERE paid.total <> s.price + s.supplement OR paid.judged > paid.reserved""",
}


#: Months that are counted anew for one check.
_SAMPLE = 40


def breaches_of(invariant: str) -> Sequence[Breach]:
    """Return what breaks an invariant, at most twenty rows of it."""
    query = text(f"SELECT * FROM ({QUERIES[invariant]}) AS found LIMIT 20")  # noqa: S608 - our own text
    known = {
        "now": clock.now(),
        "ended": [state.value for state in ENDED_STATES],
        "unsold": [state.value for state in UNSOLD_STATES],
    }
    given = {name: value for name, value in known.items() if f":{name}" in QUERIES[invariant]}
    return [Breach(invariant, row[0]) for row in db.session.execute(query, given)]


def statistics_are_a_recount() -> list[Breach]:
    """What statistics keep is what a recount of the lots finds, for a sample of months."""
    now = clock.now()
    late = (
        counted.touched_months()
        | counted.months_of_lots(counted.unread_lots(STATISTICS))
        | counted.months_newly_overdue(now)
    )
    kept = counted.sample_of_months(_SAMPLE)
    return [
        Breach("S1", f"the counts of court {court_code} in {month} differ from its lots")
        for court_code, month in sorted(kept - late)
        if kept_tallies(court_code, month) != count_month(court_code, month, now)
    ] + [
        Breach("S1", f"the counts of {level} {place} in {period} are not the sum of its parts")
        for level, place, period in counted.sums_that_differ()
    ]
