"""The publication date: what the page claims, and which claim is believed."""
