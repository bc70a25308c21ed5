"""Orders of the sale: each is one unit of work that changes rows and records facts."""
