"""Exports, read back by those that they are for."""
