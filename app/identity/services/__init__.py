"""Orders about accounts and sessions."""
