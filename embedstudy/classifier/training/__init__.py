"""Training of a classifier on texts and labels."""
