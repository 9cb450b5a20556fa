"""Site definitions: one TOML file a site."""
