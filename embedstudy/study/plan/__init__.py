"""The plan of a study: its configuration, its grid of runs and its search space."""
