"""What a process needs to run Scrapy: the reactor, logging, settings, memory."""
