"""Who of outside the court may read what of it, for how long and why, and what was read."""
