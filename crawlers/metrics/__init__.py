"""``wiredesk metrics``: everything that is counted and measured, for Prometheus."""
