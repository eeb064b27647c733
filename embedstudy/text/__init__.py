"""Text to numbers: tokens, a vocabulary, and ragged arrays of word ids."""
