"""Trials of the forecast: pilots of finished curves, and what came after them."""
