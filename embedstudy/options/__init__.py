"""Every option of embedstudy, each declared once.

From one field come the flag of the command line with its help, the key of ``study.toml``, the
keyword in Python, what ``study.json`` and a Dask job hold, the command that a report shows, and the
reference page of the docs.
"""
