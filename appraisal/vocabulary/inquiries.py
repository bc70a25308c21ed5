"""Where a negotiation or an inquiry stands and why it failed."""
