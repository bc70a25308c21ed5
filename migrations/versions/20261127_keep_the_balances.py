"""keep the balances.

A running balance of each account, moved by the database with each transfer; reversals that name
what they take back.

Revision b1d8e7f3a052, follows ebc9f0745b88.
"""

import sqlalchemy as sa
from alembic import op

revision = "b1d8e7f3a052"
down_revision = "ebc9f0745b88"
branch_labels = None
depends_on = None

FUNCTIONS = (
    """
CREATE OR REPLACE FUNCTION ledger_gathers(account text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT account = 'bank' OR split_part(account, ':', 1) IN ('agency', 'party', 'court')
$$
""",
    """
CREATE OR REPLACE FUNCTION ledger_part() RETURNS smallint LANGUAGE plpgsql AS $$
DECLARE
  taken text := current_setting('ledger.part', true);
  mine int := pg_backend_pid() % 64;
BEGIN
  IF taken <> '' THEN
    RETURN taken::smallint;
  END IF;
  FOR tried IN 1..64 LOOP
    EXIT WHEN pg_try_advisory_xact_lock(hashtext('ledger.part'), mine);
    mine := (mine + 1) % 64;
  END LOOP;
  PERFORM pg_advisory_xact_lock(hashtext('ledger.part'), mine);
  PERFORM set_config('ledger.part', (mine + 1)::text, true);
  RETURN mine + 1;
END $$
""",
    """
CREATE OR REPLACE FUNCTION ledger_lock(debited text[], credited text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  mine smallint := 0;
  codes text[];
  places smallint[];
BEGIN
  IF 'bank' = ANY (debited) OR EXISTS (
      SELECT FROM unnest(credited) AS code WHERE ledger_gathers(code)) THEN
    mine := ledger_part();
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('ledger:' || named.no, 0)) FROM (
    SELECT DISTINCT split_part(code, ':', 2) AS no FROM unnest(debited || credited) AS code
    WHERE split_part(code, ':', 1) = 'case' AND split_part(code, ':', 3) <> 'deposits'
    ORDER BY no) AS named;
  SELECT array_agg(code ORDER BY code COLLATE "C", place),
         array_agg(place ORDER BY code COLLATE "C", place) INTO codes, places FROM (
    SELECT code, CASE WHEN code = 'bank' THEN mine ELSE 0 END AS place
      FROM unnest(debited) AS code
    UNION
    SELECT code, CASE WHEN ledger_gathers(code) THEN mine ELSE 0 END
      FROM unnest(credited) AS code) AS wanted;
  INSERT INTO ledger_balance (account, part)
    SELECT code, place FROM unnest(codes, places) WITH ORDINALITY AS w (code, place, turn)
    ORDER BY turn ON CONFLICT DO NOTHING;
  PERFORM FROM unnest(codes, places) WITH ORDINALITY AS w (code, place, turn)
    JOIN ledger_balance b ON b.account = w.code AND b.part = w.place
    ORDER BY turn FOR UPDATE OF b;
END $$
""",
    """
CREATE OR REPLACE FUNCTION ledger_gather(code text, needed bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  parts smallint[];
BEGIN
  FOR pass IN 1..2 LOOP
    IF (SELECT settled_fen - held_fen >= needed FROM ledger_balance
        WHERE account = code AND part = 0) THEN
      RETURN;
    END IF;
    IF pass = 1 THEN
      parts := ARRAY(SELECT part FROM ledger_balance WHERE account = code AND part > 0
                       AND settled_fen > 0 ORDER BY part FOR UPDATE SKIP LOCKED);
    ELSE
      parts := ARRAY(SELECT part FROM ledger_balance WHERE account = code AND part > 0
                       AND settled_fen > 0 ORDER BY part FOR UPDATE);
    END IF;
    UPDATE ledger_balance b SET settled_fen = CASE b.part WHEN 0 THEN b.settled_fen + (
        SELECT coalesce(sum(p.settled_fen), 0) FROM ledger_balance p
        WHERE p.account = code AND p.part = ANY (parts)) ELSE 0 END
      WHERE b.account = code AND b.part = ANY (parts || 0::smallint);
  END LOOP;
END $$
""",
    """
CREATE OR REPLACE FUNCTION ledger_refuse_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'ledger: balances are moved by transfers alone'
    USING ERRCODE = 'restrict_violation';
END $$
""",
    """
CREATE OR REPLACE FUNCTION ledger_note_drift() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('ledger.drift', (
    coalesce(nullif(current_setting('ledger.drift', true), ''), '0')::numeric
    + coalesce((SELECT sum(settled_fen) FROM now_rows), 0)
    - coalesce((SELECT sum(settled_fen) FROM old_rows), 0))::text, true);
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION ledger_require_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(nullif(current_setting('ledger.drift', true), ''), '0')::numeric <> 0 THEN
    RAISE EXCEPTION 'ledger: this transaction would make or lose % fen',
      current_setting('ledger.drift') USING ERRCODE = 'check_violation',
      CONSTRAINT = 'ledger_book_sums_to_zero';
  END IF;
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION ledger_post_transfers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  mine smallint := 0;
  owed record;
BEGIN
  IF EXISTS (SELECT FROM fresh f JOIN ledger_transfer h ON h.id = f.hold_id
             WHERE h.step <> 'held') THEN
    RAISE EXCEPTION 'ledger: only a hold can be ended' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT FROM fresh f JOIN ledger_transfer r ON r.id = f.reverses_id
             WHERE r.step <> 'posted' OR r.reverses_id IS NOT NULL OR r.debit <> f.credit
               OR r.credit <> f.debit OR r.amount_fen <> f.amount_fen) THEN
    RAISE EXCEPTION 'ledger: a reversal is the mirror of a posting'
      USING ERRCODE = 'check_violation';
  END IF;
  PERFORM ledger_lock(
    ARRAY(SELECT DISTINCT debit FROM fresh),
    ARRAY(SELECT DISTINCT credit FROM fresh WHERE step NOT IN ('held', 'released')));
  IF EXISTS (SELECT FROM fresh WHERE debit = 'bank' OR ledger_gathers(credit)) THEN
    mine := ledger_part();
  END IF;
  FOR owed IN SELECT debit, sum(amount_fen)::bigint AS needed FROM fresh
      WHERE debit <> 'bank' AND ledger_gathers(debit) AND step IN ('posted', 'held')
      GROUP BY debit ORDER BY debit COLLATE "C" LOOP
    PERFORM ledger_gather(owed.debit, owed.needed);
  END LOOP;
  UPDATE ledger_balance b
    SET settled_fen = b.settled_fen + moved.settled, held_fen = b.held_fen + moved.held
    FROM (
      SELECT code, place, sum(settled) AS settled, sum(held) AS held FROM (
        SELECT debit AS code, CASE WHEN debit = 'bank' THEN mine ELSE 0 END AS place,
               CASE WHEN step IN ('held', 'released') THEN 0 ELSE -amount_fen END AS settled,
               CASE step WHEN 'posted' THEN 0 WHEN 'held' THEN amount_fen
                 ELSE -amount_fen END AS held
          FROM fresh
        UNION ALL
        SELECT credit, CASE WHEN ledger_gathers(credit) THEN mine ELSE 0 END, amount_fen, 0
          FROM fresh WHERE step NOT IN ('held', 'released')) AS legs
      GROUP BY code, place) AS moved
    WHERE b.account = moved.code AND b.part = moved.place;
  RETURN NULL;
END $$
""",
)

#: Laid after the rows are filled: from then on only transfers move them.
TRIGGERS = (
    "CREATE TRIGGER ledger_balance_by_transfer BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_balance FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_balance()",
    "CREATE TRIGGER ledger_balance_begins_empty BEFORE INSERT ON ledger_balance FOR EACH ROW WHEN (NEW.settled_fen <> 0 OR NEW.held_fen <> 0) EXECUTE FUNCTION ledger_refuse_balance()",
    "CREATE TRIGGER ledger_balance_drift AFTER UPDATE ON ledger_balance REFERENCING OLD TABLE AS old_rows NEW TABLE AS now_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger_note_drift()",
    "CREATE CONSTRAINT TRIGGER ledger_balance_sums_to_zero AFTER UPDATE ON ledger_balance DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_require_balance()",
    "CREATE TRIGGER ledger_transfer_post AFTER INSERT ON ledger_transfer REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ledger_post_transfers()",
)

GUARD = """
CREATE OR REPLACE FUNCTION ledger_guard_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  available numeric;
BEGIN
  IF NEW.hold_id IS NOT NULL THEN
    IF (SELECT step FROM ledger_transfer WHERE id = NEW.hold_id) IS DISTINCT FROM 'held' THEN
      RAISE EXCEPTION 'ledger: only a hold can be ended' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.debit = 'bank' THEN
    RETURN NEW;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('ledger:' || NEW.debit, 0));
  SELECT coalesce(sum(CASE WHEN t.credit = NEW.debit THEN t.amount_fen ELSE -t.amount_fen END), 0)
    INTO available FROM ledger_transfer t
    WHERE (t.credit = NEW.debit AND t.step IN ('posted', 'captured', 'forfeited'))
       OR (t.debit = NEW.debit AND t.step IN ('posted', 'captured', 'forfeited'))
       OR (t.debit = NEW.debit AND t.step = 'held'
           AND NOT EXISTS (SELECT FROM ledger_transfer e WHERE e.hold_id = t.id));
  IF available < NEW.amount_fen THEN
    RAISE EXCEPTION 'ledger: account % holds less than %', NEW.debit, NEW.amount_fen
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_never_below_zero';
  END IF;
  RETURN NEW;
END $$
"""
GUARD_TRIGGER = "CREATE TRIGGER ledger_transfer_guard BEFORE INSERT ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION ledger_guard_transfer()"

FILL = """
INSERT INTO ledger_balance (account, part, settled_fen, held_fen)
SELECT account, 0, sum(settled), sum(held) FROM (
  SELECT debit AS account, -amount_fen AS settled, 0 AS held FROM ledger_transfer
    WHERE step IN ('posted', 'captured', 'forfeited')
  UNION ALL
  SELECT credit, amount_fen, 0 FROM ledger_transfer
    WHERE step IN ('posted', 'captured', 'forfeited')
  UNION ALL
  SELECT h.debit, 0, h.amount_fen FROM ledger_transfer h WHERE h.step = 'held'
    AND NOT EXISTS (SELECT FROM ledger_transfer e WHERE e.hold_id = h.id)) AS legs
GROUP BY account
"""


def upgrade() -> None:
    """Bring the schema forward."""
    op.execute("LOCK TABLE ledger_transfer IN EXCLUSIVE MODE")
    op.add_column("ledger_transfer", sa.Column("reverses_id", sa.BigInteger(), nullable=True))
    op.add_column("ledger_transfer", sa.Column("reason", sa.Text(), nullable=True))
    op.create_unique_constraint(
        op.f("uq_ledger_transfer_reverses_id"), "ledger_transfer", ["reverses_id"]
    )
    op.create_foreign_key(
        "fk_ledger_transfer_reverses", "ledger_transfer", "ledger_transfer", ["reverses_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_ledger_transfer_reversals_say_why"),
        "ledger_transfer",
        "(reverses_id IS NULL) = (reason IS NULL) AND (reverses_id IS NULL OR step = 'posted')",
    )
    op.create_table(
        "ledger_balance",
        sa.Column("account", sa.String(length=160), nullable=False),
        sa.Column("part", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("settled_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("held_fen", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "is_open",
            sa.Boolean(),
            sa.Computed("settled_fen <> 0 OR held_fen <> 0", persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint(
            "account = 'bank' OR settled_fen >= held_fen",
            name=op.f("ck_ledger_balance_never_below_zero"),
        ),
        sa.CheckConstraint("held_fen >= 0", name=op.f("ck_ledger_balance_held_not_below_zero")),
        sa.CheckConstraint("part BETWEEN 0 AND 64", name=op.f("ck_ledger_balance_part_known")),
        sa.PrimaryKeyConstraint("account", "part", name=op.f("pk_ledger_balance")),
        postgresql_with={"fillfactor": "50"},
    )
    op.create_index(
        "ix_ledger_balance_open",
        "ledger_balance",
        ["account"],
        unique=False,
        postgresql_where=sa.text("is_open"),
        postgresql_ops={"account": "text_pattern_ops"},
    )
    op.execute(FILL)
    for statement in (*FUNCTIONS, *TRIGGERS):
        op.execute(statement)
    op.execute("DROP TRIGGER ledger_transfer_guard ON ledger_transfer")
    op.execute("DROP FUNCTION ledger_guard_transfer")


def downgrade() -> None:
    """Bring the schema back."""
    op.execute(GUARD)
    op.execute(GUARD_TRIGGER)
    op.execute("DROP TRIGGER ledger_transfer_post ON ledger_transfer")
    op.drop_table("ledger_balance")
    for name in (
        "ledger_post_transfers()",
        "ledger_gather(text, bigint)",
        "ledger_lock(text[], text[])",
        "ledger_part()",
        "ledger_gathers(text)",
        "ledger_refuse_balance()",
        "ledger_note_drift()",
        "ledger_require_balance()",
    ):
        op.execute(f"DROP FUNCTION {name}")
    op.drop_constraint(
        op.f("ck_ledger_transfer_reversals_say_why"), "ledger_transfer", type_="check"
    )
    op.drop_constraint("fk_ledger_transfer_reverses", "ledger_transfer", type_="foreignkey")
    op.drop_constraint(op.f("uq_ledger_transfer_reverses_id"), "ledger_transfer", type_="unique")
    op.drop_column("ledger_transfer", "reason")
    op.drop_column("ledger_transfer", "reverses_id")
