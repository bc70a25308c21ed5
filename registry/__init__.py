"""The books: courts, cases, parties, assets, agencies and the draws between them."""
