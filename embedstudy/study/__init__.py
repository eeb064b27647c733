"""The study: which runs to make, how each is made, and the directory that holds what came out."""
