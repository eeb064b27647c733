"""The figures of a study's page: functions from rows to charts."""
