"""From page to article to queue."""
