"""Pages that people open: each one self-contained file, drawn from a directory alone."""
