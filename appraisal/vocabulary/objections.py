"""Kinds and states of objections and petitions."""
