"""Running balances: one row an account, moved by the database with each transfer, never by hand.

`ledger_lock` and the triggers below are the whole of it. docs/locking.md says why the order of
locks cannot close a circle; docs/adr/0004 says which invariant each piece keeps.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    Index,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.ledger.chart import BANK, CODE_MAX
from app.store.db import add_triggers, db

#: Name of the CHECK that refuses to take what is not there (M4).
OVERDRAWN = "ck_ledger_balance_never_below_zero"
#: Parts an account of many cases is credited in, so that transactions do not queue on one row.
PARTS = 64


class Balance(db.Model):  # type: ignore[name-defined,misc]
    """What stands in an account, or in one part of an account that many cases pay into."""

    __tablename__ = "ledger_balance"
    __table_args__ = (
        # M4: counting what is held, no account of trust is ever below zero.
        CheckConstraint(f"account = '{BANK}' OR settled_fen >= held_fen", name="never_below_zero"),
        CheckConstraint("held_fen >= 0", name="held_not_below_zero"),
        CheckConstraint(f"part BETWEEN 0 AND {PARTS}", name="part_known"),
        #: Sums over many leaves read only the few in which something stands. The flag rather than
        #: the amounts is indexed, so that moving money keeps the row's index entries (HOT).
        Index(
            "ix_ledger_balance_open",
            "account",
            postgresql_ops={"account": "text_pattern_ops"},
            postgresql_where=text("is_open"),
        ),
        {"postgresql_with": {"fillfactor": "50"}},
    )

    account: Mapped[str] = mapped_column(String(CODE_MAX), primary_key=True)
    #: 0 is the account itself; the others gather credits until a debit needs them.
    part: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    #: Credits less debits, in fen; below zero for `bank` alone, which is an asset.
    settled_fen: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    #: Of these what is set apart for holds that stand, in fen.
    held_fen: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    is_open: Mapped[bool] = mapped_column(
        Boolean, Computed("settled_fen <> 0 OR held_fen <> 0", persisted=True)
    )


#: Accounts that many cases pay into; every transaction credits a part of its own.
GATHERS = """
CREATE OR REPLACE FUNCTION ledger_gathers(account text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT account = 'bank' OR split_part(account, ':', 1) IN ('agency', 'party', 'court')
$$
"""

#: The part of this transaction: no two transactions at work have the same one, as long as no
#: more than sixty-four are; then one waits for the other to end.
PART = f"""
CREATE OR REPLACE FUNCTION ledger_part() RETURNS smallint LANGUAGE plpgsql AS $$
DECLARE
  taken text := current_setting('ledger.part', true);
  mine int := pg_backend_pid() % {PARTS};
BEGIN
  IF taken <> '' THEN
    RETURN taken::smallint;
  END IF;
  FOR tried IN 1..{PARTS} LOOP
    EXIT WHEN pg_try_advisory_xact_lock(hashtext('ledger.part'), mine);
    mine := (mine + 1) % {PARTS};
  END LOOP;
  PERFORM pg_advisory_xact_lock(hashtext('ledger.part'), mine);
  PERFORM set_config('ledger.part', (mine + 1)::text, true);
  RETURN mine + 1;
END $$
"""

#: Take every lock that a set of transfers needs, in one order: a part, which never waits while
#: one is free, then the cases by name, then the rows by name. Leaves (a deposit, a receipt in
#: suspense, an instruction) are rows of their own; the fee, price and forfeit accounts of a case
#: share one lock, whichever comes first.
LOCK = """
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
"""

#: Bring what other transactions credited to an account into its main row, where it is debited.
#: Parts that are being credited at this moment are passed over first, then waited for.
GATHER = """
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
"""

#: What a statement of transfers does to the balances; the CHECKs of the row judge the outcome.
POST = """
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
"""

POST_TRIGGER = (
    "CREATE TRIGGER ledger_transfer_post AFTER INSERT ON ledger_transfer "
    "REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ledger_post_transfers()"
)

#: Whoever is not the posting of a transfer may add an empty row, and nothing else.
REFUSE = """
CREATE OR REPLACE FUNCTION ledger_refuse_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'ledger: balances are moved by transfers alone'
    USING ERRCODE = 'restrict_violation';
END $$
"""

#: M1 at commit: whatever a transaction did to balances, all of it together is nothing.
DRIFT = """
CREATE OR REPLACE FUNCTION ledger_note_drift() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('ledger.drift', (
    coalesce(nullif(current_setting('ledger.drift', true), ''), '0')::numeric
    + coalesce((SELECT sum(settled_fen) FROM now_rows), 0)
    - coalesce((SELECT sum(settled_fen) FROM old_rows), 0))::text, true);
  RETURN NULL;
END $$
"""
BALANCED = """
CREATE OR REPLACE FUNCTION ledger_require_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(nullif(current_setting('ledger.drift', true), ''), '0')::numeric <> 0 THEN
    RAISE EXCEPTION 'ledger: this transaction would make or lose % fen',
      current_setting('ledger.drift') USING ERRCODE = 'check_violation',
      CONSTRAINT = 'ledger_book_sums_to_zero';
  END IF;
  RETURN NULL;
END $$
"""

BALANCE_TRIGGERS = (
    (
        "CREATE TRIGGER ledger_balance_by_transfer BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON ledger_balance FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_balance()"
    ),
    (
        "CREATE TRIGGER ledger_balance_begins_empty BEFORE INSERT ON ledger_balance FOR EACH ROW "
        "WHEN (NEW.settled_fen <> 0 OR NEW.held_fen <> 0) EXECUTE FUNCTION ledger_refuse_balance()"
    ),
    (
        "CREATE TRIGGER ledger_balance_drift AFTER UPDATE ON ledger_balance "
        "REFERENCING OLD TABLE AS old_rows NEW TABLE AS now_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_note_drift()"
    ),
    (
        "CREATE CONSTRAINT TRIGGER ledger_balance_sums_to_zero AFTER UPDATE ON ledger_balance "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_require_balance()"
    ),
)

BALANCE_STATEMENTS = (
    *(GATHERS, PART, LOCK, GATHER, REFUSE, DRIFT, BALANCED),
    *BALANCE_TRIGGERS,
)

add_triggers(Balance, *BALANCE_STATEMENTS)
