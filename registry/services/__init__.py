"""Orders of the registry: each opens one unit of work and records what happened."""
