"""fastText's own binary files, quantized or not."""
