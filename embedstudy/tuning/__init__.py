"""Tuning: the values that are tried on held-out texts, and the choice among them."""
