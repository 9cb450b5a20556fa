"""What kind of page it is: an article, or a listing, an error page, a login; and which special kind of article."""
