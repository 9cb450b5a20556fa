"""The data that a page carries for its own scripts (Next.js, Nuxt, Apollo …), read where its markup has no text."""
