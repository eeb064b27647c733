"""The statistics of a study: intervals, paired tests, and their tables."""
