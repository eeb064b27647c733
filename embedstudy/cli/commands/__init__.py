"""One module for each command: it parses, calls one function and prints."""
