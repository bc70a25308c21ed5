"""Words of the log's facts and refusals."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "log.key.added": _l("The sealed log began to sign with the key %(key)s"),
    "log.key.rotated": _l(
        "The sealed log took the key %(new_key)s; until %(overlap_until)s the one before, "
        "%(old_key)s, signs as well"
    ),
    "log.clock.jumped": _l(
        "The clock of the database jumped by %(jump_ms)s ms: expected %(expected)s, found %(found)s"
    ),
}

REFUSALS: dict[str, tuple[object, object]] = {}
