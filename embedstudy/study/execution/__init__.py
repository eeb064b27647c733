"""Execution of the runs of a study: their order, threads or Dask, progress and log."""
