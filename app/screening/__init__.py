"""The engine of explainable checks: modules say what they found, a named judge closes it."""
