"""Orders about tokens, subscriptions and deliveries."""
