"""Whether a site still is as its definition and its history say, and what to write where it is not."""
