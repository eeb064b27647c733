"""Reading of texts by a trained classifier, and its predictions."""
