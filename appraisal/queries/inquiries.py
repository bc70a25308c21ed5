"""Find negotiations and inquiries."""
