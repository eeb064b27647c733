"""The data of a study: corpora, vectors and words, prepared once for all runs."""
