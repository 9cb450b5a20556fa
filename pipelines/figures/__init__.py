"""What crawls and fetches have done, counted in Redis for ever: figures for ``wiredesk metrics``."""
