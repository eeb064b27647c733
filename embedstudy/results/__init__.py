"""The study directory, which divides what trains from what measures, shows and explains."""
