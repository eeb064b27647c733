"""Output of the commands: tables, sentences and documents of JSON."""
