"""What comes in about negotiations and inquiries."""
