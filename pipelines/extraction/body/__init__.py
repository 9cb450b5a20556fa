"""Which blocks are the article: measures, the model, and what is cut off."""
