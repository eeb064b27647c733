"""How sure a study is: intervals, paired tests and the tables of both."""
