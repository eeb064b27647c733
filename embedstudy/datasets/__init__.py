"""Data sets: from a name to a corpus of texts, labels and splits."""
