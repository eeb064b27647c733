"""The figures of a study's page: each a function from rows to charts."""
