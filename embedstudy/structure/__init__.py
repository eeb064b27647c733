"""Measures of what the embeddings learned, on the spaces of a study directory."""
