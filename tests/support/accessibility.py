"""Ask axe-core what a person who cannot see or point would stumble over on a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: What axe calls the two upper ranks of harm; the lower two are advice.
GRAVE = ("serious", "critical")


def grave_violations(page: Page) -> list[str]:
    """Return one line for each serious or critical violation of WCAG on the page as it stands.

    A line names the rule, what it asks, and up to three places, so that a failing test can be read.
    """
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: "
        + "; ".join(node["html"][:160] for node in one["nodes"][:3])
        for one in found
        if one["impact"] in GRAVE
    ]
