"""The numeric core: arrays in, arrays out; it knows nothing of files, names or printing."""
