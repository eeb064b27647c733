"""The analysis of the reference study: tables, statistics over data sets, figures and pages."""
