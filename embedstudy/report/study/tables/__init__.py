"""The tables of a study's page: functions from rows to a table of text."""
