"""The rules of law as dated data: look a value up by key and day, and say where it stands."""

from app.lawbook.explain import Calculation, Step
from app.lawbook.rules import (
    Mark,
    Rule,
    all_rules,
    find,
    is_from_memory,
    number,
    policy_text,
    ratio,
    schedule,
    tables_of,
    value,
)
from app.lawbook.schedules import Schedule, Tier

__all__ = [
    "Calculation",
    "Mark",
    "Rule",
    "Schedule",
    "Step",
    "Tier",
    "all_rules",
    "find",
    "is_from_memory",
    "number",
    "policy_text",
    "ratio",
    "schedule",
    "tables_of",
    "value",
]
