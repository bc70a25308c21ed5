"""Words of objections and petitions."""

from typing import Any

WORDING: dict[str, Any] = {}

REFUSALS: dict[str, tuple[Any, Any]] = {}
