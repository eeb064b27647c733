"""Forecasts: what to expect with more training texts than a study has."""
