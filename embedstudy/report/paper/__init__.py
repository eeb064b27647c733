"""Tables of a study for a paper: results, pairs, tuning, and a reporting checklist."""
