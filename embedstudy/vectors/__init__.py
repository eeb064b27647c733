"""Word vectors: tables of words and numbers, and how much of a text they cover."""
