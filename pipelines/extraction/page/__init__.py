"""The page as it was read: bytes, tree, markup, blocks of text and plain text."""
