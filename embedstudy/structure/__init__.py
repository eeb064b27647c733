"""What the embeddings learned, measured on the spaces of a study directory."""
