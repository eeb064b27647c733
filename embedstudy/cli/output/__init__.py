"""What the commands print: tables, sentences and documents of JSON."""
