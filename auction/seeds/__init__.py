"""A small court for demo and training: people, cases and lots, made by the services alone."""
