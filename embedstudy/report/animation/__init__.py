"""Animations: the map of a space over its training, as a picture that moves or as pictures."""
