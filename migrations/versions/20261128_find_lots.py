"""find lots.

What a lot can be found by: its words in one width and case, and each two neighboring signs of
them under an index (ADR 15). The database keeps both by triggers.

Revision 5f1c8d3a9e74, follows 8e2a6c4f17d9.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "5f1c8d3a9e74"
down_revision = "8e2a6c4f17d9"
branch_labels = None
depends_on = None

TEXT, LOT, NOTICE = "auction_lot_text", "auction_lot", "auction_notice"

#: One width (NFKC), one case, no blanks and no punctuation, but a decimal point between digits.
#: Written without classes of the locale, so that it means the same in every database.
FOLD = r"""
CREATE FUNCTION auction_fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(
    lower(normalize(given, NFKC) COLLATE "C"),
    '[\s!-\-/:-@\[-`{-~\u00b7\u2000-\u206f\u3000-\u303f\u30fb]+|(?<![0-9])\.|\.(?![0-9])',
    '', 'g')
$$
"""

#: Each sign with its neighbor; the last one of all stands alone.
GRAMS = """
CREATE FUNCTION auction_grams(folded text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  signs text[] := string_to_array(folded, NULL);
BEGIN
  RETURN array_to_tsvector(ARRAY(
    SELECT one || coalesce(next, '') FROM unnest(signs, signs[2:]) AS pair (one, next)));
END
$$
"""

#: What a folded word asks of the grams: all of its own, or of one sign any gram that begins so.
ASK = """
CREATE FUNCTION auction_gram_query(folded text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  signs text[] := string_to_array(folded, NULL);
BEGIN
  IF cardinality(signs) = 1 THEN
    RETURN (quote_literal(folded) || ':*')::tsquery;
  END IF;
  RETURN (SELECT string_agg(DISTINCT quote_literal(one || next), ' & ')
    FROM unnest(signs, signs[2:]) AS pair (one, next) WHERE next IS NOT NULL)::tsquery;
END
$$
"""

#: Lots whose grams hold every word, at most so many. By the index always: read row by row the
#: grams cost thirty times what the planner thinks.
CANDIDATES = """
CREATE FUNCTION auction_candidates(words text[], most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
  asked tsquery := (SELECT string_agg(auction_gram_query(word)::text, ' & ')::tsquery
    FROM unnest(words) AS word);
BEGIN
  RETURN QUERY SELECT lot_id FROM auction_lot_text WHERE grams @@ asked LIMIT most;
END
$$
"""

#: Whether a lot says every word, sign by sign.
SAYS = """
CREATE FUNCTION auction_says(lot_key bigint, words text[]) RETURNS boolean
LANGUAGE plpgsql STABLE COST 1000 AS $$
DECLARE
  said text;
  word text;
BEGIN
  SELECT folded INTO said FROM auction_lot_text WHERE lot_id = lot_key;
  FOREACH word IN ARRAY words LOOP
    IF coalesce(strpos(said, word), 0) = 0 THEN
      RETURN false;
    END IF;
  END LOOP;
  RETURN true;
END
$$
"""

#: What a lot can be found by. The notice counts once it is published, in the version in force.
WORDS = r"""
CREATE FUNCTION auction_words_of(lot_key bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(auction_fold(piece), E'\n' ORDER BY place)
  FROM (
    SELECT given.place, given.piece
    FROM auction_lot AS lot, unnest(ARRAY[lot.title, lot.address, lot.no, lot.asset_no,
      lot.case_number, lot.court_name]) WITH ORDINALITY AS given (piece, place)
    WHERE lot.id = lot_key
    UNION ALL
    SELECT 100 + item.place, item.piece
    FROM auction_lot AS lot
    JOIN auction_notice AS notice ON notice.lot_id = lot.id
      AND notice.version = lot.notice_version AND notice.published_at IS NOT NULL,
    jsonb_each_text(notice.items) WITH ORDINALITY AS item (key, piece, place)
    WHERE lot.id = lot_key
  ) AS pieces
$$
"""

KEEP = """
CREATE FUNCTION auction_keep_text() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  lot_key bigint;
  words text;
BEGIN
  IF TG_TABLE_NAME = 'auction_lot' THEN
    lot_key := NEW.id;
  ELSE
    lot_key := NEW.lot_id;
  END IF;
  words := auction_words_of(lot_key);
  INSERT INTO auction_lot_text AS kept (lot_id, folded, grams)
  VALUES (lot_key, words, auction_grams(words))
  ON CONFLICT (lot_id) DO UPDATE SET folded = EXCLUDED.folded, grams = EXCLUDED.grams
    WHERE kept.folded <> EXCLUDED.folded;
  RETURN NULL;
END
$$
"""

FILL = """
INSERT INTO auction_lot_text (lot_id, folded, grams)
SELECT id, words, auction_grams(words)
FROM (SELECT id, auction_words_of(id) AS words FROM auction_lot OFFSET 0) AS lot
"""

TRIGGERS = (
    f"CREATE TRIGGER auction_lot_keep_text AFTER INSERT OR UPDATE OF title, address, court_name, notice_version ON {LOT} FOR EACH ROW EXECUTE FUNCTION auction_keep_text()",
    f"CREATE TRIGGER auction_notice_keep_text AFTER INSERT OR UPDATE OF items, published_at ON {NOTICE} FOR EACH ROW EXECUTE FUNCTION auction_keep_text()",
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TEXT,
        sa.Column("lot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("grams", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"],
            ["auction_lot.id"],
            name=op.f("fk_auction_lot_text_lot_id_auction_lot"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_auction_lot_text")),
    )
    for statement in (FOLD, GRAMS, ASK, CANDIDATES, SAYS, WORDS, KEEP, *TRIGGERS, FILL):
        op.execute(statement)
    # After the rows: an index is made more quickly at once than sign by sign.
    op.create_index("ix_auction_lot_text_grams", TEXT, ["grams"], postgresql_using="gin")
    op.create_index("ix_auction_lot_court_code", LOT, ["court_code", "id"])


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_index("ix_auction_lot_court_code", table_name=LOT)
    op.execute(f"DROP TRIGGER auction_notice_keep_text ON {NOTICE}")
    op.execute(f"DROP TRIGGER auction_lot_keep_text ON {LOT}")
    op.drop_table(TEXT)
    for name in (
        "auction_keep_text()",
        "auction_words_of(bigint)",
        "auction_says(bigint, text[])",
        "auction_candidates(text[], integer)",
        "auction_gram_query(text)",
        "auction_grams(text)",
        "auction_fold(text)",
    ):
        op.execute(f"DROP FUNCTION {name}")
