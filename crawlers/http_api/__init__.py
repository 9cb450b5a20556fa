"""The HTTP interface of `wiredesk serve`."""
