"""How a classifier learns from texts and labels."""
