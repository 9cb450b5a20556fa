"""An archive in a store that fsspec knows (S3 and the like), written through a spool folder on this machine."""
