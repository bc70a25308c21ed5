"""The sealed log at work: its process, its keys, what the public asks of it."""
