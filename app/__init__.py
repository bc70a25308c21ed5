"""The platform: what is true of any court system, whatever is appraised or sold on it."""
