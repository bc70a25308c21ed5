"""The bank as we see it: a port, and the sandbox that stands behind it in rehearsals."""
