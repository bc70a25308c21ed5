"""Reference inquiry platforms for demo and tests: they know the protocol and nothing of us."""
