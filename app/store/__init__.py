"""Rows: the database, the one commit, locks, numbers, files."""

from app.store.db import append_only, db
from app.store.work import Work, rest, unit_of_work

__all__ = ["Work", "append_only", "db", "rest", "unit_of_work"]
