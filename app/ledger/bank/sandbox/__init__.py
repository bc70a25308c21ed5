"""A bank for rehearsals: its own process, books and keys; it knows nothing of the platform."""
