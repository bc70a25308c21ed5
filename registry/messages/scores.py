"""Words of scores: facts, parts, tiers, and one sentence with its numbers for each part."""

from typing import Any

from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, tuple[Any, Any]] = {}

WORDING: dict[str, Any] = {
    "registry.score.changed": _l(
        "The score of %(agency_name)s went from %(previous)s to %(total)s (version %(version)s)"
    ),
    "registry.score.run_made": _l(
        "%(panel)s agencies were scored anew; %(changed)s scores moved (run %(run_id)s)"
    ),
}
