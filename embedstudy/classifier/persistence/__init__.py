"""How a trained classifier is saved to a folder and loaded from it."""
