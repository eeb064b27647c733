"""Every option of embedstudy, each declared once.

From one field come the flag of the command line with its help, the key of ``study.toml`` and the
keyword in Python. ``study.json``, a Dask job, the command that a report shows and the reference
page of the docs come from it too.
"""
