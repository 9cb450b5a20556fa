"""Scrapy settings, the environment and the embedded Redis. This module is what ``scrapy.cfg`` names.

Scrapy's own defaults that are not right for a crawler of strangers' sites are changed here, each with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wiredesk.settings.environment import Environment

BOT_NAME = "wiredesk"
SPIDER_MODULES = ["wiredesk.crawlers.spiders"]
NEWSPIDER_MODULE = "wiredesk.crawlers.spiders"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
LOG_FORMATTER = "wiredesk.crawlers.runtime.log_formatter.BriefLogFormatter"

# Doors that nobody asked for: code sent over loopback, a telnet console, files, FTP and S3 as URLs.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
EXTENSIONS_BASE = {  # Scrapy's without these two: importing them would take a tenth of a crawl's start
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.memdebug.MemoryDebugger": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.logstats.LogStats": 0,
    "scrapy.extensions.spiderstate.SpiderState": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}
DOWNLOAD_HANDLERS = {
    "http": "wiredesk.crawlers.fetching.download_handler.PoliteDownloadHandler",
    "https": "wiredesk.crawlers.fetching.download_handler.PoliteDownloadHandler",
    "data": None, "file": None, "ftp": None, "s3": None,
}  # fmt: skip
DOWNLOAD_VERIFY_CERTIFICATES = True

# Politeness is HostBudget's, in the download handler: it holds over processes, and Scrapy 2.19 ignores its own limit
# where the delay is 0. Scrapy only bounds what one site may have under way (CONCURRENT_REQUESTS), robots.txt and
# redirects included; the spiders set it from fetching/host_limits.py.
CONCURRENT_ITEMS = 4  # an answer gives one item; Scrapy starts so many tasks for each, its 100 cost 2 ms a page
DOWNLOAD_DELAY = 0
ROBOTSTXT_OBEY = False  # RobotsMiddleware obeys it: Scrapy's fails open when robots.txt is too large or an error
RETRY_ENABLED = False  # BackoffMiddleware tries again with pauses
REDIRECT_MAX_TIMES = 5  # RFC 9309 asks for five with robots.txt; articles need two
REDIRECT_PRIORITY_ADJUST = 1
METAREFRESH_MAXDELAY = 5  # seconds: a longer one reloads the page for its reader
COOKIES_ENABLED = False  # nothing is shared between pages, and nothing is asked for that needs a session
REFERRER_POLICY = "no-referrer"

TWISTED_DNS_RESOLVER = "wiredesk.crawlers.fetching.name_resolver.CachingDualStackResolver"

DOWNLOAD_TIMEOUT = 30  # seconds for the whole answer, so that slow drips end
DOWNLOAD_MAXSIZE = 10_000_000  # bytes, decompressed: the largest article pages have 5 MB
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True  # half an article is no article
URLLENGTH_LIMIT = 2083
DEPTH_LIMIT = 0
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 1_000_000  # bytes of answers in work for each site: bounds memory, whatever the backlog
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the spider knows articles by identity, and asks on purpose
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # newest first, as the leads come

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "wiredesk.crawlers.fetching.guarded_download.AddressGuardMiddleware": 50,
    "wiredesk.crawlers.fetching.redirect_scope.RedirectScopeMiddleware": 60,
    "wiredesk.crawlers.fetching.site_headers.SiteHeadersMiddleware": 70,
    "wiredesk.crawlers.fetching.site_limits.SiteLimitsMiddleware": 80,
    "wiredesk.crawlers.fetching.robots_middleware.RobotsMiddleware": 100,
    "wiredesk.crawlers.fetching.rendering.RenderMiddleware": 540,  # after decompression and redirects
    "wiredesk.crawlers.fetching.backoff.BackoffMiddleware": 550,
    "wiredesk.crawlers.fetching.meta_refresh.MetaRefreshMiddleware": 580,  # where Scrapy has its own
    "wiredesk.crawlers.fetching.decompression.DecompressionMiddleware": 590,  # where Scrapy has its own
    "wiredesk.crawlers.fetching.redirects.RedirectMiddleware": 600,  # where Scrapy has its own
    "wiredesk.crawlers.fetching.archiving.ArchiveMiddleware": 900,  # next to the downloader
}
ITEM_PIPELINES = {"wiredesk.crawlers.spiders.item_pipeline.DeskPipeline": 300}
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
MEMUSAGE_ENABLED = False


def from_environment(environment: Environment) -> dict[str, Any]:
    """The settings that the user's environment gives."""
    return {
        "LOG_LEVEL": environment.log_level.upper(),
        "USER_AGENT": environment.user_agent,
        "WIREDESK_ALLOW_ADDRESSES": [str(network) for network in environment.allow_addresses],
    }


_FROM_ENVIRONMENT = ("LOG_LEVEL", "USER_AGENT", "WIREDESK_ALLOW_ADDRESSES")


def __dir__() -> list[str]:
    return [*globals(), *_FROM_ENVIRONMENT]


def __getattr__(name: str) -> Any:
    """Settings that the environment gives are read when Scrapy asks for them, not whenever something of this package
    is imported: a variable that is not valid then ends a command with a message, at the place that expects it."""
    if name not in _FROM_ENVIRONMENT:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from wiredesk.settings.environment import read_environment  # noqa: PLC0415  # when Scrapy asks for it

    return from_environment(read_environment())[name]
