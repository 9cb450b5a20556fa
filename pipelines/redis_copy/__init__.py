"""All that wiredesk keeps in Redis, in one file that any Redis or Valkey from 6.2 takes (`redis export`, `import`)."""
