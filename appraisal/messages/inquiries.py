"""Words of negotiations and inquiries."""

from typing import Any

WORDING: dict[str, Any] = {}

REFUSALS: dict[str, tuple[Any, Any]] = {}
