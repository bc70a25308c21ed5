"""Words of the log's facts and refusals."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "log.key.added": _l("The sealed log began to sign with the key %(key)s"),
    "log.key.rotated": _l(
        "The sealed log took the key %(new_key)s; until %(overlap_until)s the one before, "
        "%(old_key)s, signs as well"
    ),
    "log.key.compromised": _l(
        "The key %(key)s of the sealed log is reported stolen at %(size)s: what it signed alone "
        "stands up to %(witnessed)s, where witnesses saw it"
    ),
    "log.clock.jumped": _l(
        "The clock of the database jumped by %(jump_ms)s ms: expected %(expected)s, found %(found)s"
    ),
}

REFUSALS = {
    "log_empty": (
        _l("Nothing was sealed yet"),
        _l("The first checkpoint appears within seconds of the first fact."),
    ),
    "not_sealed_yet": (
        _l("This is not sealed yet"),
        _l("It is kept and gets its place within seconds. Ask again then."),
    ),
    "log_cursor_ahead": (
        _l("The log does not reach so far"),
        _l("You asked for %(asked)s, and the newest signed size is %(size)s. Ask again later."),
    ),
    "log_outside": (
        _l("There is no such proof"),
        _l("The place %(index)s does not lie in a tree of %(size)s."),
    ),
    "log_leaf_unknown": (
        _l("This leaf is not in the log"),
        _l("A fact is sealed within seconds. If it stays unknown, keep your receipt and say so."),
    ),
    "log_checkpoint_unknown": (
        _l("No checkpoint was signed at this size"),
        _l("The log never signed a root at %(size)s."),
    ),
    "log_policy_broken": (
        _l("The list of witnesses cannot be read"),
        _l("Its operator must mend it: %(why)s."),
    ),
    "witness_line_malformed": (
        _l("This is no signature line"),
        _l("Bring one line as C2SP writes it: %(why)s."),
    ),
    "witness_unknown": (
        _l("This witness is not known here"),
        _l("%(name)s signs with a key that the policy of the log does not name."),
    ),
    "witness_signature_wrong": (
        _l("The signature does not belong to this checkpoint"),
        _l("It does not hold for what we signed at %(size)s. Keep what you saw and compare."),
    ),
}
