"""Folders and archives that are one table: `.npz`, torch files, spaCy and model2vec."""
