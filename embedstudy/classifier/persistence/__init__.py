"""Saving of a trained classifier to a folder, and loading."""
