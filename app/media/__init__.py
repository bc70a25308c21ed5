"""Pictures, video and documents that people hand in: proved, cleaned, kept, served."""
