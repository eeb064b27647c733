"""Spaces and tables of a study, as files for other programs."""
