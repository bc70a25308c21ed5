"""The feed: what happened, handed on to the court's data platform and to whoever asks."""
