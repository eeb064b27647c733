"""One run, from its specification to the files that it leaves."""
