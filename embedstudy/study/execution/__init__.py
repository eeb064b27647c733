"""Where and in which order the runs of a study are made."""
