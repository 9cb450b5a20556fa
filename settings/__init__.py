"""Scrapy settings, the environment and the embedded Redis."""
