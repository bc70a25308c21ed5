"""How agencies are scored: pure rules from evidence, priors and a day to a number and its parts."""
