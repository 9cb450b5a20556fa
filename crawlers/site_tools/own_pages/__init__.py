"""Saved pages of which a person has said what is right: a test of the extraction that belongs to its user."""
