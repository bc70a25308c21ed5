"""Bank statements as files: three forms in, one kind of line out; nothing here knows the book."""
