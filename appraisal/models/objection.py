"""Rows of objections, what became of them, and petitions."""
