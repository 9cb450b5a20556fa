"""``python -m crawlers`` is ``wiredesk``."""

from crawlers.cli import main

if __name__ == "__main__":
    main()
