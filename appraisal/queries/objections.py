"""Find objections and petitions."""
