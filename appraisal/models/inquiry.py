"""Rows of negotiations, directed inquiries and network inquiries."""
