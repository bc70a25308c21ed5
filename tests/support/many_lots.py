"""Lots by the thousand with their ends, money and acts, made by the database itself."""

import psycopg2

#: Courts of three cities of two provinces: code and place.
COURTS = (
    ("0102", "370102"),
    ("0103", "370103"),
    ("01", "370100"),
    ("0202", "370202"),
    ("0203", "370203"),
    ("1102", "420102"),
)
#: Beijing midnight that begins the first month.
BEGINS = "2016-01-01 00:00:00+08"

_LOTS = """
INSERT INTO auction_lot (id, no, asset_no, case_number, court_id, court_code, court_name,
  region_code, round, venue, venue_reason, state, state_since, title, kind, nature, address,
  appraisal_no, reference_price, reference_valid_until, start_price, bid_step, deposit, on_grid,
  may_raise_self, extension_seconds, balance_days, opens_at, scheduled_close_at, closes_at,
  last_seq, price, leader_paddle, extensions, notice_version, announced_at, ended_at, version,
  created_at)
SELECT i, 'M-' || i, 'A-' || i, '（2026）鲁执' || i || '号', c.id, c.code, c.name, c.region_code,
  (ARRAY['first', 'first', 'first', 'first', 'second', 'second', 'third', 'sell_off'])[1 + (h / 7)
    % 8], venue, '选择', state,
  coalesce(ended_at, opens_at), '标的 ' || i, 'immovable',
  (ARRAY['housing', 'housing', 'commercial', 'industrial', 'vehicle', 'equity'])[1 + (h / 11) % 6],
  '济南', 'P-' || i, start * 10 / 7 + h % 1000, '2030-01-01', start, 10000, start / 10, true, true,
  300, 10, opens_at, opens_at + interval '1 day', coalesce(greatest(ended_at, opens_at
    + interval '1 day'), opens_at + interval '1 day'),
  CASE WHEN is_sold AND venue = 'internal' THEN bids ELSE 0 END,
  CASE WHEN is_sold THEN price END, CASE WHEN is_sold THEN 'K0' END,
  CASE WHEN is_sold AND venue = 'internal' THEN h % 4 ELSE 0 END, 1, announced_at, ended_at, 1,
  announced_at
FROM many_lots m JOIN registry_court c ON c.code = m.court_code"""

_STATEMENTS = (
    """CREATE TEMP TABLE many_lots AS
SELECT i, h, (%(codes)s::text[])[1 + h %% cardinality(%(codes)s::text[])] AS court_code, start,
  state, venue, bids, announced_at, opens_at, state IN ('settled', 'paid', 'defaulted', 'annulled')
    AS is_sold, start + 10000 * bids * (1 + h %% 40) AS price,
  CASE WHEN state NOT IN ('announced', 'open') THEN opens_at + interval '1 day'
    + make_interval(mins => h %% 300) END AS ended_at
FROM (SELECT i, h, 1000000 + (h %% 900000) * 100::bigint AS start, 1 + h %% 5 AS bids,
    (ARRAY['settled', 'settled', 'settled', 'settled', 'paid', 'defaulted', 'annulled', 'unsold',
      'unsold', 'unsold', 'withdrawn', 'announced', 'open'])[1 + (h / 13) %% 13] AS state,
    CASE (h / 17) %% 20 WHEN 0 THEN 'traditional' WHEN 1 THEN 'external' ELSE 'internal' END
      AS venue, at AS announced_at, at + make_interval(days => 16 + h %% 30) AS opens_at
  FROM (SELECT i, h, %(begins)s::timestamptz + make_interval(hours => h %% (24 * %(days)s)) AS at
    FROM (SELECT i, (('x' || substr(md5(i::text), 1, 7))::bit(28)::int) AS h
      FROM generate_series(%(first)s, %(last)s) AS i) AS hashed) AS placed) AS made""",
    _LOTS,
    """INSERT INTO auction_result (lot_id, outcome, price, paddle, bid_seq, bid_count, extensions,
  ended_at, closed_at, citations)
SELECT i, CASE WHEN is_sold THEN 'sold' ELSE 'unsold' END, CASE WHEN is_sold THEN price END,
  CASE WHEN is_sold THEN 'K0' END, CASE WHEN is_sold AND venue = 'internal' THEN bids END,
  CASE WHEN is_sold AND venue = 'internal' THEN bids ELSE 0 END,
  CASE WHEN is_sold AND venue = 'internal' THEN h % 4 ELSE 0 END, ended_at,
  ended_at + interval '3 seconds', '[]'
FROM many_lots WHERE state NOT IN ('announced', 'open', 'withdrawn')""",
    """INSERT INTO auction_settlement (lot_id, state, price, deposit, balance, due_at, paid_at)
SELECT i, 'balance_due', price, 0, price, ended_at + interval '10 days',
  CASE WHEN state IN ('settled', 'paid') THEN ended_at + make_interval(hours => h % 400) END
FROM many_lots WHERE is_sold""",
    """INSERT INTO auction_act (lot_id, action, left_state, reason, details, citations, acted_by,
  acted_at)
SELECT i, action, 'paid', '理由', '{}', '[]', 'judge', ended_at + after
FROM many_lots JOIN (VALUES ('rule', interval '20 days'), ('hand_over', interval '31 days'),
  ('suspend', interval '-12 hours')) AS acts (action, after) ON
  (action = 'suspend' AND h % 9 = 0 AND ended_at IS NOT NULL)
  OR (action <> 'suspend' AND state = 'settled')""",
    """INSERT INTO screening_finding (key, screen, phase, court_id, case_number, subject, title,
  paddles, signals, points_tenths, threshold_tenths, card, made_at)
SELECT 'many:' || i || ':' || place, 'S1', 'ended', c.id, '（2026）鲁执' || i || '号', 'M-' || i,
  '标的', '[]', '[]', 10, 10, 'card', coalesce(ended_at, opens_at)
FROM many_lots JOIN registry_court c ON c.code = court_code
CROSS JOIN LATERAL generate_series(0, h % 2) AS place WHERE h % 23 = 0""",
    """INSERT INTO screening_closure (finding_id, verdict, reason, closed_by, closed_name,
  closed_at)
SELECT f.id, CASE WHEN h % 5 < 2 THEN 'founded' ELSE 'unfounded' END, '理由', 1, '法官',
  f.made_at + interval '50 days'
FROM many_lots JOIN screening_finding f ON f.subject = 'M-' || i WHERE h % 4 < 3""",
)
_CROWD = (
    """INSERT INTO auction_bid (lot_id, seq, paddle, amount, received_at, request_id, kind,
  closes_before, closes_after)
SELECT i, seq, 'K' || seq % (1 + h % 3), start + 10000 * seq * (1 + h % 40), opens_at,
  'r' || seq, 'ordinary', opens_at + interval '1 day', opens_at + interval '1 day'
FROM many_lots CROSS JOIN LATERAL generate_series(1, bids) AS seq
WHERE is_sold AND venue = 'internal'""",
    """INSERT INTO auction_enrollment (lot_id, holder_digest, identity_sealed, state, paddle,
  accepted_notice_version, accepted_prompts, applied_at, qualified_at, deposit_ended_at)
SELECT i, 'd' || place, ''::bytea, CASE place WHEN 0 THEN 'won' ELSE 'lost' END, 'K' || place, 1,
  '[]', announced_at, opens_at, CASE WHEN place = 0 OR h % 29 > 0 THEN ended_at + make_interval(
    hours => (1 + (h / 3 + place) % 30) * CASE venue WHEN 'internal' THEN 1 ELSE 4 END) END
FROM many_lots CROSS JOIN LATERAL generate_series(0, h % 3) AS place
WHERE is_sold AND venue <> 'external'""",
    """INSERT INTO auction_panel_decision (lot_id, decided_on, members, minutes, start_price,
  cut_bp, bid_step, deposit, priority, citations, recorded_by, recorded_at)
SELECT i, (announced_at AT TIME ZONE 'Asia/Shanghai')::date - 3 - h % 20 - 5 * place, '[]',
  '记录', start, 2000, 10000, start / 10, '[]', '[]', 'judge', announced_at
FROM many_lots CROSS JOIN LATERAL generate_series(0, (h / 5) % 2) AS place WHERE h % 8 > 0""",
    """INSERT INTO auction_outside_result (lot_id, venue, outcome, price, ended_at, deposit,
  commission, details, content_sha256, evidence_media_id, evidence_sha256, recorded_by, recorded_at)
SELECT i, venue, CASE WHEN is_sold THEN 'sold' ELSE 'unsold' END, CASE WHEN is_sold THEN price END,
  ended_at, 0, CASE WHEN venue = 'traditional' THEN 20000 + h % 7000 ELSE 0 END, '{}', '', 1, '',
  'clerk', ended_at
FROM many_lots WHERE venue <> 'internal' AND state NOT IN ('announced', 'open', 'withdrawn')""",
    """INSERT INTO auction_distribution (lot_id, place, ground, payee, amount, citations,
  transfer_key, posted_at)
SELECT i, place, ground, '收款人', amount + h % 900, '[]', 'many:' || i || ':' || place,
  ended_at + interval '40 days'
FROM many_lots JOIN (VALUES (1, 'sale_cost', 30000), (2, 'execution_fee', 15000),
  (3, 'ordinary', 500000), (4, 'execution_fee', 700)) AS parts (place, ground, amount) ON true
WHERE state = 'settled' AND h % 6 < 4""",
    """INSERT INTO appraisal_assignment (no, asset_no, asset_title, case_number, court_id,
  court_code, court_name, route, ground, ground_note, state, state_since, agency_code, agency_name,
  reissues, created_at)
SELECT 'P-' || i, 'A-' || i, '标的', '（2026）鲁执' || i || '号', c.id, c.code, c.name,
  'commissioned_appraisal', NULL, '', 'settled', announced_at, 'AG' || h % 3, '机构', 0,
  announced_at
FROM many_lots JOIN registry_court c ON c.code = court_code WHERE h % 4 = 1""",
    """INSERT INTO appraisal_fee_settlement (assignment_id, outcome, total_fee, balance_due,
  refund, reissue_fee, calculation, paper_no, settled_at)
SELECT a.id, 'SOLD', 90000 + h % 40000, 0, 0, 0, '{}', '', announced_at + make_interval(days =>
  40 + h % 90)
FROM many_lots JOIN appraisal_assignment a ON a.no = 'P-' || i""",
)


def fill(
    url: str,
    *,
    first: int,
    last: int,
    days: int,
    codes: tuple[str, ...] = (),
    has_crowd: bool = True,
) -> None:
    """Write lots numbered from ``first`` to ``last`` over so many days; no fact tells of them.

    ``codes`` are the courts that announced them; none stands for those of COURTS, which are
    written too. Without ``has_crowd`` there are neither bids nor enrollments, no panel, no fee and
    no payment to a creditor. The triggers are
    off: words to be found by are not wanted here.
    """
    given = {
        "codes": list(codes or [code for code, _ in COURTS]),
        "begins": BEGINS,
        "days": days,
        "first": first,
        "last": last,
    }
    with psycopg2.connect(url.replace("+psycopg2", "", 1)) as connection:
        cursor = connection.cursor()
        cursor.execute("SET session_replication_role = replica")
        if not codes:
            write_courts(cursor, COURTS)
        for statement in (*_STATEMENTS, *(_CROWD if has_crowd else ())):
            cursor.execute(statement, given if "%(" in statement else None)
        cursor.execute("DROP TABLE many_lots")
    connection.close()


def write_courts(cursor: "psycopg2.extensions.cursor", courts: tuple[tuple[str, str], ...]) -> None:
    """Write courts with their places."""
    for code, region in courts:
        cursor.execute(
            "INSERT INTO registry_court (code, name, region_code, address, phone,"
            " supervision_phone) VALUES (%s, %s, %s, '', '', '') ON CONFLICT DO NOTHING",
            (code, f"法院 {code}", region),
        )
