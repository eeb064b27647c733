"""What a study is asked to do: its configuration, its grid of runs, and what is tuned."""
