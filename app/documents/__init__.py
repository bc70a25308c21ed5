"""Papers of the court: one template each, numbered, sealed by digest, never changed."""
