"""What comes in about objections and petitions."""
