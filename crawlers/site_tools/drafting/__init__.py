"""Drafting a site definition from what a trial crawl saw: every fact with its evidence and a confidence."""
