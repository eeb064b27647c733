"""How a trained classifier reads texts and predicts their classes."""
