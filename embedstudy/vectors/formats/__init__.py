"""Files of vectors: one reader and one writer a format, found by what a file holds."""
