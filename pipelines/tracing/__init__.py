"""Traces: what happened to single URLs in the last days, kept in Redis in bounded room for ``wiredesk why``."""
